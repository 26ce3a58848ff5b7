"""Ledger rows never change: triggers of the database, not only habits of the code.

``create_all`` installs them by itself. A migration runs ``statements(dialect)`` after it made the tables and
``drop_statements(dialect)`` before it drops them.
"""

from typing import Any

from sqlalchemy import DDL, MetaData, event

GUARDED = ("bss_ledger_transaction", "bss_posting", "bss_point_entry")
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION bss_immutable() RETURNS trigger AS $$ "
    "BEGIN RAISE EXCEPTION 'ledger rows are immutable' USING ERRCODE = 'integrity_constraint_violation'; END $$ "
    "LANGUAGE plpgsql"
)


def statements(dialect: str) -> list[str]:
    """SQL that makes every guarded table append-only; ``dialect`` is sqlite or postgresql."""
    shared = [_FUNCTION] if dialect == "postgresql" else []
    return shared + [line for table in GUARDED for line in _of_table(table, dialect)]


def drop_statements(dialect: str) -> list[str]:
    """SQL that takes the guards away again."""
    if dialect == "postgresql":
        return ["DROP FUNCTION IF EXISTS bss_immutable() CASCADE"]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for table in GUARDED for verb in ("update", "delete")]


def _of_table(table: str, dialect: str) -> list[str]:
    if dialect == "postgresql":
        trigger = f"CREATE TRIGGER {table}_immutable BEFORE UPDATE OR DELETE ON {table} "
        return [trigger + "FOR EACH ROW EXECUTE FUNCTION bss_immutable()"]
    refuse = "BEGIN SELECT RAISE(ABORT, 'ledger rows are immutable'); END"
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}" for verb in ("update", "delete")
    ]


def install(metadata: MetaData) -> None:
    """Guard the tables of ``metadata`` whenever they are created; called once, where they are declared."""
    for name in GUARDED:
        for dialect in ("postgresql", "sqlite"):
            shared = [_FUNCTION] if dialect == "postgresql" else []
            for line in shared + _of_table(name, dialect):
                ddl: Any = DDL(line)  # type: ignore[no-untyped-call]
                event.listen(metadata.tables[name], "after_create", ddl.execute_if(dialect=dialect))
