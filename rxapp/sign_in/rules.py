"""The names the sign-in form takes; the reading of them is shared with recovery."""

from rxapp.accounts.identifier import MOVES, SOMETHING, TABS, Identifier, NameMissing, identifier, tab_of

__all__ = ["MOVES", "SOMETHING", "TABS", "Identifier", "NameMissing", "identifier", "tab_of"]
