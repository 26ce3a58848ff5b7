"""Proving who one is once more, before something that matters (SESS-4)."""
