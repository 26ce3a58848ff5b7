"""What is written down, and how the entries hold together."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal, get_args
from uuid import UUID

from rxapp.core import secrets

Kind = Literal[
    "signed_in",
    "sign_in_failed",
    "signed_out",
    "session_ended",
    "stepped_up",
    "new_device",
    "password_changed",
    "recovered",
    "totp_on",
    "totp_off",
    "recovery_codes_renewed",
    "recovery_code_used",
    "contact_added",
    "contact_confirmed",
    "contact_removed",
    "main_contact_changed",
    "identity_linked",
    "identity_unlinked",
    "service_linked",
    "service_unlinked",
    "call_details_opened",
    "names_changed",
    "consent_given",
    "consent_withdrawn",
    "data_exported",
    "account_closed",
]
KINDS: tuple[str, ...] = get_args(Kind)
PAGE = 20
KEPT_DAYS = 365


def details_text(details: Mapping[str, str | int]) -> str:
    """Details in one canonical spelling; callers never put a secret or an unmasked contact here."""
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def link(previous: str, number: int, kind: str, at: datetime, *rest: str) -> str:
    """The hash of an entry: keyed, so whoever writes to the database alone cannot forge a chain that holds."""
    return secrets.keyed("journal", previous, str(number), kind, at.astimezone(UTC).isoformat(), *rest)


def nobody(name: str) -> UUID:
    """The id under which attempts at a name without an account are written down; no account has it."""
    return UUID(secrets.keyed("journal-nobody", name)[:32])
