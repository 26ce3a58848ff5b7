"""On both databases."""

from tests.services.databases import database, postgres_url

__all__ = ["database", "postgres_url"]
