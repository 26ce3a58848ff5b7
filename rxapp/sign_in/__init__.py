"""Signing in by phone, e-mail, user name or account number with a password.

One answer for a wrong name and a wrong password, in the same time; guessing slows down (PW-9).
"""
