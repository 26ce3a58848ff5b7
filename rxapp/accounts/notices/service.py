"""Tell people; keep their choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.devices import rules as devices
from rxapp.accounts.messages import service as messages
from rxapp.accounts.notices import rules
from rxapp.accounts.notices.rules import Channel, Event
from rxapp.accounts.notices.tables import NoticeChoice
from rxapp.accounts.principal import Principal
from rxapp.accounts.tables import SignInAlias
from rxapp.core import clock
from rxapp.core.db import Db
from rxapp.core.settings import settings
from rxapp.i18n.texts import moment, text


@dataclass(frozen=True, slots=True)
class Choice:
    """One switch of the profile; ``text`` names the event, ``channel_text`` the channel, both catalogue keys."""

    event: str
    channel: str
    text: str
    channel_text: str
    wanted: bool


async def tell(
    db: Db,
    account_id: UUID,
    event: Event,
    *,
    words: str = "",
    browser: Browser | None = None,
    also: Sequence[tuple[Channel, str]] = (),
    only: tuple[Channel, str] | None = None,
    **params: str,
) -> int:
    """Post the event over every confirmed channel where it is wanted; returns how many messages.

    The texts are ``notices.sms_<words>``, ``notices.letter_<words>``, ``notices.subject_<words>``; ``words`` is the
    event itself unless one event has several texts. ``also`` adds addresses that are no longer the account's: a
    removed contact is told of its removal; ``only`` writes to one address. ``browser`` fills the placeholders
    ``browser`` and ``network``; ``params`` hold no secret.
    """
    account = await accounts.account_by_id(db, account_id)
    if account is None:
        return 0
    choices = await _choices(db, account_id)
    confirmed = [alias for alias in await accounts.contacts(db, account_id) if alias.confirmed]
    own = [(_channel(alias), alias.address or alias.key) for alias in confirmed]
    to = [only] if only else list(dict.fromkeys([*also, *own]))
    told = [(channel, address) for channel, address in to if _wants(choices, event, channel)]
    values = {**_circumstances(browser, account.locale), **params}
    for channel, address in told:
        await messages.post(
            db,
            channel=channel,
            to=address,
            text=text(account.locale, f"notices.{'sms' if channel == 'sms' else 'letter'}_{words or event}", **values),
            subject=text(account.locale, f"notices.subject_{words or event}", **values) if channel == "email" else "",
            purpose=f"notice.{event}"[:32],
            account_id=account_id,
        )
    return len(told)


async def choices(db: Db, principal: Principal) -> list[Choice]:
    """Every switch of the profile, events in their order, SMS before e-mail."""
    chosen = await _choices(db, principal.account_id)
    return [
        Choice(event, channel, f"notices.event_{event}", f"notices.channel_{channel}", _wants(chosen, event, channel))
        for event in rules.CHOSEN
        for channel in rules.CHANNELS
    ]


async def choose(db: Db, principal: Principal, event: str, channel: str, *, wanted: bool) -> None:
    """Turn one switch. Raises ChoiceUnknown, also for events of security, which are always told."""
    rules.require_choice(event, channel)
    key = (principal.account_id, event, channel)
    row = await db.get(NoticeChoice, key, with_for_update=True)
    if row is None:
        # Two clicks at once: the account's row makes the second one wait and then find the first.
        await accounts.locked_account(db, principal.account_id)
        row = await db.get(NoticeChoice, key, populate_existing=True)
    row = row or NoticeChoice(
        account_id=principal.account_id, event=event, channel=channel, wanted=wanted, chosen_at=clock.now()
    )
    row.wanted, row.chosen_at = wanted, clock.now()
    db.add(row)
    await db.flush()


async def _choices(db: Db, account_id: UUID) -> dict[tuple[str, str], bool]:
    rows = await db.exec(select(NoticeChoice).where(col(NoticeChoice.account_id) == account_id))
    return {(row.event, row.channel): row.wanted for row in rows.all()}


def _wants(chosen: dict[tuple[str, str], bool], event: str, channel: str) -> bool:
    return rules.wanted(event, channel, chosen.get((event, channel)))


def _channel(alias: SignInAlias) -> Channel:
    return "sms" if alias.kind == "phone" else "email"


def _circumstances(browser: Browser | None, locale: str) -> dict[str, str]:
    seen = devices.describe(browser.user_agent if browser else "")
    named = ", ".join(part for part in (seen.family, seen.system) if part)
    return {
        "brand": settings().brand_name,
        "hotline": settings().hotline,
        "time": moment(locale, clock.now()),
        "browser": named or text(locale, "notices.browser_unknown"),
        "network": devices.network(browser.ip if browser else "") or text(locale, "notices.network_unknown"),
    }
