"""Contracts of made people at the embedded operator, signed through its own verbs."""
