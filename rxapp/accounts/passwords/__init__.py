"""Passwords: what is accepted, how they are kept, how guessing slows down."""
