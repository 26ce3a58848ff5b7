"""The consent ledger (B-4): what a person agreed to, word for word, and what became of it.

Append-only by triggers of the database; each receipt carries a keyed hash over itself and the one before, per account.
A receipt can be downloaded. It is the order's idempotency key too, and what is sent again when an answer was lost.
"""
