"""Phones and e-mails: proved by their owner, never told to a stranger, never all removed (OA-6, ENUM)."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from rxapp.accounts import queries as accounts
from rxapp.accounts.codes.service import CodeExpired, CodeWrong
from rxapp.accounts.codes.tables import ConfirmationCode
from rxapp.accounts.contacts import queries, rules, service
from rxapp.accounts.contacts.queries import Contact
from rxapp.accounts.principal import Principal
from rxapp.accounts.service import claim_alias
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core import clock
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError, TooManyRequests
from tests.accounts.kit import HERE, at_once, enter, exchange, kinds, outbox, principal, someone, who

NEW = "+7 905 111-22-33"
NEW_KEY = "+79051112233"


async def inside(database: Database, name: str = "anna", **contacts: str) -> Principal:
    return await principal(database, await enter(database, await someone(database, name, **contacts)))


async def add(database: Database, me: Principal, typed: str = NEW, kind: str = "phone") -> service.Asked:
    async with database.writing() as db:
        return await service.add(db, me, HERE, kind, typed)


async def last_code(database: Database, to: str) -> str:
    words = [row.text for row in await outbox(database, "contact") if row.to == to][-1]
    return next(word.strip("#.") for word in words.split() if len(word.strip("#.")) == 6 and word.strip("#.").isdigit())


async def shown(database: Database, me: Principal) -> list[Contact]:
    async with database.reading() as db:
        return await queries.contacts(db, me)


async def owner(database: Database, key: str, kind: str = "phone") -> UUID | None:
    async with database.reading() as db:
        found = await accounts.account_by_alias(db, kind, key)
    return found.id if found else None


async def remove(database: Database, me: Principal, contact_id: str) -> str:
    async with database.writing() as db:
        return await service.remove(db, me, HERE, contact_id)


async def test_a_confirmed_contact_is_a_way_in_and_everybody_is_told(database: Database) -> None:
    me = await inside(database)
    asked = await add(database, me)
    assert (asked.shown, asked.resend_in) == (NEW, 60)
    assert await owner(database, NEW_KEY) is None
    await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    assert await owner(database, NEW_KEY) == me.account_id
    assert [(c.shown, c.main, c.removable) for c in await shown(database, me)] == [
        ("+7 903 123-45-67", True, True), (NEW, False, True), ("Anna@example.ru", True, True)
    ]  # fmt: skip
    told = await outbox(database, "notice.contact_changed")
    assert {row.to for row in told} == {"+79031234567", NEW_KEY, "Anna@example.ru"}
    assert not any(NEW_KEY[2:] in row.text for row in told)
    assert (await kinds(database, me.account_id))[-2:] == ["contact_added", "contact_confirmed"]


async def test_a_change_of_contacts_gives_the_session_a_new_id(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    me = await principal(database, cookie)
    await add(database, me)
    ticket = await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    new = await exchange(database, ticket, cookie)
    assert await who(database, cookie) is None
    assert await who(database, new) is not None
    # What was begun before the new id goes on after it.
    again = await principal(database, new)
    async with database.reading() as db:
        assert await service.asked(db, again, "phone") is None


async def test_a_flow_begun_under_the_former_id_goes_on(database: Database) -> None:
    cookie = await enter(database, await someone(database))
    me = await principal(database, cookie)
    await add(database, me)
    await add(database, me, "new@example.ru", "email")
    ticket = await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    me = await principal(database, await exchange(database, ticket, cookie))
    await service.confirm(database, me, HERE, "email", await last_code(database, "new@example.ru"))
    assert await owner(database, "new@example.ru", "email") == me.account_id


async def test_somebody_elses_contact_answers_alike_and_only_its_owner_is_told(database: Database) -> None:
    owner_id = await someone(database, "boris", phone=NEW_KEY, email="")
    me = await inside(database)
    taken, free = await add(database, me), await add(database, me, "+79059998877")
    assert (taken.kind, taken.resend_in) == (free.kind, free.resend_in)
    to_owner = [row for row in await outbox(database) if row.to == NEW_KEY]
    assert [row.purpose for row in to_owner] == ["notice.contact_claimed"]
    await add(database, me)
    with pytest.raises(CodeWrong):
        await service.confirm(database, me, HERE, "phone", "000000")
    assert await owner(database, NEW_KEY) == owner_id


async def test_the_screen_of_a_decoy_counts_attempts_as_any_other(database: Database) -> None:
    await someone(database, "boris", phone=NEW_KEY, email="")
    me = await inside(database)
    answers = []
    for typed in (NEW, "+79059998877"):
        await add(database, me, typed)
        codes = []
        for _ in range(6):
            with pytest.raises(DomainError) as caught:
                await service.confirm(database, me, HERE, "phone", "wrong!")
            codes.append(caught.value.message)
        answers.append(codes)
    assert answers[0] == answers[1]
    assert answers[0][-1] == "code.spent"


async def test_an_unproved_claim_of_another_account_yields(database: Database) -> None:
    other = await someone(database, "boris", phone="", email="")
    async with database.writing() as db:
        await claim_alias(db, other, "phone", NEW_KEY, confirmed=False)
    me = await inside(database)
    await add(database, me)
    await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    assert await owner(database, NEW_KEY) == me.account_id


async def test_of_two_accounts_that_confirm_one_contact_at_once_one_gets_it(database: Database) -> None:
    anna = await inside(database)
    boris = await inside(database, "boris", phone="", email="boris@example.ru")
    sent = []
    for me in (anna, boris):
        await add(database, me)
        sent.append(await last_code(database, NEW_KEY))
    # The second flow's code has silenced the first one's for the same destination; the race needs both alive.
    async with database.writing() as db:
        await _revive(db, anna)
    won, lost = await at_once(
        service.confirm(database, anna, HERE, "phone", sent[0]),
        service.confirm(database, boris, HERE, "phone", sent[1]),
    )
    assert (len(won), lost) == (1, ["code.expired"])
    assert await owner(database, NEW_KEY) in (anna.account_id, boris.account_id)


async def _revive(db: Db, me: Principal) -> None:
    pending = await queries.pending(db, me, "phone", clock.now())
    assert pending is not None
    row = await db.get_one(ConfirmationCode, pending.id)
    row.expires_at = clock.now() + timedelta(seconds=200)
    db.add(row)


async def test_of_fifty_submits_of_one_code_one_confirms(database: Database) -> None:
    me = await inside(database)
    await add(database, me)
    code = await last_code(database, NEW_KEY)
    won, lost = await at_once(*(service.confirm(database, me, HERE, "phone", code) for _ in range(50)))
    assert len(won) == 1
    assert set(lost) <= {"code.expired", "code.spent"}


async def test_the_last_confirmed_contact_stays(database: Database) -> None:
    me = await inside(database)
    phone, email = await shown(database, me)
    await remove(database, me, email.id)
    assert not (await shown(database, me))[0].removable
    with pytest.raises(rules.ContactLast):
        await remove(database, me, phone.id)
    told = [row for row in await outbox(database, "notice.contact_changed") if row.to == "Anna@example.ru"]
    assert len(told) == 1


async def test_of_two_removals_at_once_one_contact_stays(database: Database) -> None:
    me = await inside(database)
    phone, email = await shown(database, me)
    won, lost = await at_once(remove(database, me, phone.id), remove(database, me, email.id))
    assert (len(won), lost) == (1, ["contacts.last"])
    assert len(await shown(database, me)) == 1


async def test_a_removed_main_contact_hands_over(database: Database) -> None:
    me = await inside(database)
    await add(database, me)
    await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    await remove(database, me, (await shown(database, me))[0].id)
    assert [(c.shown, c.main) for c in await shown(database, me) if c.kind == "phone"] == [(NEW, True)]
    async with database.reading() as db:
        account = await accounts.account_by_id(db, me.account_id)
    assert account is not None
    assert account.phone == NEW_KEY
    assert await owner(database, "+79031234567") is None


async def test_the_main_contact_is_chosen_among_the_confirmed(database: Database) -> None:
    me = await inside(database)
    await add(database, me)
    await service.confirm(database, me, HERE, "phone", await last_code(database, NEW_KEY))
    other = next(c for c in await shown(database, me) if c.shown == NEW)
    async with database.writing() as db:
        await service.make_main(db, me, HERE, other.id)
    assert (await shown(database, me))[0].shown == NEW
    assert (await kinds(database, me.account_id))[-1] == "main_contact_changed"


async def test_a_foreign_contact_is_as_absent_as_any(database: Database) -> None:
    stranger = await inside(database, "boris", phone="", email="boris@example.ru")
    me = await inside(database)
    theirs = (await shown(database, stranger))[0].id
    answers = set()
    for wanted in (theirs, str(uuid4()), "no id at all"):
        for verb in (service.remove, service.make_main):
            with pytest.raises(rules.ContactUnknown) as caught:
                async with database.writing() as db:
                    await verb(db, me, HERE, wanted)
            answers.add(caught.value.message)
    assert len(answers) == 1
    assert len(await shown(database, stranger)) == 1


async def test_every_change_needs_a_fresh_proof(database: Database) -> None:
    me = await inside(database)
    contact = (await shown(database, me))[0].id
    await add(database, me)
    code = await last_code(database, NEW_KEY)
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        for verb in (service.remove, service.make_main):
            with pytest.raises(StepUpNeeded):
                async with database.writing() as db:
                    await verb(db, me, HERE, contact)
        with pytest.raises(StepUpNeeded):
            await add(database, me)
        with pytest.raises((StepUpNeeded, CodeExpired)):
            await service.confirm(database, me, HERE, "phone", code)
    assert len(await shown(database, me)) == 2


async def test_adding_is_limited(database: Database) -> None:
    me = await inside(database)
    # Five codes an hour go out from one browser (OTP-5).
    for number in range(5):
        await add(database, me, f"+790511122{number:02}")
    with pytest.raises(TooManyRequests):
        await add(database, me, NEW)


async def test_ones_own_confirmed_contact_is_not_added_again(database: Database) -> None:
    me = await inside(database)
    with pytest.raises(rules.ContactOwn):
        await add(database, me, "8 (903) 123-45-67")
    with pytest.raises(DomainError, match=r"phone\.malformed"):
        await add(database, me, "12345")
    with pytest.raises(rules.ContactUnknown):
        await add(database, me, "x", "fax")
