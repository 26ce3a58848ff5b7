"""Tables whose rows never change: triggers of the database, not only habits of the code.

``create_all`` installs them by itself. A migration runs ``statements(dialect, table)`` after it made the table and
``drop_statements(dialect, table)`` before it drops it.
"""

from typing import Any

from sqlalchemy import DDL, MetaData, event

_guarded: list[str] = []


def guarded() -> list[str]:
    """Every table that was guarded by ``install``; for who must lift the guards within one transaction."""
    return list(_guarded)


def statements(dialect: str, table: str) -> list[str]:
    """SQL that makes the table append-only; ``dialect`` is sqlite or postgresql, ``table`` a name of ours."""
    refused = f"{table} is append-only"
    if dialect == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION '{refused}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
            f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{refused}'); END"
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {refuse}" for verb in ("update", "delete")
    ]


def drop_statements(dialect: str, table: str) -> list[str]:
    """SQL that takes the guards away again."""
    if dialect == "postgresql":
        return [f"DROP FUNCTION IF EXISTS {table}_kept() CASCADE"]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]


def install(metadata: MetaData, *tables: str) -> None:
    """Guard the tables whenever they are created; called once, where they are declared."""
    _guarded.extend(tables)
    for table in tables:
        for dialect in ("postgresql", "sqlite"):
            for line in statements(dialect, table):
                ddl: Any = DDL(line)  # type: ignore[no-untyped-call]
                event.listen(metadata.tables[table], "after_create", ddl.execute_if(dialect=dialect))
