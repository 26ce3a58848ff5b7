"""Put an identity to an account, take it away again. Both are told to the owner and written down."""

from uuid import UUID, uuid4

from sqlmodel import col

from rxapp.accounts import queries as accounts
from rxapp.accounts.browser import Browser
from rxapp.accounts.journal import service as journal
from rxapp.accounts.journal.rules import Kind
from rxapp.accounts.notices import service as notices
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import freshness
from rxapp.core import clock
from rxapp.core.db import Db, insert_of
from rxapp.gateways.identity import Identity, ProviderName
from rxapp.i18n.texts import text
from rxapp.social import queries, rules
from rxapp.social.tables import SocialIdentity


async def link(db: Db, account_id: UUID, identity: Identity, browser: Browser) -> None:
    """The identity signs this account in from now on; again is the same as once.

    Raises OwnedByAnother, ProviderTaken. Of two accounts that link one identity at once exactly one gets it.
    """
    account = await accounts.locked_account(db, account_id)
    insert = insert_of(db)
    row = {
        "id": uuid4(),
        "account_id": account_id,
        "provider": identity.provider,
        "subject": identity.subject,
        "email": identity.email,
        "name": rules.shown_name(identity),
        "linked_at": clock.now(),
    }
    made = insert(SocialIdentity).values(**row).on_conflict_do_nothing().returning(col(SocialIdentity.id))
    fresh = (await db.exec(made)).first()
    known = await queries.owner(db, identity.provider, identity.subject)
    if known is None:
        raise rules.ProviderTaken
    if known.account_id != account_id:
        raise rules.OwnedByAnother
    if fresh is not None:
        await _tell(db, account_id, "identity_linked", identity.provider, account.locale, browser)


async def unlink(db: Db, principal: Principal, browser: Browser, provider: ProviderName) -> None:
    """The identity opens nothing any more. Raises StepUpNeeded, ProviderOff when there is none, LastWayIn.

    Two unlinks at once wait for each other: only one of them may leave the other way.
    """
    await freshness.require_fresh(db, principal)
    account = await accounts.locked_account(db, principal.account_id)
    mine = await queries.of_account(db, account.id)
    gone = next((row for row in mine if row.provider == provider), None)
    if gone is None:
        raise rules.ProviderOff
    # A confirmed contact takes one-time codes, with a password or without; a password alone could never be recovered.
    confirmed = [alias for alias in await accounts.contacts(db, account.id) if alias.confirmed]
    if len(mine) + len(confirmed) <= 1:
        raise rules.LastWayIn
    await db.delete(gone)
    await db.flush()
    await _tell(db, account.id, "identity_unlinked", provider, account.locale, browser)


async def _tell(db: Db, account_id: UUID, kind: Kind, provider: str, locale: str, browser: Browser) -> None:
    name = text(locale, f"social.provider_{provider}")
    await notices.tell(db, account_id, "identity_changed", words=kind, browser=browser, provider=name)
    await journal.record(db, account_id, kind, browser, provider=provider)
