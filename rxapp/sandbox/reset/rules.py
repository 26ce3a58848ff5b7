"""What can be cleared, and which table belongs to which part. No table is forgotten: a rule places each."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlalchemy import MetaData, Table

from rxapp.sandbox.people.rules import Asked

Part = Literal["people", "codes", "limits", "inbox", "clock"]
PARTS: tuple[Part, ...] = ("people", "codes", "limits", "inbox", "clock")
ACCOUNT = "account"
LIMITS = frozenset({"rate_counter", "sign_in_failure"})
INBOX = frozenset({"outbox_message", "sandbox_message"})
CLOCK = frozenset({"sandbox_clock"})
ANSWERS = frozenset({"sandbox_answer"})


class WantedReset(Asked):
    """What to clear. An empty object clears all parts and leaves the demo people and the operator as they are."""

    parts: Annotated[
        list[Part],
        Field(
            max_length=len(PARTS),
            description="people: everybody but the demo people; codes: codes, links, tickets, unconfirmed "
            "registrations; limits: counters and blocks; inbox: messages sent and waiting; clock: real time",
        ),
    ] = list(PARTS)
    reseed: Annotated[
        bool, Field(description="everything goes, contracts and demo people too, and the demo is told anew")
    ] = False


class ResetDone(BaseModel):
    """How many rows went, by table, and how long it took."""

    deleted: dict[str, int]
    seconds: float


def is_of_a_person(table: Table) -> bool:
    """Whether rows of this table belong to an account, directly or through another such table."""
    if table.name == ACCOUNT:
        return True
    # The outbox names an account for its owner's sake, but a message waits by itself.
    if table.name in INBOX:
        return False
    parents = [key.column.table for key in table.foreign_keys]
    return "account_id" in table.columns or any(is_of_a_person(parent) for parent in parents if parent is not table)


def part_of(table: Table) -> str:
    """The part a table is cleared with; ``operator`` goes only when the demo is told anew."""
    named: Iterable[tuple[frozenset[str], str]] = ((LIMITS, "limits"), (INBOX, "inbox"), (CLOCK, "clock"))
    for names, part in named:
        if table.name in names:
            return part
    if table.name.startswith("bss_"):
        return "operator"
    # What belongs to nobody's account is on its way to become something: codes, drafts, flows.
    return "people" if is_of_a_person(table) or table.name in ANSWERS else "codes"


def tables_of(metadata: MetaData, part: str) -> list[Table]:
    """The part's tables, children before parents."""
    return [table for table in reversed(metadata.sorted_tables) if part_of(table) == part]
