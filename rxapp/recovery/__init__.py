"""The way back for who forgot the password: name and captcha, channel, code or mailed link, a new password.

Nobody learns whether a name has an account: an unknown one goes the same way with the same work, up to a code that
nothing can match (security.md 2.3).
"""
