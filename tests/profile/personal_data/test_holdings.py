"""No table and no column of the product is forgotten when a person asks for their data, or leaves (PD-4, PD-6)."""

import pytest
from sqlalchemy import Table

from rxapp.profile.personal_data import rules
from rxapp.sandbox.reset.rules import is_of_a_person
from rxapp.tables import metadata

TABLES = metadata.tables
PERSONAL_COLUMNS = {
    *(
        "account_id",
        "user_name",
        "email",
        "phone",
        "destination",
        "first_name",
        "last_name",
        "given_name",
        "birth_date",
    ),
    *("ip", "address", "to", "msisdn", "name", "shown", "subject"),
}
SECRET_COLUMNS = ("hash", "secret", "sealed", "token", "text", "last_step")
# The hash of a consent's words is the proof of what was agreed to.
HARMLESS = {("consent", "text_hash")}


def test_every_table_is_answered_for_exactly_once() -> None:
    assert set(TABLES) == set(rules.PERSONAL) | set(rules.OTHERS)
    assert set(rules.PERSONAL) & set(rules.OTHERS) == set()


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_a_table_that_belongs_to_an_account_is_a_persons(table: Table) -> None:
    if is_of_a_person(table) or table.name == "outbox_message":
        assert table.name in rules.PERSONAL
    elif set(table.columns.keys()) & PERSONAL_COLUMNS:
        assert rules.OTHERS[table.name] != rules.NOBODYS or table.name in rules.BY_CONTACT


@pytest.mark.parametrize(
    ("name", "held"), rules.PERSONAL.items(), ids=lambda each: each if isinstance(each, str) else ""
)
def test_every_column_of_what_is_given_out_is_shown_or_held_back(name: str, held: rules.Holding) -> None:
    if not held.file:
        assert held.why
        assert not held.shown
        return
    assert sorted([*held.shown, *held.hidden]) == sorted(TABLES[name].columns.keys())
    secret = {column for column in held.shown if any(word in column for word in SECRET_COLUMNS)}
    assert {(name, column) for column in secret} - HARMLESS == set()


def test_what_is_kept_has_a_reason_and_what_is_written_over_is_a_column() -> None:
    for name, held in rules.PERSONAL.items():
        assert held.why or held.fate == "deleted", name
        assert bool(held.blank) == (held.fate == "blanked"), name
        assert set(held.blank) <= set(TABLES[name].columns.keys())
    assert set(rules.WAYS_IN) <= {name for name, held in rules.PERSONAL.items() if held.fate == "deleted"}
    for name, columns in rules.BY_CONTACT.items():
        assert set(columns) <= set(TABLES[name].columns.keys())


def test_a_wide_open_account_keeps_only_its_id_and_its_beginning() -> None:
    assert set(TABLES["account"].columns.keys()) - set(rules.NOBODY) == {"id", "created_at"}
