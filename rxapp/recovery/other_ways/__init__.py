"""Beside an SMS from a young SIM: a letter to the confirmed e-mail, or the application's code (OTP-11)."""
