"""TOTP and recovery codes (OTP-13): one use each, also in a race; a new device needs them."""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest
import time_machine

from rxapp.accounts.browser import Browser
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import checking, rules, service, setting_up
from rxapp.accounts.second_factor.rules import FactorMissing, FactorPresent, FactorRefused
from rxapp.accounts.second_factor.service import SecondStepOver
from rxapp.accounts.second_factor.tables import SecondFactor
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from tests.accounts.kit import HERE, THERE, at_once, enter, kinds, outbox, principal, someone, who, with_device

Me = tuple[Principal, Browser, str]


async def signed_in(database: Database, *, remembered: bool = True) -> tuple[Me, str]:
    account_id = await someone(database)
    cookie = await enter(database, account_id, remembered=remembered)
    return (await principal(database, cookie), with_device(HERE, cookie), cookie), cookie


async def begun(database: Database, me: Principal) -> str:
    """The secret, as the application has it."""
    async with database.writing() as db:
        await setting_up.begin(db, me)
    async with database.reading() as db:
        return (await setting_up.key(db, me)).letters.replace("-", "")


async def switched_on(database: Database) -> tuple[Me, str]:
    """Switched on two minutes ago, so that the codes of now are unused."""
    mine, _ = await signed_in(database)
    me, browser, _ = mine
    secret = await begun(database, me)
    before = clock.now() - timedelta(minutes=2)
    with time_machine.travel(before):
        await setting_up.confirm(database, me, browser, pyotp.TOTP(secret).at(before))
    return mine, secret


def code(secret: str, steps: int = 0) -> str:
    return pyotp.TOTP(secret).at(clock.now() + timedelta(seconds=30 * steps))


async def check(database: Database, account_id: UUID, typed: str) -> None:
    async with database.writing() as db:
        await checking.check(db, account_id, typed, THERE)


async def test_it_is_on_only_after_a_code_of_the_application(database: Database) -> None:
    (me, browser, _), _ = await signed_in(database)
    secret = await begun(database, me)
    wrong = f"{(int(code(secret)) + 1) % 10**6:06}"
    with pytest.raises(FactorRefused):
        await setting_up.confirm(database, me, browser, wrong)
    async with database.reading() as db:
        assert not await checking.is_on(db, me.account_id)
        assert (await setting_up.standing(db, me)).begun
    await setting_up.confirm(database, me, browser, code(secret))
    async with database.reading() as db:
        assert await checking.is_on(db, me.account_id)
        with pytest.raises(FactorMissing):
            await setting_up.key(db, me)
    with pytest.raises(FactorPresent):
        async with database.writing() as db:
            await setting_up.begin(db, me)
    assert "totp_on" in await kinds(database, me.account_id)
    assert len(await outbox(database, "notice.second_factor_changed")) == 2


@pytest.mark.parametrize("steps", [-1, 0, 1])
async def test_a_code_of_a_neighbouring_step_is_right(database: Database, steps: int) -> None:
    (me, _, _), secret = await switched_on(database)
    await check(database, me.account_id, code(secret, steps))


@pytest.mark.parametrize("steps", [-2, 2])
async def test_a_code_of_another_step_is_wrong(database: Database, steps: int) -> None:
    (me, _, _), secret = await switched_on(database)
    now = clock.now().replace(second=10, microsecond=0)
    with time_machine.travel(now, tick=False), pytest.raises(FactorRefused):
        await check(database, me.account_id, code(secret, steps))


async def test_a_step_is_used_once_and_no_earlier_one_after_it(database: Database) -> None:
    (me, _, _), secret = await switched_on(database)
    with time_machine.travel(clock.now(), tick=False):
        await check(database, me.account_id, code(secret))
        for steps in (0, -1):
            with pytest.raises(FactorRefused):
                await check(database, me.account_id, code(secret, steps))
        await check(database, me.account_id, code(secret, 1))


async def test_of_fifty_submits_of_one_code_one_passes(database: Database) -> None:
    (me, _, _), secret = await switched_on(database)
    right = code(secret)
    won, lost = await at_once(*(check(database, me.account_id, right) for _ in range(50)))
    assert len(won) == 1
    assert lost == ["second_factor.wrong"] * 49


async def recovery_codes(database: Database, me: Principal, browser: Browser) -> list[str]:
    async with database.writing() as db:
        return await setting_up.renew_recovery_codes(db, me, browser)


async def test_recovery_codes_are_ten_strong_hashed_and_used_once(database: Database) -> None:
    (me, browser, _), _ = await switched_on(database)
    codes = await recovery_codes(database, me, browser)
    assert len(set(codes)) == 10
    # 16 signs of 32: 80 bits.
    assert all(len(each.replace("-", "")) == 16 for each in codes)
    async with database.reading() as db:
        stored = str((await (await db.connection()).exec_driver_sql("SELECT * FROM recovery_code")).all())
    assert not any(each in stored or each.replace("-", "") in stored for each in codes)
    await check(database, me.account_id, codes[0].lower().replace("-", " "))
    with pytest.raises(FactorRefused):
        await check(database, me.account_id, codes[0])
    async with database.reading() as db:
        assert (await setting_up.standing(db, me)).recovery_codes_left == 9
    assert (await kinds(database, me.account_id))[-1] == "recovery_code_used"


async def test_of_many_submits_of_one_recovery_code_one_passes(database: Database) -> None:
    (me, browser, _), _ = await switched_on(database)
    codes = await recovery_codes(database, me, browser)
    won, lost = await at_once(*(check(database, me.account_id, codes[3]) for _ in range(20)))
    assert (len(won), lost) == (1, ["second_factor.wrong"] * 19)


async def test_new_recovery_codes_kill_the_former_ones(database: Database) -> None:
    (me, browser, _), _ = await switched_on(database)
    former = await recovery_codes(database, me, browser)
    await recovery_codes(database, me, browser)
    with pytest.raises(FactorRefused):
        await check(database, me.account_id, former[0])


async def test_somebody_elses_recovery_code_is_worth_nothing(database: Database) -> None:
    (me, browser, _), _ = await switched_on(database)
    codes = await recovery_codes(database, me, browser)
    other = await someone(database, "boris", phone="", email="")
    async with database.writing() as db:
        row = await db.get_one(SecondFactor, me.account_id)
        sealed = secrets.seal(checking.PURPOSE, str(other), checking.unsealed(row))
        db.add(SecondFactor(account_id=other, secret_sealed=sealed, created_at=clock.now(), confirmed_at=clock.now()))
    with pytest.raises(FactorRefused):
        await check(database, other, codes[0])


async def test_the_secret_is_sealed_to_its_account(database: Database) -> None:
    (me, _, _), secret = await switched_on(database)
    async with database.reading() as db:
        row = await db.get_one(SecondFactor, me.account_id)
    assert secret not in row.secret_sealed
    assert checking.unsealed(row) == secret
    with pytest.raises(secrets.SealBroken):
        secrets.unseal(checking.PURPOSE, "another account", row.secret_sealed)


async def test_every_act_on_the_factor_needs_a_fresh_proof(database: Database) -> None:
    (me, browser, _), secret = await switched_on(database)
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        for verb in (setting_up.switch_off, setting_up.renew_recovery_codes):
            with pytest.raises(StepUpNeeded):
                async with database.writing() as db:
                    await verb(db, me, browser)
        with pytest.raises(StepUpNeeded):
            async with database.writing() as db:
                await setting_up.begin(db, me)
        with pytest.raises(StepUpNeeded):
            await setting_up.confirm(database, me, browser, code(secret))


async def test_switching_off_ends_it_with_its_codes(database: Database) -> None:
    (me, browser, _), _ = await switched_on(database)
    codes = await recovery_codes(database, me, browser)
    async with database.writing() as db:
        await setting_up.switch_off(db, me, browser)
    with pytest.raises(FactorMissing):
        await check(database, me.account_id, codes[0])
    async with database.writing() as db:
        assert (await service.admit(db, me.account_id, THERE, remembered=False)).ticket


async def test_switching_on_ends_the_sessions_of_other_devices(database: Database) -> None:
    (me, browser, cookie), _ = await signed_in(database)
    other = await enter(database, me.account_id, THERE)
    await setting_up.confirm(database, me, browser, code(await begun(database, me)))
    assert await who(database, other) is None
    assert await who(database, cookie) is not None


async def admit(
    database: Database, account_id: UUID, browser: Browser, *, remembered: bool = False
) -> service.Admission:
    async with database.writing() as db:
        return await service.admit(db, account_id, browser, remembered=remembered)


async def test_a_new_device_needs_the_second_step_and_the_trusted_one_does_not(database: Database) -> None:
    (me, browser, _), secret = await switched_on(database)
    here, there = await admit(database, me.account_id, browser), await admit(database, me.account_id, THERE)
    assert here.ticket
    assert (there.ticket, there.second_step) == ("", True)
    with pytest.raises(FactorRefused):
        await service.pass_second_step(database, THERE, "000000")
    with pytest.raises(SecondStepOver):
        await service.pass_second_step(database, Browser("browser-c"), code(secret))
    assert await service.pass_second_step(database, THERE, code(secret))
    with pytest.raises(SecondStepOver):
        await service.pass_second_step(database, THERE, code(secret, 1))
    assert "sign_in_failed" in await kinds(database, me.account_id)


async def test_a_device_is_trusted_only_where_it_was_to_be_remembered(database: Database) -> None:
    (me, _, _), _ = await switched_on(database)
    passing = with_device(THERE, await enter(database, me.account_id, THERE, remembered=False))
    staying = with_device(THERE, await enter(database, me.account_id, THERE, remembered=True))
    assert (await admit(database, me.account_id, passing)).second_step
    assert not (await admit(database, me.account_id, staying)).second_step


async def test_who_stands_between_the_steps_has_ten_minutes(database: Database) -> None:
    (me, _, _), secret = await switched_on(database)
    await admit(database, me.account_id, THERE)
    with time_machine.travel(clock.now() + timedelta(seconds=601)), pytest.raises(SecondStepOver):
        await service.pass_second_step(database, THERE, code(secret))


async def test_guesses_at_the_second_step_are_few_even_when_each_fails(database: Database) -> None:
    (me, _, _), secret = await switched_on(database)
    await admit(database, me.account_id, THERE)
    for _ in range(5):
        with pytest.raises(FactorRefused):
            await service.pass_second_step(database, THERE, "not-a-code")
    with pytest.raises(TooManyRequests) as caught:
        await service.pass_second_step(database, THERE, code(secret))
    assert caught.value.code == "second_factor.wait"


@pytest.mark.parametrize(("typed", "meant"), [(" 123 456 ", "123456"), ("abcd-efgh", "ABCDEFGH"), ("١٢٣٤٥٦", "١٢٣٤٥٦")])
def test_what_is_typed_is_read_as_meant(typed: str, meant: str) -> None:
    assert rules.typed(typed) == meant
    assert rules.is_totp(rules.typed(typed)) == (meant == "123456")


def test_the_picture_is_a_drawing_that_holds_no_text() -> None:
    drawn = rules.picture(rules.address("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "anna", "Кабинет"))
    assert drawn.startswith("<?xml")
    assert "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" not in drawn
    assert "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" not in repr(setting_up.Key("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", drawn))
