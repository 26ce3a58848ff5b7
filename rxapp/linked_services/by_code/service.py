"""The code's way: ``phone = await begin(db, ...)``, ``account = await look_up(bss, phone)`` outside of a transaction,
``asked = await send(db, ...)``; then ``await prove(database, bss, ...)`` with what the person typed.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_OID, UUID, uuid5

from rxapp.accounts.browser import Browser
from rxapp.accounts.codes import budget, sending
from rxapp.accounts.codes import service as codes
from rxapp.accounts.codes.service import CodeExpired, CodeWrong, Flow
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.accounts.sims import service as sims
from rxapp.core import clock, limits, phone, secrets
from rxapp.core.db import Database, Db
from rxapp.core.errors import DomainError
from rxapp.gateways.bss import BillingAccount, BssGateway
from rxapp.linked_services import queries, rules, service
from rxapp.linked_services.tables import ServiceProof

PURPOSE = "link_service"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the code's form shows: the number, seconds until another code; -1 when there are no more."""

    shown: str
    resend_in: int


async def begin(db: Db, principal: Principal, typed: str) -> str:
    """Check the number and count the try; returns it as E.164, in a transaction that commits by itself.

    Raises StepUpNeeded, PhoneMalformed, PhoneNotMobile, TooManyRequests.
    """
    await freshness.require_fresh(db, principal)
    try:
        number = phone.parse(typed)
    except DomainError as wrong:
        raise type(wrong)(wrong.code, field="mobile-number") from wrong
    await service.count_try(db, principal)
    await limits.hit(db, "link_service_number", number.e164, *rules.PER_BILLING_ACCOUNT)
    return number.e164


async def look_up(bss: BssGateway, number: str) -> BillingAccount | None:
    """Whose number it is. Never told to the person. Raises BssUnavailable."""
    return await bss.account_of_number(number)


async def send(db: Db, principal: Principal, browser: Browser, number: str, account: BillingAccount | None) -> Asked:
    """A code to the number, or the same work for nobody. The same number again goes on with its flow (OTP-4).

    Raises TooManyRequests, ResendsSpent.
    """
    row = await queries.proof(db, principal, clock.now())
    if row is None or row.phone != number:
        row = await service.begin_proof(db, principal, account, phone=number)
    return await _send(db, principal, browser, row)


async def resend(db: Db, principal: Principal, browser: Browser) -> Asked:
    """Another code; the former one dies. Raises CodeExpired, TooManyRequests, ResendsSpent."""
    return await _send(db, principal, browser, await _row(db, principal))


async def asked(db: Db, principal: Principal) -> Asked | None:
    """The number whose code this session waits for; for a reload of the page."""
    row = await queries.proof(db, principal, clock.now())
    return await _asked(db, row) if row and row.phone and not row.proved else None


async def prove(database: Database, bss: BssGateway, principal: Principal, code: str) -> None:
    """The right code proves the number's account; ``service.confirm`` links it. It opens its own transactions.

    Read from a young SIM it proves nothing, and the person starts again (OTP-11). The operator is asked after the code
    was right and only then (security.md 2.3); while it is silent the person asks for another code later.
    Raises CodeWrong, CodeExpired, CodeSpent, TooManyRequests, SimYoung, BssUnavailable.
    """
    async with database.writing() as db:
        row = await _row(db, principal)
        await codes.count_attempt(db, _flow(principal, row))
    async with database.writing() as db:
        row = await _row(db, principal)
        await codes.redeem(db, _flow(principal, row), code)
        if not row.account_number:
            raise CodeWrong(field="code")
        number = row.phone
    young = await sims.is_young(bss, number)
    async with database.writing() as db:
        row = await _row(db, principal)
        if row.phone != number:
            raise CodeExpired(field="code")
        if young:
            await service.forget(db, principal)
        else:
            row.proved, row.expires_at = True, clock.now() + timedelta(seconds=rules.PROOF_SECONDS)
            db.add(row)
    if young:
        raise rules.SimYoung(field="mobile-number")


async def _send(db: Db, principal: Principal, browser: Browser, row: ServiceProof) -> Asked:
    await budget.count_send(db, row.phone, browser.cookie_hash, browser.ip, known=False)
    flow = _flow(principal, row)
    code = await codes.issue(db, flow)
    if row.account_number:
        await sending.send(db, flow, code, channel="sms", to=row.phone, locale=principal.locale)
    else:
        await sending.send_nothing(db, flow)
    return await _asked(db, row)


async def _asked(db: Db, row: ServiceProof) -> Asked:
    return Asked(phone.parse(row.phone).shown, await codes.seconds_to_resend(db, _flow_id(row)))


async def _row(db: Db, principal: Principal) -> ServiceProof:
    row = await queries.proof(db, principal, clock.now())
    if row is None or not row.phone or row.proved:
        raise CodeExpired(field="code")
    return row


def _flow(principal: Principal, row: ServiceProof) -> Flow:
    """Bound to the session, which outlives a change of its id (OTP-9)."""
    return Flow(_flow_id(row), PURPOSE, row.phone, secrets.keyed("flow-session", str(principal.session_id)))


def _flow_id(row: ServiceProof) -> UUID:
    """One flow a session and number, however often the person goes back: the resend timer goes on (OTP-4)."""
    return uuid5(NAMESPACE_OID, f"link-service:{row.session_id}:{row.phone}")
