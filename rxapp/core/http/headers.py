"""Security and caching headers on every answer, errors and redirects included (HDR 2.5)."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECRET_PATHS = ("/registration/letter/", "/recovery/letter/", "/second-factor/")
# Where a provider sends code and state to.
SECRET_ENDS = ("/callback",)
LONG_LIVED = ("/assets/", "/fonts/")
CROSS_ORIGIN = ("access-control-allow-origin", "access-control-allow-credentials")
HSTS = "max-age=63072000; includeSubDomains"
PERMISSIONS = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), usb=(), "
    "payment=(self), otp-credentials=(self)"
)


class SecurityHeaders:
    """Outermost layer: nothing leaves without these headers."""

    def __init__(self, app: ASGIApp, *, policy: str, https: bool) -> None:
        self.app = app
        self.fixed = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": PERMISSIONS,
            "Server": "web",
        }
        if https:
            self.fixed["Strict-Transport-Security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self.app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str, status: int) -> None:
        for name, value in self.fixed.items():
            headers[name] = value
        # Reflex adds them for every request that names an origin; nobody but our own pages may read an answer.
        for name in CROSS_ORIGIN:
            if name in headers:
                del headers[name]
        # A path may itself be a secret (the mailed link), so such pages tell nobody where they were.
        private = path.startswith(SECRET_PATHS) or path.endswith(SECRET_ENDS)
        headers["Referrer-Policy"] = "no-referrer" if private else "strict-origin-when-cross-origin"
        if status >= 400:
            # A missing file kept for a year would outlive the release that brings it.
            headers["Cache-Control"] = "no-store"
        elif "cache-control" not in headers:
            headers["Cache-Control"] = _caching(path, headers.get("content-type", ""))


def _caching(path: str, content_type: str) -> str:
    if path.startswith(LONG_LIVED):
        return "public, max-age=31536000, immutable"
    if content_type.startswith("text/html") or not content_type:
        return "no-store"
    if content_type.startswith("application/json"):
        return "no-store"
    return "no-cache"
