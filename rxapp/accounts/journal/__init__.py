"""The security journal (SEC-4): what happened to an account, for its owner to read and for nobody to change.

Append-only by triggers of the database; each entry carries a keyed hash over itself and the one before, per account, so
that a change or a hole made behind the product's back is found. Addresses are kept as ranges, browsers as families.
"""
