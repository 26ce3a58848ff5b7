"""Vera, whose every datum is a word that is nowhere else; and what the whole database says."""

import json
from datetime import date, timedelta
from unittest.mock import patch
from uuid import UUID, uuid4

from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, select

from rxapp import tables  # noqa: F401 - declares every table
from rxapp.accounts.browser import Browser
from rxapp.accounts.contacts import service as contacts
from rxapp.accounts.devices.tables import KnownDevice
from rxapp.accounts.journal import service as journal
from rxapp.accounts.messages import service as messages
from rxapp.accounts.messages import workflows
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.notices import service as notices
from rxapp.accounts.passwords import service as passwords
from rxapp.accounts.passwords.tables import FormerPassword
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor.tables import RecoveryCode, SecondFactor
from rxapp.accounts.service import ConsentGiven, NewAccount, claim_alias, open_account
from rxapp.accounts.tables import Account
from rxapp.billing.tables import EventsSeen
from rxapp.core import clock
from rxapp.core.db import Database, Db
from rxapp.linked_services.tables import CardPlace, DismissedOffer, ServiceLink
from rxapp.profile.consents import service as profile_consents
from rxapp.profile.tables import HomeAddress
from rxapp.recovery.tables import Recovery
from rxapp.registration.tables import RegistrationDraft
from rxapp.sign_in.by_code.tables import CodeSignIn
from rxapp.social.tables import PendingIdentity, SocialAttempt, SocialIdentity
from rxapp.tariffs.receipts import tables as receipts
from tests.accounts.kit import enter, principal

PHONE, EMAIL, NUMBER = "+79035550142", "vera.canary@example.ru", "300000000077"
HERE = Browser("browser-a", "Mozilla/5.0 CanaryAgent Firefox/140.0", "198.51.100.77")
PASSWORD = "Canary-Password-41"
# What must be nowhere once Vera is gone. The agent's family and the network's range stay in the journal.
CANARIES = (
    *("CanaryName", "CanaryFamily", "CanaryMiddle", "canary.login", PHONE, PHONE[2:], EMAIL, "1991-02-03"),
    *("CanaryCity", "CanaryStreet", "CanaryAgent", "198.51.100.77", "CanaryFlat", "canary-subject", "CanaryNote"),
    *("canary.other@example.ru", "canary-device", "canary-hash", "canary-secret"),
)
SECRETS = ("$argon2", "canary-device", "canary-hash", "canary-secret", "CanaryCode")


async def vera(database: Database) -> tuple[Principal, str]:
    """She has something in every table that can hold something of a person; and the cookie of her session."""
    hashed = await passwords.hash_password(PASSWORD)
    agreed = [
        ConsentGiven(document, "2026-11", "f" * 64, "ru", clock.now(), HERE.ip)
        for document in ("agreement", "personal_data")
    ]
    async with database.writing() as db:
        account = await open_account(
            db,
            NewAccount(
                user_name="canary.login",
                password_hash=hashed,
                last_name="CanaryFamily",
                first_name="=CanaryName",
                middle_name="CanaryMiddle",
                birth_date=date(1991, 2, 3),
                region="RU-NVS",
                email=EMAIL,
                phone=PHONE,
                confirmed=frozenset({"email", "phone"}),
                locale="ru",
                consents=agreed,
            ),
        )
    cookie = await enter(database, account.id, HERE)
    me = await principal(database, cookie)
    async with database.writing() as db:
        await claim_alias(db, me.account_id, "account_number", NUMBER, confirmed=True)
        await notices.choose(db, me, "bonus", "email", wanted=False)
        await contacts.add(db, me, HERE, "email", "canary.other@example.ru")
        await journal.record(db, me.account_id, "names_changed", HERE)
        await messages.post(db, channel="sms", to=PHONE, text="CanaryCode", purpose="sign_in")
        await messages.post(db, channel="sms", to=PHONE, text="CanaryCode", purpose="notice", account_id=me.account_id)
        await profile_consents.choose_notice(db, me, HERE, "news", "sms", wanted=True)
        await profile_consents.choose_notice(db, me, HERE, "news", "sms", wanted=False)
        await _rows(db, account, me)
    return me, cookie


async def _rows(db: Db, account: Account, me: Principal) -> None:
    now, later, mine = clock.now(), clock.now() + timedelta(hours=1), {"account_id": account.id}
    receipt = uuid4()
    db.add(
        HomeAddress(
            **mine, region="RU-NVS", city="CanaryCity", street="CanaryStreet", flat="CanaryFlat", changed_at=now
        )
    )
    db.add(FormerPassword(**mine, password_hash="canary-hash", replaced_at=now))
    db.add(SecondFactor(**mine, secret_sealed="canary-secret", created_at=now))
    db.add(RecoveryCode(**mine, code_hash="canary-hash"))
    db.add(KnownDevice(**mine, device_hash="canary-device", known_at=now, used_at=now))
    db.add(ServiceLink(**mine, account_number=NUMBER, region="RU-NVS", name="CanaryNote", linked_at=now))
    db.add(CardPlace(**mine, service_id="s", position=1))
    db.add(DismissedOffer(**mine, account_number="300000000088"))
    db.add(EventsSeen(**mine, seen_at=now))
    db.add(
        SocialIdentity(**mine, provider="vk", subject="canary-subject", email=EMAIL, name="CanaryName", linked_at=now)
    )
    db.add(SocialAttempt(**mine, state_hash="s", browser_hash="b", provider="vk", sealed="x", expires_at=later))
    db.add(
        PendingIdentity(
            browser_hash="b", provider="ok", subject="x", email=EMAIL, given_name="CanaryName", expires_at=later
        )
    )
    db.add(CodeSignIn(**mine, browser_hash="b", kind="phone", key=PHONE, shown=PHONE, to=PHONE, expires_at=later))
    db.add(Recovery(**mine, browser_hash="b", who_hash="w", destination=PHONE, expires_at=later))
    db.add(RegistrationDraft(browser_hash="b", first_name="CanaryName", phone=PHONE, created_at=now, expires_at=later))
    db.add(
        receipts.ChangeReceipt(
            id=receipt, **mine, number=1, account_number=NUMBER, service_id="s", kind="option_on", offering_id="o",
            starts="now", days=0, order_id="o", fingerprint="f", words="=Words", locale="ru", price_before_minor=0,
            price_after_minor=-5, charge_now_minor=0, effective_on=clock.day_of(now), at=now, family="Firefox",
            system="", network="198.51.100.0/24", previous_hash="", receipt_hash="h",
        )
    )  # fmt: skip
    await db.flush()
    db.add(receipts.ChangeOutcome(receipt_id=receipt, order_id="o", code="", at=now))
    db.add(receipts.ReceiptHead(**mine, number=1, receipt_hash="h"))


async def everything(database: Database, *, but: tuple[str, ...] = ()) -> dict[str, list[dict[str, str]]]:
    """Every row of every table as text."""
    found: dict[str, list[dict[str, str]]] = {}
    async with database.reading() as db:
        connection = await db.connection()
        for table in SQLModel.metadata.sorted_tables:
            if table.name not in but:
                rows = await connection.execute(select_columns(table))
                found[table.name] = [{key: str(value) for key, value in row._mapping.items()} for row in rows]
    return found


def canaries_in(found: dict[str, list[dict[str, str]]]) -> set[tuple[str, str]]:
    """Which canary sings in which table."""
    told = {name: json.dumps(rows, ensure_ascii=False) for name, rows in found.items()}
    return {(name, canary) for name, words in told.items() for canary in CANARIES if canary in words}


async def settle_messages(database: Database) -> None:
    """Everything queued is sent, as the outbox does it: its address and words go with it."""
    async with database.reading() as db:
        waiting: list[UUID] = list((await db.exec(select(OutboxMessage.id))).all())
    with patch.object(workflows, "database", lambda: database):
        for message in waiting:
            await workflows.settle(str(message), "sent")
