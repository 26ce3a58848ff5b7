"""Signing in through somebody else, and the accounts of others that a subscriber has linked (SO-1, SO-2; OA rows)."""
