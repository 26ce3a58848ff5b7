"""How receipts hold together, and how one reads as a document."""

import json
from dataclasses import dataclass
from datetime import UTC

from rxapp.core import secrets
from rxapp.i18n.texts import moment, money, text
from rxapp.tariffs.receipts.tables import ChangeOutcome, ChangeReceipt

PAGE = 10
KIND_TEXTS = {
    "tariff": "tariffs.receipt_tariff",
    "option_on": "tariffs.receipt_option_on",
    "option_off": "tariffs.receipt_option_off",
    "suspend": "tariffs.receipt_suspend",
    "resume": "tariffs.receipt_resume",
    "cancel": "tariffs.receipt_cancel",
    "undo": "tariffs.receipt_undo",
}
STATUS_TEXTS = {
    "done": "tariffs.status_done",
    "sent": "tariffs.status_sent",
    "refused": "tariffs.status_refused",
}
# Of what else was refused, by a rule of an earlier release too, only that it was can be said.
_REFUSALS = {"bss.offer_changed": "bss.offer_changed", "bss.service_unknown": "bss.service_unknown"}
_CHAINED = (
    "id",
    "account_id",
    "number",
    "account_number",
    "service_id",
    "kind",
    "offering_id",
    "starts",
    "days",
    "order_id",
    "fingerprint",
    "words",
    "locale",
    "price_before_minor",
    "price_after_minor",
    "charge_now_minor",
    "effective_on",
    "family",
    "system",
    "network",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt for the screen: ``status`` is sent, done or refused; ``why`` it was refused, in words.

    ``order_id`` is the operator's, empty until done. ``at`` is ISO 8601 in UTC.
    """

    id: str
    number: int
    kind: str
    kind_text: str
    words: list[str]
    at: str
    status: str
    why: str
    order_id: str
    charge_now_minor: int


def link(receipt: ChangeReceipt) -> str:
    """The receipt's hash: keyed, so whoever writes to the database alone cannot forge a chain that holds."""
    told = json.dumps([str(getattr(receipt, name)) for name in _CHAINED], ensure_ascii=False)
    return secrets.keyed("change-receipt", receipt.previous_hash, told, receipt.at.astimezone(UTC).isoformat())


def why(receipt: ChangeReceipt, outcome: ChangeOutcome | None) -> str:
    """Why the change was refused, in the receipt's language; empty when it was not."""
    if outcome is None or not outcome.code:
        return ""
    return outcome.words or text(receipt.locale, _REFUSALS.get(outcome.code, "bss.change_refused"))


def document(receipt: ChangeReceipt, status: str, refusal: str, brand: str, person: str) -> str:
    """The receipt as a text to keep, in the language it was agreed to in; ``refusal`` is what ``why`` told."""
    said = receipt.locale
    lines = [
        text(said, "tariffs.document_title", number=str(receipt.number), brand=brand),
        "",
        f"{text(said, 'tariffs.document_who')}: {person}",
        f"{text(said, 'tariffs.document_when')}: {moment(said, receipt.at)}",
        f"{text(said, 'tariffs.document_device')}: {receipt.family}, {receipt.system}, {receipt.network}",
        f"{text(said, 'tariffs.document_account')}: {receipt.account_number}",
        f"{text(said, 'tariffs.document_change')}: {text(said, KIND_TEXTS[receipt.kind])}",
        f"{text(said, 'tariffs.document_before')}: {money(said, receipt.price_before_minor)}",
        f"{text(said, 'tariffs.document_after')}: {money(said, receipt.price_after_minor)}",
        f"{text(said, 'tariffs.document_charge')}: {money(said, receipt.charge_now_minor)}",
        f"{text(said, 'tariffs.document_status')}: {text(said, STATUS_TEXTS[status])}",
        *([refusal] if refusal else []),
        "",
        text(said, "tariffs.document_words"),
        receipt.words,
        "",
        f"{text(said, 'tariffs.document_id')}: {receipt.id}",
        f"{text(said, 'tariffs.document_previous')}: {receipt.previous_hash or '-'}",
        f"{text(said, 'tariffs.document_hash')}: {receipt.receipt_hash}",
    ]
    return "\n".join(lines) + "\n"
