"""Texts made on the server: SMS, letters, pages without a script. The browser makes its own with client.py."""

import logging
import re
from datetime import date, datetime, timedelta
from urllib.parse import parse_qsl

from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal

from rxapp.core import clock
from rxapp.core.settings import settings
from rxapp.i18n.catalogue import LOCALES, SOURCE, LocaleCode, known_locale, messages, plural_place

__all__ = ["LOCALES", "SOURCE", "LocaleCode", "day", "known_locale", "moment", "money", "number", "text"]

# British order of day and month, as the browser has it.
_BABEL: dict[LocaleCode, str] = {"ru": "ru", "en": "en_GB", "hi": "hi"}
_log = logging.getLogger(__name__)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def text(locale: str, key: str, **params: str | float) -> str:
    """The words for ``key`` in ``locale``, or in ru when the locale lacks them; ``""`` for an empty key.

    A plural message chooses its form by ``count``, or by the first number among ``params``. ``key`` may carry
    parameters after a question mark (``limit.too_many?seconds=30``), as codes sent to a screen do. An unknown key
    is logged and returned as it is: a person never sees a traceback.
    """
    if not key:
        return ""
    name, _, query = key.partition("?")
    values: dict[str, str | float] = {**{k: _number_or_text(v) for k, v in parse_qsl(query)}, **params}
    code = known_locale(locale)
    message, spoken = messages(code).get(name), code
    if message is None:
        message, spoken = messages(SOURCE).get(name), SOURCE
    if message is None:
        _log.error("message_missing key=%s", name)
        return name
    place = plural_place(spoken, _count(values)) if message.plural else 0
    return _fill(message.forms[min(place, len(message.forms) - 1)], values, spoken)


def money(locale: str, minor: int, *, short: bool = False) -> str:
    """An amount in kopecks as people write it: ``125000`` is ``1 250,00 ₽``. ``short`` drops zero kopecks."""
    code = known_locale(locale)
    whole = short and minor % 100 == 0
    amount = format_currency(
        abs(minor) // 100 if whole else abs(minor) / 100,
        "RUB",
        locale=code,
        currency_digits=not whole,
        format="¤#,##0" if whole and code != "ru" else ("#,##0\xa0¤" if whole else None),
    )
    return ("\u2212" if minor < 0 else "") + amount.replace("RUB\xa0", "₽").replace("RUB", "₽")


def number(locale: str, value: float) -> str:
    """A number with the digit groups of the locale."""
    return format_decimal(value, locale=known_locale(locale))


def day(locale: str, value: date, *, today: date | None = None) -> str:
    """A calendar day as people say it, ``5 декабря``; with the year when ``today`` is given and in another year."""
    code = known_locale(locale)
    if today is not None and today.year != value.year:
        return format_date(value, format="long", locale=_BABEL[code])
    return format_skeleton("MMMMd", value, locale=_BABEL[code])


def moment(locale: str, at: datetime) -> str:
    """A moment by the operator's clocks, their zone named: ``05.12.2026 12:30 МСК``, elsewhere ``... UTC+5``."""
    local = clock.local(at)
    return f"{local:%d.%m.%Y %H:%M} {_zone_name(locale, local)}"


def _zone_name(locale: str, local: datetime) -> str:
    if settings().time_zone == "Europe/Moscow":
        return text(locale, "time.moscow")
    minutes = (local.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def _fill(form: str, values: dict[str, str | float], locale: LocaleCode) -> str:
    def put(match: re.Match[str]) -> str:
        value = values.get(match[1])
        if value is None:
            return match[0]
        return value if isinstance(value, str) else number(locale, value)

    return _PLACEHOLDER.sub(put, form)


def _count(values: dict[str, str | float]) -> float:
    counts = [values["count"]] if "count" in values else list(values.values())
    return next((value for value in counts if not isinstance(value, str)), 0)


def _number_or_text(value: str) -> str | float:
    return int(value) if re.fullmatch(r"-?\d{1,15}", value) else value
