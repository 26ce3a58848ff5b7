"""The journal's rows never change and stay for a year: triggers of the database, not only habits of the code.

``create_all`` installs them by itself. A migration runs ``statements(dialect)`` after it made the table and
``drop_statements(dialect)`` before it drops it.
"""

from typing import Any

from sqlalchemy import DDL, MetaData, event

from rxapp.accounts.journal.rules import KEPT_DAYS

TABLE = "security_event"
_REFUSED = "the security journal is append-only"
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION security_event_kept() RETURNS trigger AS $$ "
    f"BEGIN IF TG_OP = 'DELETE' AND OLD.at < now() - interval '{KEPT_DAYS} days' THEN RETURN OLD; END IF; "
    f"RAISE EXCEPTION '{_REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql"
)


def statements(dialect: str) -> list[str]:
    """SQL that makes the journal append-only; ``dialect`` is sqlite or postgresql."""
    if dialect == "postgresql":
        trigger = f"CREATE TRIGGER {TABLE}_kept BEFORE UPDATE OR DELETE ON {TABLE} "
        return [_FUNCTION, trigger + "FOR EACH ROW EXECUTE FUNCTION security_event_kept()"]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
    young = f"WHEN julianday(OLD.at) >= julianday('now', '-{KEPT_DAYS} days')"
    return [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {refuse}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {young} {refuse}",
    ]


def drop_statements(dialect: str) -> list[str]:
    """SQL that takes the guards away again."""
    if dialect == "postgresql":
        return ["DROP FUNCTION IF EXISTS security_event_kept() CASCADE"]
    return [f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}" for verb in ("update", "delete")]


def install(metadata: MetaData) -> None:
    """Guard the table whenever it is created; called once, where it is declared."""
    for dialect in ("postgresql", "sqlite"):
        for line in statements(dialect):
            ddl: Any = DDL(line)  # type: ignore[no-untyped-call]
            event.listen(metadata.tables[TABLE], "after_create", ddl.execute_if(dialect=dialect))
