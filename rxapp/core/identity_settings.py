"""Settings of the providers people may sign in through: ``RXAPP_YANDEX__CLIENT_ID`` and so on."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

# RFC 6749 appendix A: client ids and secrets are visible ASCII. Nothing else fits a header or a form unchanged.
Visible = Annotated[str, Field(pattern=r"^[\x21-\x7e]*$", max_length=512)]
Endpoint = Annotated[str, Field(pattern=r"^https?://[\x21-\x7e]+$", max_length=512)]


class IdentityApp(BaseModel):
    """One application registered at a provider. ``enabled`` None: when there is a client id."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    enabled: bool | None = None
    client_id: Visible = ""
    scope: str = Field(default="", max_length=512)

    def missing(self) -> list[str]:
        """Names of the fields without which the client id is of no use."""
        return []

    def endpoints(self) -> dict[str, str]:
        """Every address called or shown to the browser, by field name."""
        return {name: getattr(self, name) for name in type(self).model_fields if name.endswith(("_url", "issuer"))}


class SecretApp(IdentityApp):
    """An application that proves itself with a secret."""

    client_secret: SecretStr = SecretStr("")

    def missing(self) -> list[str]:
        return [] if self.client_secret.get_secret_value() else ["client_secret"]


class YandexApp(SecretApp):
    """Yandex ID. Each right of the scope must be ticked in the application's registration."""

    scope: str = Field(default="login:info login:email login:birthday login:default_phone", max_length=512)
    authorize_url: Endpoint = "https://oauth.yandex.ru/authorize"
    token_url: Endpoint = "https://oauth.yandex.ru/token"  # noqa: S105 - an address
    profile_url: Endpoint = "https://login.yandex.ru/info"


class MailApp(SecretApp):
    """Mail. ``via="vk"`` leads through VK ID's application instead: the only way for applications after 2025-07-01."""

    via: Literal["mail", "vk"] = "mail"
    scope: str = Field(default="userinfo", max_length=512)
    authorize_url: Endpoint = "https://oauth.mail.ru/login"
    token_url: Endpoint = "https://oauth.mail.ru/token"  # noqa: S105 - an address
    profile_url: Endpoint = "https://oauth.mail.ru/userinfo"


class VkApp(IdentityApp):
    """VK ID: PKCE instead of a secret. ``phone`` in the scope needs VK's moderation."""

    scope: str = Field(default="vkid.personal_info email", max_length=512)
    authorize_url: Endpoint = "https://id.vk.ru/authorize"
    token_url: Endpoint = "https://id.vk.ru/oauth2/auth"  # noqa: S105 - an address
    profile_url: Endpoint = "https://id.vk.ru/oauth2/user_info"


class OkApp(SecretApp):
    """OK: three keys; rights are separated by ``;`` and given by letter to OK's support."""

    public_key: Visible = ""
    scope: str = Field(default="VALUABLE_ACCESS", max_length=512)
    authorize_url: Endpoint = "https://connect.ok.ru/oauth/authorize"
    token_url: Endpoint = "https://api.ok.ru/oauth/token.do"  # noqa: S105 - an address
    profile_url: Endpoint = "https://api.ok.ru/fb.do"

    def missing(self) -> list[str]:
        return [*super().missing(), *([] if self.public_key else ["public_key"])]


class GoogleApp(SecretApp):
    """Google by OpenID Connect discovery. ``enabled`` None: off in production (149-FZ art. 8), on in the sandbox."""

    scope: str = Field(default="openid email profile", max_length=512)
    issuer: Endpoint = "https://accounts.google.com"
    discovery_url: str = Field(default="", max_length=512)

    @property
    def discovery(self) -> str:
        """Where the provider describes itself; the issuer's own place unless set."""
        return self.discovery_url or f"{self.issuer}/.well-known/openid-configuration"
