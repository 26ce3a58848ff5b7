"""On both databases."""

from tests.services.databases import database

__all__ = ["database"]
