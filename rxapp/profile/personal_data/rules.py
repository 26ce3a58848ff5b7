"""What the product holds about a person, table by table: what of it is given out, what becomes of it when they leave.

Every table of the product stands here, those without personal data too: a test walks the schema, so that a table or a
column that comes later cannot be forgotten. Times of keeping are in docs/security.md, "What is kept".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rxapp.core.errors import DomainError
from rxapp.core.limits import Rate

EXPORTS = Rate(5, 3600)
# Work that was under way when the account closed may still write: what was erased is erased once more after this long.
SETTLING_SECONDS = 60
# The limitation of claims (Civil Code, article 196), counted from the closing.
CONSENTS_KEPT_DAYS = 3 * 366
# What the operator's system is asked for of the linked contracts, and what of each answer is given out.
MOST_EVENTS = 10_000
OPERATOR_FILES: dict[str, tuple[str, ...]] = {
    "operator_services": (
        *("id", "kind", "account_number", "number", "status", "tariff", "balance_minor", "next_charge_minor"),
        *("next_charge_on", "stopped_for", "resumes_on"),
    ),
    "operator_balances": ("account_number", "balance_minor", "due_minor", "due_on"),
    "operator_bonus": ("account_number", "member", "points", "level", "level_until"),
    "operator_events": ("id", "account_number", "code", "at", "amount_minor", "points", "kind", "tariff"),
}
# Its address goes when it is sent, as of every message.
FAREWELL: Literal["account_closed"] = "account_closed"

Fate = Literal["deleted", "blanked", "kept"]


class NotConfirmed(DomainError):
    """The box was not ticked."""

    code = "personal_data.not_confirmed"


@dataclass(frozen=True, slots=True)
class Holding:
    """One table. ``file`` is its CSV, empty when it is not given out; ``why`` a kept or held back one is so.

    ``shown`` and ``hidden`` are all of its columns, once it is given out; ``blank`` is what is written over.
    """

    fate: Fate
    why: str = ""
    file: str = ""
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    blank: Mapping[str, object] = field(default_factory=dict)


IDS = ("id", "account_id")
CHECKED = "a secret, or of use only to check one"
MINUTES = "a step under way, gone within a day or two whatever happens"
OURS = "how the product keeps a chain whole; holds ids, numbers and hashes"
NOBODYS = "names nobody"
HASHED = "names only as keyed hashes, gone when its window has passed"
OPERATORS = "the operator's own books: contracts and money outlive the portal's account by law"
PRETENDED = "the sandbox only: what stands outside of the product, a phone or a provider"

NOBODY: Mapping[str, object] = {
    "user_name": "",
    "password_hash": "",
    "last_name": "",
    "first_name": "",
    "middle_name": "",
    "birth_date": None,
    "region": "",
    "email": "",
    "phone": "",
    "email_confirmed_at": None,
    "phone_confirmed_at": None,
    "locale": "ru",
    "theme": "",
}
PERSONAL: dict[str, Holding] = {
    "account": Holding(
        "blanked",
        why="the id that kept rows point to, and when it began",
        file="account",
        shown=("id", "created_at", *(name for name in NOBODY if name != "password_hash")),
        hidden=("password_hash",),
        blank=NOBODY,
    ),
    "sign_in_alias": Holding(
        "deleted", file="contacts_and_names", shown=("kind", "key", "address", "confirmed"), hidden=IDS
    ),
    "pending_contact": Holding(
        "deleted",
        file="contacts_being_added",
        shown=("kind", "address", "expires_at"),
        hidden=(*IDS, "session_id", "key", "decoy"),
    ),
    "home_address": Holding(
        "deleted",
        file="address",
        shown=("region", "city", "street", "house", "flat", "changed_at"),
        hidden=("account_id",),
    ),
    "consent": Holding(
        "blanked",
        why="proof that the processing was lawful (152-FZ art. 9)",
        file="consents",
        shown=("id", "document", "version", "text_hash", "locale", "given_at", "ip", "method"),
        hidden=("account_id",),
        blank={"ip": ""},
    ),
    "consent_withdrawal": Holding(
        "blanked",
        why="proof that the processing ended (152-FZ art. 9)",
        file="consents_withdrawn",
        shown=("consent_id", "withdrawn_at", "ip", "method"),
        hidden=IDS,
        blank={"ip": ""},
    ),
    "session": Holding(
        "deleted",
        file="sessions",
        shown=("remembered", "user_agent", "ip", "created_at", "seen_at", "ended_at", "stepped_up_at"),
        hidden=(*IDS, "token_hash", "lapsed", "renew_by"),
    ),
    "known_device": Holding(
        "deleted", file="devices", shown=("trusted", "known_at", "used_at"), hidden=(*IDS, "device_hash")
    ),
    "second_factor": Holding(
        "deleted",
        file="second_factor",
        shown=("created_at", "confirmed_at"),
        hidden=("account_id", "secret_sealed", "last_step"),
    ),
    "security_event": Holding(
        "kept",
        why="append-only evidence; no name, contacts masked, networks as ranges",
        file="security_journal",
        shown=("number", "kind", "at", "family", "system", "network", "details"),
        hidden=(*IDS, "previous_hash", "entry_hash"),
    ),
    "notice_choice": Holding(
        "deleted", file="notices", shown=("event", "channel", "wanted", "chosen_at"), hidden=("account_id",)
    ),
    "service_link": Holding(
        "deleted", file="linked_services", shown=("account_number", "region", "name", "linked_at"), hidden=IDS
    ),
    "service_card_place": Holding(
        "deleted", file="service_cards", shown=("service_id", "position", "hidden"), hidden=("account_id",)
    ),
    "service_offer_dismissed": Holding(
        "deleted", file="offers_dismissed", shown=("account_number",), hidden=("account_id",)
    ),
    "social_identity": Holding(
        "deleted",
        file="social_identities",
        shown=("provider", "subject", "email", "name", "linked_at", "used_at"),
        hidden=IDS,
    ),
    "events_seen": Holding("deleted", file="events_seen", shown=("seen_at",), hidden=("account_id",)),
    "change_receipt": Holding(
        "kept",
        why="append-only proof of an order; holds no name",
        file="change_receipts",
        shown=(
            *("id", "number", "account_number", "service_id", "kind", "offering_id", "starts", "days", "order_id"),
            *("words", "locale", "price_before_minor", "price_after_minor", "charge_now_minor", "effective_on", "at"),
            *("family", "system", "network"),
        ),
        hidden=("account_id", "fingerprint", "previous_hash", "receipt_hash"),
    ),
    "change_outcome": Holding(
        "kept",
        why="append-only, the receipt's",
        file="change_outcomes",
        shown=("receipt_id", "order_id", "code", "words", "at"),
    ),
    # Without its words: there may be a code in them.
    "outbox_message": Holding(
        "deleted",
        file="messages",
        shown=("channel", "to", "purpose", "created_at", "state", "sent_at", "settled_at"),
        hidden=(*IDS, "subject", "text", "urgent", "not_after", "attempts", "next_at"),
    ),
    "former_password": Holding("deleted", why=CHECKED),
    "recovery_code": Holding("deleted", why=CHECKED),
    "sign_in_ticket": Holding("deleted", why=MINUTES),
    "half_sign_in": Holding("deleted", why=MINUTES),
    "service_proof": Holding("deleted", why=MINUTES),
    "code_sign_in": Holding("deleted", why=MINUTES),
    "recovery": Holding("deleted", why=MINUTES),
    "social_attempt": Holding("deleted", why=MINUTES),
    "journal_head": Holding("kept", why=OURS),
    "change_receipt_head": Holding("kept", why=OURS),
    "closed_account": Holding("kept", why="that the account was closed and erased, and when: id and times only"),
}
# Nobody's account: found by the contact that was typed there, and deleted in the moment of closing.
BY_CONTACT: dict[str, tuple[str, ...]] = {
    "confirmation_code": ("destination",),
    "registration_draft": ("email", "phone"),
    "social_pending": ("email", "phone"),
    "outbox_message": ("to",),
}
OTHERS: dict[str, str] = {
    **dict.fromkeys(("confirmation_code", "registration_draft", "social_pending"), MINUTES),
    **dict.fromkeys(("captcha", "code_volume", "social_provider_health"), NOBODYS),
    **dict.fromkeys(("code_guessing", "rate_counter", "sign_in_failure"), HASHED),
    **dict.fromkeys(
        (
            *("bss_allowance", "bss_billing_account", "bss_bonus_terms", "bss_change_rule", "bss_customer"),
            *(
                "bss_equipment",
                "bss_event",
                "bss_ledger_link",
                "bss_ledger_transaction",
                "bss_loyalty_level",
                "bss_loyalty_member",
            ),
            *("bss_loyalty_rule", "bss_offering", "bss_offering_price", "bss_offering_relation", "bss_operation"),
            *("bss_point_entry", "bss_point_lot", "bss_posting", "bss_product_order", "bss_redemption", "bss_refund"),
            *("bss_reward", "bss_service", "bss_service_option", "bss_sim_change", "bss_suspension_rule"),
            *("bss_usage_rate", "bss_usage_record"),
        ),
        OPERATORS,
    ),
    **dict.fromkeys(
        (
            *("sandbox_answer", "sandbox_call", "sandbox_clock", "sandbox_grant", "sandbox_knob", "sandbox_message"),
            "sandbox_trouble",
        ),
        PRETENDED,
    ),
}
# Whose rows are the flow of a code: the code goes with them.
FLOWS = ("pending_contact", "code_sign_in", "recovery")
# Whatever lets somebody in goes with the closing itself, in one transaction.
WAYS_IN = ("sign_in_alias", "social_identity", "half_sign_in", "sign_in_ticket", "code_sign_in", "recovery")
