"""Reflex's own configuration, derived from the product's settings."""

import reflex as rx

from rxapp.build import FrontEnd
from rxapp.core.settings import settings

_settings = settings()

config = rx.Config(
    app_name="rxapp",
    api_url=f"http://localhost:{_settings.port}",
    deploy_url=_settings.public_url,
    backend_host=_settings.host,
    backend_port=_settings.port,
    frontend_port=_settings.port,
    # Exact origin: the default "*" lets any site open the socket as the visitor (F-04).
    cors_allowed_origins=[_settings.origin],
    transport="websocket",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode="redis" if _settings.scaled_out else "memory",
    redis_url=_settings.redis_url or None,
    redis_token_expiration=900,
    trusted_proxy_hops=_settings.trusted_proxy_hops,
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[FrontEnd()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
