"""Browsers an account has signed in from: a secret cookie in the browser, its hash here, renewed with each session.

A sign-in from a browser that is not known is told to the account's owner. A browser that was trusted, that is where a
person ticked "remember me" and passed the second factor, is not asked for the second factor again for 180 days.
"""
