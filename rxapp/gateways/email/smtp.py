"""Letters over SMTP submission (RFC 6409), with TLS and login as the settings say."""

import asyncio
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime

import aiosmtplib

from rxapp.core import clock, email_address
from rxapp.core.email_address import EmailMalformed
from rxapp.core.settings import Settings
from rxapp.gateways.delivery import Refused, Retry
from rxapp.gateways.email import Letter

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 10.0
GOODBYE_SECONDS = 1.0
# Answers about this mailbox or this letter (RFC 5321, RFC 7504). Other 5xx speak of the session: syntax, login, TLS.
FINAL = frozenset({501, *range(550, 557)})


class SmtpEmail:
    """One connection per letter. SMTP itself has no idempotency: a repeat carries the same Message-ID, by which
    mail stores drop doubles.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        local, _, domain = settings.email_from.rpartition("@")
        self._from = Address(username=local, domain=domain.encode("idna").decode())

    async def send(self, letter: Letter) -> str:
        """Submit the letter within 10 s; returns its Message-ID.

        Raises Refused when the server turns down this recipient or this letter for good and for addresses or subjects
        that would break out of their header. Raises Retry for everything else: a 5xx greeting, login or sender is the
        operator's trouble and passes, as do 4xx, names that do not resolve, broken connections and TLS.
        """
        message = self._message(letter)
        client = self._client()
        try:
            # The library limits each reply; a server that drips must not hold the sender longer than this.
            async with asyncio.timeout(TOTAL_SECONDS):
                async with asyncio.timeout(CONNECT_SECONDS):
                    await client.connect()
                await client.mail(self._from.addr_spec)
                await _submit(client, message)
        except (aiosmtplib.SMTPException, OSError):
            raise Retry from None
        finally:
            await _leave(client)
        return str(message["Message-ID"])

    def _client(self) -> aiosmtplib.SMTP:
        chosen = self._settings
        return aiosmtplib.SMTP(
            hostname=chosen.smtp_host,
            port=chosen.smtp_port,
            username=chosen.smtp_user or None,
            password=chosen.smtp_password.get_secret_value() or None,
            use_tls=chosen.smtp_tls == "tls",
            start_tls=chosen.smtp_tls == "starttls",
            # Without a name of its own the library asks the DNS for one, at length when there is none.
            local_hostname=self._from.domain,
            timeout=TOTAL_SECONDS,
        )

    def _message(self, letter: Letter) -> EmailMessage:
        if any(not char.isprintable() for char in letter.to + letter.subject + letter.key):
            raise Refused("control characters in a header")
        try:
            to = Address(addr_spec=email_address.parse(letter.to).ascii)
            letter.text.encode()
        except EmailMalformed:
            raise Refused("not an e-mail address") from None
        except UnicodeEncodeError:
            raise Refused("text that is not Unicode") from None
        message = EmailMessage()
        message["From"] = self._from
        message["To"] = to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(clock.now())
        message["Message-ID"] = f"<{letter.key}@{self._from.domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation replies to it
        # Never 8bit: the letter must pass servers that lack 8BITMIME.
        cte = "quoted-printable" if letter.text.isascii() else "base64"
        message.set_content(letter.text, charset="utf-8", cte=cte)
        return message


async def _submit(client: aiosmtplib.SMTP, message: EmailMessage) -> None:
    try:
        await client.rcpt(message["To"].addresses[0].addr_spec)
        await client.data(message.as_bytes(policy=WIRE))
    except aiosmtplib.SMTPResponseException as answer:
        if answer.code in FINAL:
            raise Refused(f"smtp {answer.code}") from None
        raise


async def _leave(client: aiosmtplib.SMTP) -> None:
    # Whatever happens here the letter's fate is known: trouble at the goodbye must not send it twice.
    with suppress(aiosmtplib.SMTPException, OSError):
        if client.is_connected:
            async with asyncio.timeout(GOODBYE_SECONDS):
                await client.quit()
    client.close()
