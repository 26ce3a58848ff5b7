"""A changed SIM: for 72 hours the SMS alone sets no new password, and no stranger learns of any of it (OTP-11)."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from sqlalchemy import event

from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.second_factor.rules import FactorRefused
from rxapp.accounts.sessions.service import Browser
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.recovery import rules, service
from rxapp.recovery.other_ways import service as other_ways
from rxapp.recovery.other_ways.service import Others
from tests.accounts.kit import enter, principal
from tests.recovery.kit import asked, cheap_hashes, code_outcome, newest_code, newest_link, password_outcome, step
from tests.services.operator import Counted, change_sim, silent
from tests.services.people import EMAIL, HERE, PHONE, opened, other_than, sent

THERE = Browser("browser-b", "Firefox", "127.0.0.2")
NOBODY = "+79990000001"


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheap_hashes(monkeypatch)


async def stood(database: Database, who: Browser = HERE) -> service.Standing | None:
    async with database.reading() as db:
        return await service.standing(db, who)


async def read_sms(database: Database, bss: EmbeddedBss | None = None) -> int:
    """The right code of an SMS, and the step after it."""
    await asked(database, PHONE)
    await code_outcome(database, await newest_code(database), bss=bss)
    return await step(database)


async def with_app(database: Database, confirmed: tuple[str, ...] = ("phone", "email")) -> pyotp.TOTP:
    me = await principal(database, await enter(database, await opened(database, confirmed=confirmed)))
    async with database.writing() as db:
        await setting_up.begin(db, me)
    async with database.reading() as db:
        totp = pyotp.TOTP((await setting_up.key(db, me)).letters.replace("-", ""))
    await setting_up.confirm(database, me, HERE, totp.at(clock.now()))
    return totp


async def test_the_sms_alone_is_refused_and_the_letter_passes(database: Database) -> None:
    await opened(database)
    await change_sim(database, PHONE)
    assert await read_sms(database) == rules.OTHER_WAY
    assert await password_outcome(database) == "recovery.step_skipped"
    assert await stood(database) == service.Standing(rules.OTHER_WAY, "sms", others=Others(letter=True))
    await other_ways.by_letter(database, HERE)
    letter = (await sent(database))[-1]
    assert (letter.channel, letter.to) == ("email", EMAIL)
    assert await step(database) == rules.CODE
    assert await code_outcome(database, await newest_code(database)) == "proved"
    assert await password_outcome(database) == "set"


async def test_the_link_of_the_letter_passes_too(database: Database) -> None:
    await opened(database)
    await change_sim(database, PHONE)
    await read_sms(database)
    await other_ways.by_letter(database, HERE)
    await service.take_link(database, THERE, await newest_link(database))
    assert await password_outcome(database, who=THERE) == "set"


@pytest.mark.parametrize(
    ("back", "after"),
    [
        (timedelta(hours=71, minutes=59), rules.OTHER_WAY),
        (timedelta(hours=72, seconds=1), rules.PASSWORD),
        (timedelta(minutes=-5), rules.OTHER_WAY),
    ],
)
async def test_seventy_two_hours_and_not_a_minute_less(database: Database, back: timedelta, after: int) -> None:
    await opened(database)
    await change_sim(database, PHONE, clock.now() - back)
    assert await read_sms(database) == after


async def test_another_numbers_sim_and_a_letters_way_are_not_touched(database: Database) -> None:
    await opened(database)
    await change_sim(database, NOBODY)
    assert await read_sms(database) == rules.PASSWORD
    await change_sim(database, PHONE)
    await asked(database, PHONE, "email", THERE)
    assert await code_outcome(database, await newest_code(database), THERE) == "proved"
    assert await step(database, THERE) == rules.PASSWORD


async def test_the_app_beside_the_sms_passes_and_a_wrong_code_does_not(database: Database) -> None:
    totp = await with_app(database, confirmed=("phone",))
    await change_sim(database, PHONE)
    later = clock.now() + timedelta(seconds=90)
    with time_machine.travel(later, tick=False):
        assert await read_sms(database) == rules.OTHER_WAY
        assert await stood(database) == service.Standing(rules.OTHER_WAY, "sms", others=Others(app=True))
        with pytest.raises(FactorRefused):
            await other_ways.by_app(database, HERE, other_than(totp.at(later)))
        assert await step(database) == rules.OTHER_WAY
        await other_ways.by_app(database, HERE, totp.at(later))
        assert await password_outcome(database) == "set"


async def test_the_app_alone_opens_nothing(database: Database) -> None:
    totp = await with_app(database)
    await change_sim(database, PHONE)
    await asked(database, PHONE)
    for work in (other_ways.by_app(database, HERE, totp.now()), other_ways.by_letter(database, HERE)):
        with pytest.raises(rules.StepSkipped):
            await work


async def test_who_has_nothing_else_waits_or_calls(database: Database) -> None:
    await opened(database, confirmed=("phone",))
    await change_sim(database, PHONE)
    assert await read_sms(database) == rules.OTHER_WAY
    assert await stood(database) == service.Standing(rules.OTHER_WAY, "sms", others=Others())
    with pytest.raises(rules.WayUnknown):
        await other_ways.by_letter(database, HERE)
    with time_machine.travel(clock.now() + timedelta(hours=73)):
        assert await read_sms(database) == rules.PASSWORD


@pytest.mark.parametrize(("confirmed", "after"), [(("phone", "email"), rules.OTHER_WAY), (("phone",), rules.PASSWORD)])
async def test_while_the_operator_is_silent_another_way_is_asked_of_who_has_one(
    database: Database, confirmed: tuple[str, ...], after: int
) -> None:
    await opened(database, confirmed=confirmed)
    async with silent(database) as bss:
        assert await read_sms(database, bss) == after


async def test_a_process_that_dies_before_the_operators_word_leaves_the_stricter_step(database: Database) -> None:
    await opened(database)

    class Dies(EmbeddedBss):
        async def sim_changed_at(self, phone: str) -> None:
            raise KeyboardInterrupt

    await asked(database, PHONE)
    with pytest.raises(KeyboardInterrupt):
        await code_outcome(database, await newest_code(database), bss=Dies(database))
    assert await step(database) == rules.OTHER_WAY


@pytest.mark.parametrize("way", ["sms", "email"])
@pytest.mark.parametrize("phone", [PHONE, NOBODY])
async def test_the_operator_is_asked_of_a_right_code_only(database: Database, way: str, phone: str) -> None:
    """A name known or not, its SIM new or not: until somebody reads the SMS nobody asks, so nothing can be told."""
    await opened(database)
    await change_sim(database, PHONE)
    told: list[str] = []
    await asked(database, phone, way)
    code = await newest_code(database) if phone == PHONE else "000000"
    counted = Counted(database, told.append)
    assert await code_outcome(database, other_than(code), bss=counted) == "code.wrong"
    assert told == []
    if phone == PHONE:
        assert await code_outcome(database, code, bss=counted) == "proved"
        assert told == ([PHONE] if way == "sms" else [])


async def test_a_stranger_sees_the_same_screens_and_the_database_does_the_same(database: Database) -> None:
    """Old SIM, new SIM, no account: the standing after every step, the refusals, the very statements."""
    new, old = "+79031234568", PHONE
    await opened(database)
    await opened(database, "anna", phone=new, email="anna@example.ru")
    await change_sim(database, new)
    seen = []
    for place, phone in enumerate((old, new, NOBODY)):
        who = Browser(f"stranger-{place}", "", f"10.0.{place}.1")
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_: object, into: list[str] = statements) -> None:
            into.append(statement)

        event.listen(database.engine.sync_engine, "before_cursor_execute", note)
        await asked(database, phone, "sms", who)
        shown = [await stood(database, who), await code_outcome(database, "000000", who), await stood(database, who)]
        event.remove(database.engine.sync_engine, "before_cursor_execute", note)
        seen.append((shown, statements))
    assert seen[0] == seen[1] == seen[2]
    assert not any("bss_sim_change" in statement for statement in seen[0][1])
