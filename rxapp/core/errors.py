"""Refusals a person can understand: a stable code whose text lives in the catalogues."""

from collections.abc import Mapping
from urllib.parse import urlencode


class DomainError(Exception):
    """What the product refuses to do, and why.

    ``code`` is ``feature.reason``, a key of the message catalogues; ``params`` fill its placeholders and must
    never hold a secret. ``field`` is the id of the form field the message belongs to, empty for the whole form.
    """

    code = "error.unexpected"

    def __init__(self, code: str | None = None, *, field: str = "", **params: str | int) -> None:
        self.code = code or type(self).code
        self.field = field
        self.params: Mapping[str, str | int] = params
        super().__init__(self.code)

    @property
    def message(self) -> str:
        """The code with its parameters, as the browser's catalogue takes it: ``limit.too_many?seconds=30``."""
        return f"{self.code}?{urlencode(self.params)}" if self.params else self.code


class FormRefused(DomainError):
    """Several fields are wrong at once; ``errors`` maps field id to message code."""

    code = "form.refused"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__()
        self.errors = dict(errors)


class TooManyRequests(DomainError):
    """A limit was hit. ``retry_after`` is in whole seconds."""

    code = "limit.too_many"

    def __init__(self, retry_after: int, code: str | None = None, *, field: str = "") -> None:
        super().__init__(code, field=field, seconds=retry_after)
        self.retry_after = retry_after
