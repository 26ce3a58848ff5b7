"""A code from an authenticator application as the second factor, with ten recovery codes for a lost phone (OTP-13).

The secret is encrypted in the database and shown once, by plain HTTP, never through a State. A code works once: the
time step it stands for is written down. A browser where it was passed and that is to be remembered is not asked again.
"""
