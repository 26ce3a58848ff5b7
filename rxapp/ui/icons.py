"""The product's own drawings, 24x24, stroked with the colour of the text around them."""

import reflex as rx

_PATHS: dict[str, list[str]] = {
    "internet": ["M2.5 9a14 14 0 0 1 19 0", "M5.5 12.5a9.5 9.5 0 0 1 13 0", "M8.5 16a5 5 0 0 1 7 0", "M12 19.5h.01"],
    "tv": ["M4 6h16a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1Z", "M8 21h8", "M8 2.5l4 3.5 4-3.5"],
    "phone": [
        "M5 3.5h3.5l1.7 4.5-2.2 1.7a13 13 0 0 0 6.3 6.3l1.7-2.2 4.5 1.7V19a2 2 0 0 1-2 2A16 16 0 0 1 3 5.5"
        "a2 2 0 0 1 2-2Z"
    ],
    "mobile": ["M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2Z", "M11 18.5h2"],
    "ruble": ["M8 21V3.5h5.5a5 5 0 0 1 0 10H5", "M5 17.5h8"],
    "letter": ["M4 5h16a1 1 0 0 1 1 1v12a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1Z", "M3.5 6.5L12 13l8.5-6.5"],
    "swap": ["M4 8h15l-4-4", "M20 16H5l4 4"],
    "gift": [
        "M4 11h16v9a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-9Z",
        "M3 7h18v4H3Z",
        "M12 7v14",
        "M12 7S7 6.5 7 4.2 11 2.5 12 7c1-4.5 5-5 5-2.8S12 7 12 7Z",
    ],
    "plus": ["M12 4v16", "M4 12h16"],
    "eye": ["M2 12s3.6-7 10-7 10 7 10 7-3.6 7-10 7S2 12 2 12Z", "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z"],
    "check": ["M4 12.5l5.5 5.5L20 6.5"],
    "alert": ["M12 3 2 20.5h20L12 3Z", "M12 10v4.5", "M12 17.5h.01"],
    "clock": ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M12 7v5l3.5 2"],
    "pause": ["M8 5v14", "M16 5v14"],
}
NAMES = tuple(_PATHS)


def icon(name: str) -> rx.Component:
    """One drawing by name (``NAMES``); hidden from screen readers, the words beside it speak. KeyError if unknown."""
    return rx.el.svg(
        *(rx.el.path(d=path) for path in _PATHS[name]),
        view_box="0 0 24 24",
        class_name="ui-icon",
        aria_hidden="true",
    )


def service_icon(kind: rx.Var[str] | str) -> rx.Component:
    """The drawing of a service kind: internet, tv, phone or mobile."""
    drawn = [(name, icon(name)) for name in ("internet", "tv", "phone", "mobile")]
    return rx.match(kind, *drawn, icon("plus"))


def logo(class_name: str = "") -> rx.Component:
    """The brand's mark; its colours come from the tokens."""
    return rx.el.svg(
        rx.el.rect(width="28", height="28", rx="8", class_name="ui-logo__box"),
        rx.el.rect(x="8", y="8", width="12", height="12", rx="3.5", class_name="ui-logo__dot"),
        view_box="0 0 28 28",
        aria_hidden="true",
        class_name=class_name,
    )
