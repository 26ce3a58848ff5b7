"""In which language to speak to a visitor nobody has asked yet."""

from rxapp.i18n.catalogue import LOCALES, SOURCE, LocaleCode

MOST_RANGES = 20


def visitor_locale(cookie: str, accept_language: str) -> LocaleCode:
    """The ``lang`` cookie when it names a language of ours, else the best of ``Accept-Language``, else ru."""
    if chosen := _ours(cookie):
        return chosen
    wanted = []
    for place, part in enumerate(accept_language.split(",")[:MOST_RANGES]):
        tag, _, parameters = part.partition(";")
        if (code := _ours(tag)) and (quality := _quality(parameters)) > 0:
            wanted.append((-quality, place, code))
    return min(wanted)[2] if wanted else SOURCE


def _ours(tag: str) -> LocaleCode | None:
    primary = tag.strip().lower().replace("_", "-").split("-")[0]
    return next((code for code in LOCALES if code == primary), None)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1
    try:
        return float(value) if name.strip() == "q" else 1
    except ValueError:
        return 0
