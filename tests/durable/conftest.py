from tests.services.postgres import postgres_url

__all__ = ["postgres_url"]
