"""A new password, by who knows the old one and has just proved who they are (PW-8)."""
