"""Our applications at the pretend providers, as settings: what an operator gets from a real one by registering."""

from pydantic import SecretStr

from rxapp import routes
from rxapp.core import secrets
from rxapp.core.identity_settings import GoogleApp, MailApp, OkApp, VkApp, YandexApp
from rxapp.core.settings import Settings
from rxapp.gateways.identity import ProviderName
from rxapp.sandbox.providers.rules import HOSTS

GOOGLE = f"{routes.SANDBOX_IDENTITY}/accounts.google.com"


def client_id(provider: ProviderName) -> str:
    """The id of our application there; VK's and OK's are numbers."""
    return {"vk": "51000001", "ok": "512000000001"}.get(provider, f"sandbox-{provider}")


def client_secret(provider: ProviderName) -> str:
    """Made from the server's key: nothing that could be found in the code opens a door."""
    return secrets.keyed("sandbox-identity", provider)


def public_key(provider: ProviderName) -> str:
    """OK's third key."""
    return secrets.keyed("sandbox-identity-public", provider)[:20].upper()


def loopback(chosen: Settings) -> str:
    """Where this server reaches itself, whatever its public address is."""
    host = "127.0.0.1" if chosen.host in ("0.0.0.0", "::", "localhost") else chosen.host  # noqa: S104
    return f"http://[{host}]:{chosen.port}" if ":" in host else f"http://{host}:{chosen.port}"


def with_pretenders(chosen: Settings, base: str = "") -> Settings:
    """The settings with an application at each pretend provider. The browser sees the public address, we loopback."""
    at = f"{base or loopback(chosen)}{routes.SANDBOX_IDENTITY}"
    shown = f"{chosen.origin}{routes.SANDBOX_IDENTITY}"
    return chosen.model_copy(
        update={
            "yandex": YandexApp(
                client_id=client_id("yandex"),
                client_secret=SecretStr(client_secret("yandex")),
                authorize_url=f"{shown}/{HOSTS['yandex'][0]}",
                token_url=f"{at}/oauth.yandex.ru/token",
                profile_url=f"{at}/login.yandex.ru/info",
            ),
            "mail": MailApp(
                client_id=client_id("mail"),
                client_secret=SecretStr(client_secret("mail")),
                authorize_url=f"{shown}/{HOSTS['mail'][0]}",
                token_url=f"{at}/oauth.mail.ru/token",
                profile_url=f"{at}/oauth.mail.ru/userinfo",
            ),
            "vk": VkApp(
                client_id=client_id("vk"),
                scope="vkid.personal_info email phone",
                authorize_url=f"{shown}/{HOSTS['vk'][0]}",
                token_url=f"{at}/id.vk.ru/oauth2/auth",
                profile_url=f"{at}/id.vk.ru/oauth2/user_info",
            ),
            "ok": OkApp(
                client_id=client_id("ok"),
                client_secret=SecretStr(client_secret("ok")),
                public_key=public_key("ok"),
                scope="VALUABLE_ACCESS;GET_EMAIL",
                authorize_url=f"{shown}/{HOSTS['ok'][0]}",
                token_url=f"{at}/api.ok.ru/oauth/token.do",
                profile_url=f"{at}/api.ok.ru/fb.do",
            ),
            "google": GoogleApp(
                enabled=True,
                client_id=client_id("google"),
                client_secret=SecretStr(client_secret("google")),
                issuer=f"{shown}/accounts.google.com",
                discovery_url=f"{at}/accounts.google.com/.well-known/openid-configuration",
            ),
        }
    )
