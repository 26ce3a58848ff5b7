"""Accounts the operator knows for the person's confirmed phone (X-02): offered, never linked silently.

Only the end of a number and the kinds of its services are shown until the person takes it.
"""
