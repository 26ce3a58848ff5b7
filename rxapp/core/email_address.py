"""E-mail addresses with international domains (RFC 6531, IDNA 2008)."""

from dataclasses import dataclass

import email_validator

from rxapp.core.errors import DomainError

# Kept for documentation (RFC 2606); a demonstration writes to them.
email_validator.SPECIAL_USE_DOMAIN_NAMES[:] = [
    name for name in email_validator.SPECIAL_USE_DOMAIN_NAMES if name not in ("test", "example", "invalid")
]


class EmailMalformed(DomainError):
    """Not an address a letter could reach."""

    code = "email.malformed"


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """``shown`` as the owner reads it, ``ascii`` for the mail server, ``key`` for comparing."""

    shown: str
    ascii: str
    key: str

    @property
    def masked(self) -> str:
        """``a•••@example.ru``."""
        local, _, domain = self.shown.rpartition("@")
        return f"{local[:1]}•••@{domain}"


def parse(text: str) -> EmailAddress:
    """The address in ``text``; the domain is lower-cased, the local part kept. Raises EmailMalformed."""
    try:
        found = email_validator.validate_email(text.strip(), check_deliverability=False)
    except email_validator.EmailNotValidError as wrong:
        raise EmailMalformed(field="email") from wrong
    if found.ascii_email is None:
        raise EmailMalformed(field="email")
    return EmailAddress(found.normalized, found.ascii_email, found.ascii_email.casefold())
