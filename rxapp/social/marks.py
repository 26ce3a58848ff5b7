"""The providers' signs in their own colours, drawn here: no page of ours asks a foreign host for a picture."""

import reflex as rx

from rxapp.gateways.identity import ProviderName

_LINE = {"fill": "none", "stroke_linecap": "round", "stroke_linejoin": "round"}


def mark(provider: ProviderName) -> rx.Component:
    """The sign, 24x24; hidden from screen readers, the link around it has the words."""
    return rx.el.svg(*_DRAWN[provider], view_box="0 0 24 24", class_name="ui-mark", aria_hidden="true")


def _path(d: str, colour: str, width: float) -> rx.Component:
    return rx.el.path(d=d, stroke=colour, stroke_width=str(width), **_LINE)


_DRAWN: dict[ProviderName, list[rx.Component]] = {
    "yandex": [
        rx.el.circle(cx="12", cy="12", r="12", fill="#fc3f1d"),
        _path("M14.6 18.2V5.8h-2.2c-2.4 0-3.8 1.4-3.8 3.5 0 1.8 1 2.9 2.7 4L8.2 18.2", "#fff", 2),
    ],
    "mail": [
        _path("M15.8 12a3.8 3.8 0 1 1-7.6 0 3.8 3.8 0 0 1 7.6 0Z", "#005ff9", 2.4),
        _path("M15.8 8.4v5a2.7 2.7 0 0 0 5.4 0V12a9.2 9.2 0 1 0-3.7 7.4", "#005ff9", 2.4),
    ],
    "vk": [
        rx.el.rect(width="24", height="24", rx="6.5", fill="#0077ff"),
        _path("M5 8.2c.4 5 2.9 8.2 7.6 8.2V8.2", "#fff", 2),
        _path("M19 8.2c-.8 2.3-3 3.9-6.4 3.9 3.6 0 5.8 1.6 6.6 4.3", "#fff", 2),
    ],
    "ok": [
        _path("M15.4 6.9a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0Z", "#ee8208", 2.4),
        _path("M6.8 13.2c3.3 2.4 7.1 2.4 10.4 0", "#ee8208", 2.6),
        _path("M7.6 21.4 12 16.6l4.4 4.8M12 15v1.6", "#ee8208", 2.6),
    ],
    "google": [
        _path("M17.7 6.3A8 8 0 0 0 5.1 8", "#ea4335", 3.6),
        _path("M5.1 8a8 8 0 0 0 0 8", "#fbbc05", 3.6),
        _path("M5.1 16a8 8 0 0 0 12 2.1", "#34a853", 3.6),
        _path("M17.1 18.1A8 8 0 0 0 20 12h-7.4", "#4285f4", 3.6),
    ],
}
