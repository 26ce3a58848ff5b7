"""Migrations run on the database of the settings, SQLite and PostgreSQL alike."""

from sqlalchemy import create_engine, pool

from alembic import context
from rxapp.core.settings import settings
from rxapp.tables import metadata

url = context.config.get_main_option("sqlalchemy.url") or settings().database

options = {
    "target_metadata": metadata,
    "compare_type": True,
    "render_as_batch": url.startswith("sqlite"),
    "user_module_prefix": "sqlmodel.sql.sqltypes.",
}

if context.is_offline_mode():
    context.configure(url=url, literal_binds=True, **options)
    with context.begin_transaction():
        context.run_migrations()
else:
    with create_engine(url, poolclass=pool.NullPool).connect() as connection:
        context.configure(connection=connection, **options)
        with context.begin_transaction():
            context.run_migrations()
