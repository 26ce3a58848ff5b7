"""The names the sign-in form takes; the reading of them is shared with recovery."""

from rxapp.accounts.identifier import EMPTY, TABS, Identifier, NameMissing, identifier

__all__ = ["EMPTY", "TABS", "Identifier", "NameMissing", "identifier"]
