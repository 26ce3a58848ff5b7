"""The postings of a billing account as a chain of hashes: none can be altered, taken out or put in unseen (L10)."""

from collections import defaultdict
from datetime import UTC
from uuid import UUID

from sqlmodel import col, select

from rxapp.core import secrets
from rxapp.core.db import Db
from rxapp.gateways.bss.embedded.tables import BssBillingAccount, BssLedgerLink, BssLedgerTransaction, BssPosting


def follow(account: BssBillingAccount, transaction: BssLedgerTransaction, posting: BssPosting) -> BssLedgerLink:
    """The link of the account's newest posting; the account, locked by the caller, becomes its head."""
    account.entries += 1
    account.chain_hash = link(account.chain_hash, account.entries, transaction, posting)
    return BssLedgerLink(
        posting_id=posting.id, billing_account_id=account.id, number=account.entries, link_hash=account.chain_hash
    )


def link(previous: str, number: int, transaction: BssLedgerTransaction, posting: BssPosting) -> str:
    """Keyed, so whoever writes to the database alone cannot forge a chain that holds."""
    told = (transaction.kind, transaction.source_id, transaction.at.astimezone(UTC).isoformat())
    side = (str(transaction.id), str(posting.id), posting.book, str(posting.amount_minor))
    return secrets.keyed("ledger", previous, str(number), str(posting.billing_account_id), *told, *side)


async def broken(db: Db) -> list[str]:
    """Numbers of the accounts whose chain does not hold, or does not reach all their postings."""
    rows = (
        select(BssPosting, BssLedgerTransaction, BssLedgerLink)
        .join(BssLedgerTransaction, col(BssLedgerTransaction.id) == BssPosting.transaction_id)
        .outerjoin(BssLedgerLink, col(BssLedgerLink.posting_id) == BssPosting.id)
        .where(col(BssPosting.billing_account_id).is_not(None))
        .order_by(col(BssLedgerLink.number))
    )
    heads: dict[UUID | None, tuple[int, str]] = defaultdict(lambda: (0, ""))
    torn: set[UUID | None] = set()
    for posting, transaction, found in await db.exec(rows):
        number, previous = heads[posting.billing_account_id]
        expected = link(previous, number + 1, transaction, posting)
        if found is None or (found.number, found.link_hash) != (number + 1, expected):
            torn.add(posting.billing_account_id)
        heads[posting.billing_account_id] = (number + 1, expected)
    accounts = (await db.exec(select(BssBillingAccount))).all()
    return [one.number for one in accounts if one.id in torn or heads[one.id] != (one.entries, one.chain_hash)]
