"""Letters over SMTP against a real server."""

import ssl
import subprocess
from collections.abc import Iterator
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
from rxapp.gateways.email.smtp import SmtpEmail
from tests.services.postgres import free_port

LETTER = Letter("person@example.com", "Код подтверждения", "Ваш код: 123456", "0f0e-key")


class Mailbox:
    """Keeps letters; answers RCPT and DATA as told."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.rcpt = self.data = ""

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
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


def settings(port: int, **more: Any) -> Settings:
    return Settings(
        _env_file=None, smtp_host="localhost", smtp_port=port, email_from="no-reply@cabinet.example",
        **{"smtp_tls": "none", **more},
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


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_busy_server_is_a_reason_to_retry(smtp: SmtpEmail, mailbox: Mailbox, stage: str) -> None:
    setattr(mailbox, stage, "451 greylisted")
    with pytest.raises(Retry):
        await smtp.send(LETTER)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
async def test_a_permanent_answer_refuses_without_the_address(smtp: SmtpEmail, mailbox: Mailbox, stage: str) -> None:
    setattr(mailbox, stage, "550 no such user person@example.com")
    with pytest.raises(Refused) as refused:
        await smtp.send(LETTER)
    assert refused.value.reason == "smtp 550"


async def test_a_server_that_is_away_is_a_reason_to_retry() -> None:
    with pytest.raises(Retry):
        await SmtpEmail(settings(free_port())).send(LETTER)


@pytest.mark.parametrize(
    "letter",
    [
        Letter("a@b.ru\r\nBcc: c@d.ru", "s", "t", "k"),
        Letter("a@b.ru", "s\nBcc: c@d.ru", "t", "k"),
        Letter("a@b.ru, c@d.ru", "s", "t", "k"),
        Letter("a@b.ru", "s", "t", "k\r\nX: y"),
        Letter("nobody", "s", "t", "k"),
        Letter("", "s", "t", "k"),
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
