"""The same product with two workers on PostgreSQL and Redis."""
