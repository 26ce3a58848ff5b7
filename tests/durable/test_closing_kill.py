"""A closing or an erasure is cut off at its worst moments; the next process leaves nothing of the person (PD-6)."""

import signal

import pytest

from rxapp.tables import metadata
from tests.durable.closings import UNCLOSED, UNERASED
from tests.durable.test_kill import OUTBOX, Installation, installation
from tests.profile.personal_data.kit import CANARIES, EMAIL, PHONE

__all__ = ["installation"]

# The phone and the mailbox themselves, which are not ours.
OUTSIDE = ("sandbox_message",)
MARKED = "SELECT erased_at IS NOT NULL FROM closed_account"
FAREWELL = "SELECT purpose FROM outbox_message WHERE purpose = 'notice.account_closed'"


def rows(here: Installation) -> dict[str, list[str]]:
    """Every row of every table of the product, as text."""
    names = [table.name for table in metadata.sorted_tables if table.name not in OUTSIDE]
    found = here.all_sql([f'SELECT * FROM "{name}"' for name in names])
    return {name: sorted(" ".join(map(str, row)) for row in lines) for name, lines in zip(names, found, strict=True)}


def canaries(here: Installation) -> set[tuple[str, str]]:
    told = {name: " ".join(lines) for name, lines in rows(here).items()}
    return {(name, canary) for name, words in told.items() for canary in CANARIES if canary in words}


@pytest.mark.parametrize("point", UNERASED)
def test_an_erasure_cut_off_anywhere_is_finished_by_the_next_process(installation: Installation, point: str) -> None:
    here = installation
    assert here.run("close", point)[0] == -signal.SIGKILL
    assert canaries(here) != set()
    assert here.sql(MARKED) == [(False,)]
    assert here.sql("SELECT count(*) FROM sign_in_alias") == [(0,)]

    for command in ("finish-closing", "deliver"):
        code, errors = here.run(command)
        assert code == 0, errors

    assert canaries(here) == set()
    assert here.sql(MARKED) == [(True,)]
    assert here.sql(FAREWELL) == [("notice.account_closed",)] * 2
    assert {(state, to) for state, _, to in here.sql(OUTBOX)} == {("sent", "")}
    told = here.sql("SELECT \"to\" FROM sandbox_message WHERE text LIKE '%закрыт%'")
    assert {row[0] for row in told} == {PHONE, EMAIL}
    assert [canary for canary in CANARIES if canary in here.durable_text()] == []

    once = rows(here)
    code, errors = here.run("erase-again")
    assert code == 0, errors
    assert rows(here) == once


@pytest.mark.parametrize("point", UNCLOSED)
def test_a_closing_cut_off_before_its_commit_has_closed_nothing(installation: Installation, point: str) -> None:
    here = installation
    assert here.run("close", point)[0] == -signal.SIGKILL
    code, errors = here.run("finish-closing")
    assert code == 0, errors
    assert here.sql("SELECT count(*) FROM closed_account") == [(0,)]
    assert here.sql("SELECT first_name FROM account") == [("=CanaryName",)]
    assert here.sql("SELECT count(*) FROM sign_in_alias") == [(4,)]
    assert here.sql("SELECT count(*) FROM session WHERE ended_at IS NULL") == [(1,)]
    assert here.sql(FAREWELL) == []
