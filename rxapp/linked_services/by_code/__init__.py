"""Proving a mobile number by a code sent to it. A number the operator does not know gets the screen and no code."""
