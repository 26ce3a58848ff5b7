"""The public contract's way of building the pages a stranger meets: sign-in, code, short registration, recovery.

Ids, names, classes, nesting and texts are an interface for testers (passport-contract.md, section 2); the looks hang on
``data-part`` and our own classes, so that a class attribute stays exactly what the contract says.
"""
