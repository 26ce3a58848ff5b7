"""Tables whose rows never change: triggers of the database, not only habits of the code.

``create_all`` installs them by itself. A migration runs ``statements(dialect, table)`` after it made the table and
``drop_statements(dialect, table)`` before it drops it.
"""

from typing import Any

from sqlalchemy import DDL, MetaData, event

_guarded: dict[str, int] = {}


def statements(dialect: str, table: str, kept_days: int = 0) -> list[str]:
    """SQL that makes the table append-only; ``dialect`` is sqlite or postgresql, ``table`` a name of ours.

    With ``kept_days`` a row whose ``at`` is older, by the database's own clock, may be deleted.
    """
    refused = f"{table} is append-only"
    if dialect == "postgresql":
        old = f"IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{kept_days} days' THEN RETURN OLD; END IF; "
        return [
            f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ BEGIN {old if kept_days else ''}"
            f"RAISE EXCEPTION '{refused}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    young = f"WHEN julianday(OLD.at) >= julianday('now', '-{kept_days} days') " if kept_days else ""
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {young}{refuse}",
    ]


def drop_statements(dialect: str, table: str) -> list[str]:
    """SQL that takes the guards away again."""
    if dialect == "postgresql":
        return [f"DROP FUNCTION IF EXISTS {table}_kept() CASCADE"]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]


def install(metadata: MetaData, *tables: str, kept_days: int = 0) -> None:
    """Guard the tables whenever they are created; called once, where they are declared."""
    for table in tables:
        _guarded[table] = kept_days
        for dialect in ("postgresql", "sqlite"):
            for line in statements(dialect, table, kept_days):
                ddl: Any = DDL(line)  # type: ignore[no-untyped-call]
                event.listen(metadata.tables[table], "after_create", ddl.execute_if(dialect=dialect))


def lift_all(dialect: str) -> list[str]:
    """SQL that takes every guard of ``install`` away; for the sandbox and for tests, within one transaction."""
    return [line for table in _guarded for line in drop_statements(dialect, table)]


def restore_all(dialect: str) -> list[str]:
    """SQL that brings back what ``lift_all`` took away."""
    return [line for table, kept_days in _guarded.items() for line in statements(dialect, table, kept_days)]
