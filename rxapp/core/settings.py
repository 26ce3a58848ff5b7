"""Everything an operator can set: ``RXAPP_...`` in the environment or in ``.env``.

Each field is documented in ``.env.example``; a test holds the two together.
"""

import os
import secrets
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rxapp.core.identity_settings import GoogleApp, IdentityApp, MailApp, OkApp, VkApp, YandexApp

MIN_SECRET_BYTES = 32


class SettingsRefused(SystemExit):
    """The settings cannot start a server. One line per cause."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(f"rxapp: {line}" for line in lines))


class SignInClient(BaseModel):
    """One of the operator's other sites that sends people to our sign-in; ``redirect_uris`` are compared exactly."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=64)
    redirect_uris: list[str] = Field(min_length=1)
    first_form: Literal["password", "code"] = "password"
    hidden_tabs: list[Literal["phone", "mail", "login", "ls"]] = []
    registers: bool = True


class Settings(BaseSettings):
    """One process's settings. Durations are seconds, sizes bytes, unless a name says otherwise."""

    model_config = SettingsConfigDict(
        env_prefix="RXAPP_",
        env_file=".env",
        extra="ignore",
        env_parse_none_str="auto",
        env_nested_delimiter="__",
    )

    env: Literal["sandbox", "production"] = "sandbox"
    public_url: str = "http://localhost:8000"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    trusted_hosts: str = ""
    trusted_proxy_hops: int = Field(default=0, ge=0, le=5)
    data_dir: Path = Path("var")
    database_url: str = ""
    redis_url: str = ""
    durable_url: str = ""
    secret_key: SecretStr = SecretStr("")
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    session_idle: int = Field(default=1800, ge=60)
    session_absolute: int = Field(default=86_400, ge=300)
    remembered_idle: int = Field(default=14 * 86_400, ge=300)
    remembered_absolute: int = Field(default=30 * 86_400, ge=300)

    password_min: int = Field(default=8, ge=8, le=64)
    password_hashers: int = Field(default=0, ge=0, le=64)
    password_queue: int = Field(default=50, ge=1, le=1000)
    breached_passwords_file: str = ""
    reveal_existing: bool | None = None
    captcha_on_sign_in: bool | None = None
    code_life: int = Field(default=300, ge=60, le=600)
    codes_per_hour: int = Field(default=1000, ge=10)
    sockets_per_address: int = Field(default=50, ge=1)
    new_sockets_per_second: int = Field(default=5, ge=1)
    clients: list[SignInClient] = []
    passport_hosts: str = "b2c.passport.rt.ru"

    yandex: YandexApp = YandexApp()
    mail: MailApp = MailApp()
    vk: VkApp = VkApp()
    ok: OkApp = OkApp()
    google: GoogleApp = GoogleApp()
    identity_ca_bundle: str = ""

    sms_adapter: Literal["sandbox"] = "sandbox"
    email_adapter: Literal["sandbox", "smtp"] = "sandbox"
    bss_adapter: Literal["embedded"] = "embedded"
    email_from: str = "no-reply@localhost"
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"

    brand_name: str = "Единый кабинет"
    brand_color: str = ""
    brand_accent: str = ""
    hotline: str = "8 800 1000 800"
    operator_name: str = "Оператор связи"
    time_zone: str = "Europe/Moscow"
    identity_name: str = "Ростелеком ID"
    public_site: str = "https://rt.ru"

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def reveals_existing(self) -> bool:
        """Whether a registration may tell a stranger that the address has an owner: by itself in the sandbox only."""
        return not self.is_production if self.reveal_existing is None else self.reveal_existing

    @property
    def asks_captcha_on_sign_in(self) -> bool:
        """Whether failed sign-ins lead to a captcha: by itself in production only."""
        return self.is_production if self.captcha_on_sign_in is None else self.captcha_on_sign_in

    @property
    def identity_apps(self) -> Mapping[str, IdentityApp]:
        """Our application at each identity provider, by the provider's name."""
        return {"yandex": self.yandex, "mail": self.mail, "vk": self.vk, "ok": self.ok, "google": self.google}

    def identity_is_on(self, provider: str) -> bool:
        """Whether people may sign in through this provider: it has a client id and nobody switched it off.

        Google only where it was switched on by name in production (149-FZ, article 8, part 10).
        """
        app = self.vk if provider == "mail" and self.mail.via == "vk" else self.identity_apps[provider]
        wanted = self.identity_apps[provider].enabled
        if wanted is None:
            wanted = provider != "google" or not self.is_production
        return wanted and bool(app.client_id)

    @property
    def identity_origins(self) -> list[str]:
        """Origins a browser is sent to for signing in: forms of ours may end there."""
        on = [app for name, app in self.identity_apps.items() if self.identity_is_on(name)]
        pages = [one for app in on for field, one in app.endpoints().items() if field in ("authorize_url", "issuer")]
        parts = [urlsplit(page) for page in pages]
        return sorted({f"{part.scheme}://{part.netloc}" for part in parts})

    @property
    def has_identity_apps(self) -> bool:
        """Whether an application is registered at any provider: then the pretend ones stay away."""
        return any(app.client_id for app in self.identity_apps.values())

    @property
    def origin(self) -> str:
        """Scheme and authority of the one public origin, as a browser sends it in ``Origin``."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")

    @property
    def hosts(self) -> list[str]:
        """Host names this server answers to."""
        named = [h.strip() for h in self.trusted_hosts.split(",") if h.strip()]
        named = named or [urlsplit(self.public_url).hostname or "localhost"]
        # The sandbox's pretend providers are called by ourselves.
        return named if self.is_production else [*named, "127.0.0.1", self.host]

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir}/rxapp.db"

    @property
    def durable_database(self) -> str:
        """Where DBOS keeps its workflows: beside the main database, in a file of its own when it is SQLite."""
        if self.durable_url:
            return self.durable_url
        if self.database.startswith("sqlite"):
            return f"{self.database.removesuffix('.db')}-durable.db"
        return self.database

    @property
    def scaled_out(self) -> bool:
        return bool(self.redis_url)

    @property
    def key(self) -> bytes:
        """The server's secret: HMAC of codes, state tokens and the password pepper are derived from it."""
        return self.secret_key.get_secret_value().encode()

    @model_validator(mode="after")
    def _sandbox_key(self) -> "Settings":
        if not self.secret_key.get_secret_value() and not self.is_production:
            self.secret_key = SecretStr(_kept_key(self.data_dir / "secret.key"))
        return self


def _kept_key(path: Path) -> str:
    """A random key made at the first sandbox start and kept, so that a restart keeps people signed in."""
    if path.exists():
        return path.read_text().strip()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = secrets.token_urlsafe(48)
    path.touch(mode=0o600)
    path.write_text(key)
    return key


def refusals(settings: Settings) -> list[str]:
    """Why these settings must not start a server; one clear line each, empty when they may."""
    lines = []
    if os.environ.get("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN"):
        # Reflex would add a sign-in redirect and a script of its own for it (F-20).
        lines.append("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN is set: unset it")
    if settings.workers > 1 and not settings.scaled_out:
        lines.append("RXAPP_WORKERS > 1 needs RXAPP_REDIS_URL and PostgreSQL: embedded mode is exactly one worker")
    if settings.scaled_out and settings.database.startswith("sqlite"):
        lines.append("RXAPP_REDIS_URL is set but RXAPP_DATABASE_URL is not PostgreSQL")
    if not _is_zone(settings.time_zone):
        lines.append("RXAPP_TIME_ZONE is no time zone of the IANA database, such as Europe/Moscow")
    if settings.identity_ca_bundle and not Path(settings.identity_ca_bundle).is_file():
        lines.append("RXAPP_IDENTITY_CA_BUNDLE names no file")
    if settings.is_production:
        lines += _production_refusals(settings)
    return lines


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _production_refusals(settings: Settings) -> list[str]:
    lines = []
    if len(settings.key) < MIN_SECRET_BYTES:
        lines.append(f"RXAPP_SECRET_KEY is missing or shorter than {MIN_SECRET_BYTES} bytes")
    if not settings.is_https:
        lines.append("RXAPP_PUBLIC_URL must start with https:// in production")
    if settings.sms_adapter == "sandbox":
        lines.append("RXAPP_SMS_ADAPTER=sandbox cannot run in production")
    if settings.email_adapter == "sandbox":
        lines.append("RXAPP_EMAIL_ADAPTER=sandbox cannot run in production")
    if settings.email_adapter == "smtp" and not settings.smtp_host:
        lines.append("RXAPP_SMTP_HOST is missing")
    for name, app in settings.identity_apps.items():
        if not app.client_id or not settings.identity_is_on(name):
            continue
        lines += [f"RXAPP_{name.upper()}__{field.upper()} is missing" for field in app.missing()]
        lines += [
            f"RXAPP_{name.upper()}__{field.upper()} must start with https:// in production"
            for field, address in app.endpoints().items()
            if address and not address.startswith("https://")
        ]
    if settings.reveal_existing:
        lines.append("RXAPP_REVEAL_EXISTING must be off in production")
    return lines


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
