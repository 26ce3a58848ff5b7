"""Letters over SMTP against a real server."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from rxapp.core.settings import Settings
from rxapp.gateways.delivery import Refused, Retry
from rxapp.gateways.email import Letter
from rxapp.gateways.email import smtp as adapter
from rxapp.gateways.email.smtp import SmtpEmail
from tests.services.postgres import free_port

LETTER = Letter("person@example.com", "Код подтверждения", "Ваш код: 123456", "0f0e-key")


class Mailbox:
    """Keeps letters; answers RCPT and DATA as told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.mail = self.rcpt = self.data = ""

    async def handle_MAIL(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mail:
            return self.mail
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.data:
            return self.data
        self.raw.append(bytes(envelope.content or b""))
        self.recipients += envelope.rcpt_tos
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def settings(port: int, **more: Any) -> Settings:
    return Settings(
        _env_file=None, smtp_host="localhost", smtp_port=port,
        **{"smtp_tls": "none", "email_from": "no-reply@cabinet.example", **more},
    )  # fmt: skip


@pytest.fixture
def smtp(mailbox: Mailbox) -> Iterator[SmtpEmail]:
    server = Controller(mailbox, hostname="localhost", port=free_port())
    server.start()
    yield SmtpEmail(settings(server.port))
    server.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    subprocess.run([*make, "-days", "1", *names, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return key, cert


async def test_a_letter_arrives_with_its_headers(smtp: SmtpEmail, mailbox: Mailbox) -> None:
    sent = await smtp.send(LETTER)
    letter = mailbox.letters[0]
    assert sent == letter["Message-ID"] == "<0f0e-key@cabinet.example>"
    assert letter["Subject"] == "Код подтверждения"
    assert (letter["To"], letter["From"]) == ("person@example.com", "no-reply@cabinet.example")
    assert letter["Date"].datetime.tzinfo is not None
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip() == "Ваш код: 123456"


async def test_a_letter_is_plain_seven_bit_whatever_its_alphabet(smtp: SmtpEmail, mailbox: Mailbox) -> None:
    await smtp.send(LETTER)
    await smtp.send(Letter("person@example.com", "Hi", "An answer = 42, " * 20 + "\n.\nend", "k2"))
    assert all(raw.isascii() and max(map(len, raw.splitlines())) <= 78 for raw in mailbox.raw)
    assert [letter["Content-Transfer-Encoding"] for letter in mailbox.letters] == ["base64", "quoted-printable"]
    assert {letter.get_content_charset() for letter in mailbox.letters} == {"utf-8"}
    assert mailbox.letters[1].get_content().splitlines() == ["An answer = 42, " * 20, ".", "end"]


async def test_a_repeat_carries_the_same_id(smtp: SmtpEmail, mailbox: Mailbox) -> None:
    assert await smtp.send(LETTER) == await smtp.send(LETTER)
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == 1


async def test_cyrillic_domains_travel_as_a_labels(mailbox: Mailbox) -> None:
    server = Controller(mailbox, hostname="localhost", port=free_port(), enable_SMTPUTF8=False)
    server.start()
    try:
        robot = SmtpEmail(settings(server.port, email_from="no-reply@кабинет.рф"))
        sent = await robot.send(Letter("vera@Почта.рф", "s", "t", "k"))
    finally:
        server.stop()
    assert mailbox.recipients == ["vera@xn--80a1acny.xn--p1ai"]
    assert mailbox.letters[0]["To"] == "vera@xn--80a1acny.xn--p1ai"
    assert mailbox.letters[0]["From"] == "no-reply@xn--80acmlhv0b.xn--p1ai"
    assert sent == "<k@xn--80acmlhv0b.xn--p1ai>"


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        ("rcpt", "451 greylisted"),
        ("data", "451 try later"),
        ("rcpt", "421 shutting down"),
        ("rcpt", "530 login first"),
        ("data", "503 bad sequence"),
        ("mail", "550 you may not send as this"),
        ("mail", "421 too many connections"),
    ],
)
async def test_what_is_not_about_this_letter_is_a_reason_to_retry(
    smtp: SmtpEmail, mailbox: Mailbox, stage: str, answer: str
) -> None:
    setattr(mailbox, stage, answer)
    with pytest.raises(Retry):
        await smtp.send(LETTER)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize("code", [550, 553, 554])
async def test_a_permanent_answer_refuses_without_the_address(
    smtp: SmtpEmail, mailbox: Mailbox, stage: str, code: int
) -> None:
    setattr(mailbox, stage, f"{code} no such user person@example.com")
    with pytest.raises(Refused) as refused:
        await smtp.send(LETTER)
    assert refused.value.reason == f"smtp {code}"


async def test_a_server_that_is_away_is_a_reason_to_retry() -> None:
    with pytest.raises(Retry):
        await SmtpEmail(settings(free_port())).send(LETTER)


async def test_a_name_that_does_not_resolve_is_a_reason_to_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    with pytest.raises(Retry):
        await SmtpEmail(settings(25)).send(LETTER)


@asynccontextmanager
async def script(*answers: str) -> AsyncIterator[SmtpEmail]:
    """A server that greets with the first answer and gives one of the others to each line; then it says nothing."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for number, answer in enumerate(answers):
                if number and not await reader.readline():
                    return
                writer.write(answer.encode() + b"\r\n")
                if answer.startswith("354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    writer.write(b"250 queued\r\n")
            await reader.read()
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "localhost", 0)
    async with server:
        yield SmtpEmail(settings(server.sockets[0].getsockname()[1]))


@pytest.mark.parametrize("banner", ["554 no SMTP service here", "421 too busy", "550 go away", "nonsense"])
async def test_a_refusing_greeting_is_a_reason_to_retry(banner: str) -> None:
    async with script(banner, "221 bye") as smtp:
        with pytest.raises(Retry):
            await smtp.send(LETTER)


async def test_an_accepted_letter_is_sent_though_the_goodbye_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "GOODBYE_SECONDS", 0.1)
    async with script("220 hi", "250 localhost", "250 sender", "250 recipient", "354 go on") as smtp:
        assert await smtp.send(LETTER) == "<0f0e-key@cabinet.example>"


@pytest.mark.parametrize(
    ("limit", "answers"),
    [("CONNECT_SECONDS", []), ("TOTAL_SECONDS", ["220 hi"]), ("TOTAL_SECONDS", ["220 hi", "250 localhost"])],
)
async def test_a_silent_server_is_left_in_time(monkeypatch: pytest.MonkeyPatch, limit: str, answers: list[str]) -> None:
    assert (adapter.CONNECT_SECONDS, adapter.TOTAL_SECONDS) == (3, 10)
    monkeypatch.setattr(adapter, limit, 0.3)
    monkeypatch.setattr(adapter, "GOODBYE_SECONDS", 0.1)
    async with asyncio.timeout(2), script(*answers) as smtp:
        with pytest.raises(Retry):
            await smtp.send(LETTER)


@pytest.mark.parametrize(
    "letter",
    [
        Letter("a@b.ru\r\nBcc: c@d.ru", "s", "t", "k"),
        Letter("a@b.ru", "s\nBcc: c@d.ru", "t", "k"),
        Letter("a@b.ru, c@d.ru", "s", "t", "k"),
        Letter("a@b.ru", "s", "t", "k\r\nX: y"),
        Letter("nobody", "s", "t", "k"),
        Letter("", "s", "t", "k"),
        Letter("a@b.ru", "s\x85Bcc: c@d.ru", "t", "k"),
        Letter('"a\\" <c@d.ru>"@b.ru', "s", "t", "k"),
        Letter("a@b.ru", "s", "\ud800", "k"),
    ],
)
async def test_nothing_breaks_out_of_a_header(smtp: SmtpEmail, mailbox: Mailbox, letter: Letter) -> None:
    with pytest.raises(Refused):
        await smtp.send(letter)
    assert mailbox.letters == []


@pytest.mark.parametrize("mode", ["tls", "starttls"])
@pytest.mark.parametrize("password", ["right", "wrong"])
async def test_login_goes_over_tls_only(
    mailbox: Mailbox, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, mode: str, password: str
) -> None:
    key, cert = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    monkeypatch.setenv("SSL_CERT_FILE", str(cert))

    def check(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right")

    tls = {"ssl_context": context} if mode == "tls" else {"tls_context": context, "require_starttls": True}
    server = Controller(
        mailbox, hostname="localhost", port=free_port(), authenticator=check, auth_required=True,
        auth_require_tls=mode == "starttls", **tls,
    )  # fmt: skip
    server.start()
    smtp = SmtpEmail(settings(server.port, smtp_tls=mode, smtp_user="robot", smtp_password=password))
    try:
        if password == "right":
            await smtp.send(LETTER)
        else:
            with pytest.raises(Retry):
                await smtp.send(LETTER)
    finally:
        server.stop()
    assert len(mailbox.letters) == (password == "right")


async def test_an_untrusted_certificate_stops_the_letter(mailbox: Mailbox, certificate: tuple[Path, Path]) -> None:
    key, cert = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    server = Controller(mailbox, hostname="localhost", port=free_port(), tls_context=context)
    server.start()
    try:
        with pytest.raises(Retry):
            await SmtpEmail(settings(server.port, smtp_tls="starttls")).send(LETTER)
    finally:
        server.stop()
    assert mailbox.letters == []
