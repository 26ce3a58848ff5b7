"""Letters over SMTP submission (RFC 6409), with TLS and login as the settings say."""

import asyncio
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import aiosmtplib

from rxapp.core import clock
from rxapp.core.settings import Settings
from rxapp.gateways.delivery import Refused, Retry
from rxapp.gateways.email import Letter

TIMEOUT = 10.0
PERMANENT = 500


class SmtpEmail:
    """One connection per letter. SMTP itself has no idempotency: a repeat carries the same Message-ID, by which
    mail stores drop doubles.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._from = Address(addr_spec=settings.email_from)

    async def send(self, letter: Letter) -> str:
        """Submit the letter; returns its Message-ID.

        Raises Retry for 4xx answers, a wrong login and anything wrong with the connection, Refused for 5xx answers
        and for addresses or subjects that would break out of their header.
        """
        message = self._message(letter)
        try:
            # The library limits each reply; a server that drips must not hold the sender longer than this.
            async with asyncio.timeout(TIMEOUT):
                await aiosmtplib.send(
                    message,
                    hostname=self._settings.smtp_host,
                    port=self._settings.smtp_port,
                    username=self._settings.smtp_user or None,
                    password=self._settings.smtp_password.get_secret_value() or None,
                    use_tls=self._settings.smtp_tls == "tls",
                    start_tls=self._settings.smtp_tls == "starttls",
                    timeout=TIMEOUT,
                )
        except aiosmtplib.SMTPAuthenticationError:
            # The operator's mistake, not the letter's: it may yet be repaired.
            raise Retry from None
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _answer(max(one.code for one in refused.recipients)) from None
        except aiosmtplib.SMTPResponseException as response:
            raise _answer(response.code) from None
        except (aiosmtplib.SMTPException, OSError):
            raise Retry from None
        return str(message["Message-ID"])

    def _message(self, letter: Letter) -> EmailMessage:
        if any(not char.isprintable() for char in letter.to + letter.subject + letter.key):
            raise Refused("control characters in a header")
        try:
            to = Address(addr_spec=letter.to)
        except (ValueError, IndexError, HeaderParseError):
            raise Refused("not an e-mail address") from None
        message = EmailMessage()
        message["From"] = self._from
        message["To"] = to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{letter.key}@{self._from.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies to it
        message.set_content(letter.text)
        return message


def _answer(code: int) -> Retry | Refused:
    return Refused(f"smtp {code}") if code >= PERMANENT else Retry()
