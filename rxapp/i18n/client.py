"""Texts made in the browser. Each function returns a Var: a language switch needs no reload and no socket.

The runtime is ``assets/i18n.js``; the catalogues are the modules build.py writes. A page whose code names a message
of the inside brings their catalogue along (``assets/i18n-inside.js``); a code from the server brings none.
"""

from typing import Any

from reflex.event import EventSpec, call_function
from reflex_base.utils.imports import ImportVar
from reflex_base.vars import VarData
from reflex_base.vars.base import Var
from reflex_base.vars.function import FunctionVar

from rxapp.i18n.catalogue import LOCALES, is_inside

RUNTIME = "$/public/i18n.js"
INSIDE = "$/public/i18n-inside.js"


def _hook(name: str, hook: str, library: str = RUNTIME) -> VarData:
    return VarData(imports={library: [ImportVar(tag=hook)]}, hooks={f"const {name} = {hook}();": None})


_T: FunctionVar[Any] = Var("t_", _var_data=_hook("t_", "useT")).to(FunctionVar)
_T_INSIDE: FunctionVar[Any] = Var("ti_", _var_data=_hook("ti_", "useInsideT", INSIDE)).to(FunctionVar)
_LOCALE = _hook("locale_", "useLocale")
_NOW = _hook("now_", "useNow")


def _format(method: str, *args: object) -> Var[str]:
    function: FunctionVar[Any] = Var(f"locale_.{method}", _var_data=_LOCALE).to(FunctionVar)
    return function.call(*args).to(str)


def t(key: str | Var[str], **args: object) -> Var[str]:
    """The words for a message key in the person's language; ``""`` for an empty key.

    ``key`` may be a Var with a code from the server, parameters after a question mark included
    (``limit.too_many?seconds=30``). ``args`` fill the placeholders and may be Vars; ``count`` chooses the plural form.
    """
    words = _T_INSIDE if isinstance(key, str) and is_inside(key) else _T
    return (words.call(key, Var.create(args)) if args else words.call(key)).to(str)


def money(minor: Var[int] | int) -> Var[str]:
    """Kopecks as ``1 284,50 ₽``."""
    return _format("money", minor)


def money_short(minor: Var[int] | int) -> Var[str]:
    """Kopecks as ``650 ₽`` when there are no kopecks, else as ``money`` does."""
    return _format("money", minor, True)


def day(iso: Var[str] | str) -> Var[str]:
    """An ISO date as ``5 декабря``; with the year when it is another year. ``""`` stays empty."""
    return _format("day", iso)


def moment(iso: Var[str] | str) -> Var[str]:
    """An ISO time as ``12:40``, ``вчера, 12:40`` or ``5 декабря, 12:40`` in the browser's time zone."""
    function: FunctionVar[Any] = Var("locale_.moment", _var_data=VarData.merge(_LOCALE, _NOW)).to(FunctionVar)
    return function.call(iso, Var("now_")).to(str)


def ago(iso: Var[str] | str) -> Var[str]:
    """An ISO time as ``только что``, ``5 минут назад``; kept fresh while the page is open."""
    function: FunctionVar[Any] = Var("locale_.ago", _var_data=VarData.merge(_LOCALE, _NOW)).to(FunctionVar)
    return function.call(iso, Var("now_")).to(str)


def number(value: Var[int] | Var[float] | float) -> Var[str]:
    """A number with the digit groups of the person's language."""
    return _format("number", value)


def number_format() -> Var[Any]:
    """What makes such a number of any, as a function for a component that calls it."""
    return Var("locale_.number", _var_data=_LOCALE)


def current_locale() -> Var[str]:
    """``ru``, ``en`` or ``hi``: what the browser shows now. Send it as a hidden field, never trust a cookie's age."""
    return Var("locale_.lang", _var_data=_LOCALE).to(str)


def set_lang(code: str) -> EventSpec:
    """Switch the language in the browser and remember it. Bind it to a trigger; never return it from a handler."""
    if code not in LOCALES:
        msg = f"unknown language {code!r}"
        raise ValueError(msg)
    switch = VarData(imports={RUNTIME: [ImportVar(tag="setLang")]})
    return call_function(Var(f'() => setLang("{code}")', _var_data=switch))
