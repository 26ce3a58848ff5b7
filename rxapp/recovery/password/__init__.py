"""The last step: a new password, and everything it ends."""
