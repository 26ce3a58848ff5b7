"""The event fuzzer (security.md 3.2): every registered handler, as everybody, with everything."""
