"""Cuts secrets out of what is about to be logged (SEC-2, SEC-3): by key, by place, by shape.

It would rather cut too much than too little: a name that looks secret loses its value whatever that is.
"""

import re
import traceback
from collections.abc import Mapping

from rxapp.core.errors import DomainError

CUT = "•••"
LONGEST = 4000
_FRONT_END = 200
_FRAMES = 12

_NAMES = (
    r"[\w-]*(?:password|passwd|secret|token|ticket|cookie|authorization|api[-_]?key)[\w-]*"
    r"|pwd|(?:__Host-)?(?:sid|pre|dev)|code|otp|pin|cvc|cvv|payload|router_data|card|card_number|passport|text|input_value"
    r"|(?!(?:status|error|exit|region|country|message)[_-])[a-z]+[_-](?:code|otp|pin)"
)
_NAMED = re.compile(rf"(?i){_NAMES}")
# An unterminated quote runs to the end: the line may have been cut there.
_QUOTED = r"""\\+(?:"(?:.*?\\"|.*)|'(?:.*?\\'|.*))|b?"(?:[^"\\]|\\.)*(?:"|$)|b?'(?:[^'\\]|\\.)*(?:'|$)"""
_RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        # What Reflex writes of a client's message (F-07); the place is known, the form of the value is not.
        (r"(?s)\b(payload|router_data|headers|__reflex_form_data__)(\\*['\"]?\s*[=:]\s*).*", rf"\1\2{CUT}"),
        (r"(?s)(\[parameters: ).*", rf"\1{CUT}"),
        (r"(://[^\s:/@]{1,64}:)[^\s@/]{1,256}@", rf"\1{CUT}@"),
        (r"(?si)(event data(?: must be a dictionary, but received|:)).*", rf"\1 {CUT}"),
        (r"(?s)(Error transforming event payload for handler [^\s:]+:).*", rf"\1 {CUT}"),
        (r"(?s)(to receive type .{1,200}?, but got ).*?( of type '[^']*'\.?$|$)", rf"\1{CUT}\2"),
        # A header runs to the end of its line: "Bearer x" and "a=1; b=2" are one value.
        (rf"(?i)\b(cookie|authorization)(['\"]?\s*[:=]\s*)(?:{_QUOTED}|[^\r\n]+)", rf"\1\2{CUT}"),
        (
            rf"(?is)(?<![\w-])(['\"]?(?:{_NAMES})\\*['\"]?\s*[:=]\s*)(?:{_QUOTED}|[{{\[(].*|[^\s,;&)}}\]]+)",
            rf"\1{CUT}",
        ),
        (r"(?i)\b(code|otp|pin|код[а-я]*)(\W{1,3})\d{4,8}\b", rf"\1\2{CUT}"),
        (r"(?m)#\d{4,8}\b", f"#{CUT}"),
        (r"(?<![\w-])(?=[\w-]*[a-z])(?=[\w-]*[A-Z])(?=[\w-]*\d)[\w-]{40,}", CUT),
        (r"(?<![\d-])(?:\d[ -]?){15,18}\d(?![\d-])", CUT),
        (r"(\w)[\w.+-]{0,64}@([\w-]{1,63}(?:\.[\w-]{1,63})+)", rf"\1{CUT}@\2"),
        (r"(?<!\d)(?:(?:\+7|8|7)[\s(-]*\d{3}|9\d{2})[\s)-]*\d{3}[\s-]*(\d{2})[\s-]*(\d{2})(?!\d)", r"+7•••••\1\2"),
        (r"\+\d{6,11}(\d{4})(?!\d)", r"+•••••\1"),
    )
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def redact(line: str) -> str:
    """``line`` without secrets, contacts masked, on one line of at most 4000 signs."""
    line = line[:LONGEST]
    if "[Reflex Frontend Exception]" in line:
        line = line[:_FRONT_END]
    for pattern, replacement in _RULES:
        line = pattern.sub(replacement, line)
    return _UNPRINTABLE.sub(_escaped, line)


def scrub(value: object, name: str = "") -> object:
    """A structured value without secrets: everything under a secret name goes, texts are redacted."""
    if name and _NAMED.fullmatch(name):
        return CUT
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: scrub(each, str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [scrub(each) for each in value]
    if value is None or isinstance(value, bool | int | float):
        # A phone may come as a number.
        written = redact(str(value))
        return value if written == str(value) else written
    return redact(repr(value))


def describe(error: BaseException) -> str:
    """Where and what kind, without the messages: those of validation hold what people typed.

    Of our own errors the code is told, of the system's the reason.
    """
    told: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        told.append(_kind(at))
        frames = traceback.extract_tb(at.__traceback__)[-_FRAMES:]
        told += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in reversed(frames)]
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n".join(told)


def _kind(error: BaseException) -> str:
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, DomainError):
        return f"{name} [{error.code}]"
    if isinstance(error, OSError) and error.strerror:
        return f"{name} [{error.strerror}]"
    return name


def _escaped(sign: re.Match[str]) -> str:
    return sign[0].encode("unicode_escape").decode("ascii")
