"""Signing in by a one-time code to a confirmed phone or e-mail (the public contract, section 5)."""
