"""Proving again who one is, inside of a session (SESS-4): by password, by a code to a confirmed channel, by TOTP.

Where the second factor is on, only it counts. The proof gives a ticket; its exchange makes the session fresh for five
minutes under a new id (``accounts.sessions.freshness``).
"""
