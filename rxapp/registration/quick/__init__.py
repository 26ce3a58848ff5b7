"""The short form: names, region, one address, a password (the public contract, section 6)."""
