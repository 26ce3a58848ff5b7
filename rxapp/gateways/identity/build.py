"""Which providers are switched on, as adapters, in the order of their buttons."""

from collections.abc import Mapping

from rxapp.core.identity_settings import IdentityApp, MailApp, OkApp, VkApp, YandexApp
from rxapp.core.settings import Settings
from rxapp.gateways.identity import PROVIDERS, IdentityProvider, ProviderName
from rxapp.gateways.identity.google import Google
from rxapp.gateways.identity.mail import MailRu
from rxapp.gateways.identity.oauth import OAuthProvider
from rxapp.gateways.identity.ok import Ok
from rxapp.gateways.identity.vk import MailThroughVk, VkId
from rxapp.gateways.identity.yandex import YandexId


def adapters(chosen: Settings) -> dict[ProviderName, IdentityProvider]:
    """An adapter for each provider with a client id that is not switched off."""
    apps = chosen.identity_apps
    return {name: _adapter(apps, name, chosen) for name in PROVIDERS if chosen.identity_is_on(name)}


def _adapter(apps: Mapping[str, IdentityApp], name: ProviderName, chosen: Settings) -> OAuthProvider:
    app, bundle = apps[name], chosen.identity_ca_bundle
    match app:
        case YandexApp():
            return YandexId(app, ca_bundle=bundle)
        case MailApp(via="vk"):
            return MailThroughVk(apps["vk"], ca_bundle=bundle)
        case MailApp():
            return MailRu(app, ca_bundle=bundle)
        case VkApp():
            return VkId(app, ca_bundle=bundle)
        case OkApp():
            return Ok(app, ca_bundle=bundle)
        case _:
            return Google(app, ca_bundle=bundle)  # type: ignore[arg-type]
