"""What every page carries in its head: styles, fonts, language and colour boot, icons; an operator's own colours."""

import re

import reflex as rx

from rxapp.core.settings import Settings
from rxapp.i18n.catalogue import SOURCE

# For rx.App(stylesheets=...): bundled by the build into one file. Pages without Reflex link the same ones.
STYLESHEETS = [
    "/styles/tokens.css",
    "/styles/fonts.css",
    "/styles/base.css",
    "/styles/frame.css",
    "/styles/fields.css",
    "/styles/components.css",
    "/styles/contract.css",
]
BRAND_CSS = "/styles/brand.css"
FONTS_FIRST = ["/fonts/golos-text-cyrillic.woff2", "/fonts/golos-text-latin.woff2"]
HTML_LANG = SOURCE

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


def head_components(settings: Settings) -> list[rx.Component]:
    """For rx.App(head_components=...). ``/lang-boot.js`` blocks on purpose: it runs before the first paint."""
    fonts = [
        rx.el.link(
            rel="preload", href=href, custom_attrs={"as": "font", "type": "font/woff2", "crossOrigin": "anonymous"}
        )
        for href in FONTS_FIRST
    ]
    own = [rx.el.link(rel="stylesheet", href=BRAND_CSS)] if brand_css(settings) else []
    return [
        rx.el.script(src="/lang-boot.js"),
        *fonts,
        *own,
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#6b2cf0"),
        rx.el.meta(name="format-detection", content="telephone=no"),
    ]


def brand_css(settings: Settings) -> str:
    """The stylesheet of an operator's own colours; ``""`` when the product's own stay.

    Served at ``/styles/brand.css`` and linked after ours. Only ``#rrggbb`` is accepted, else ValueError.
    Text on a colour turns dark when the colour is light (WCAG 2.2, 1.4.3).
    """
    light, dark = [], []
    if settings.brand_color:
        color = _checked(settings.brand_color)
        ink = "#ffffff" if luminance(color) < 0.18 else "#14112b"
        light += _brand(color, "black")
        dark += _brand(color, "white")
        fills = [f"--brand-fill:{color}", f"--brand-fill-2:color-mix(in srgb,{color} 88%,black)", f"--on-brand:{ink}"]
        light += fills
        dark += fills
    if settings.brand_accent:
        accent = _checked(settings.brand_accent)
        ink = "#ffffff" if luminance(accent) < 0.18 else "#14112b"
        both = [f"--accent:{accent}", f"--accent-fill:{accent}", f"--on-accent:{ink}"]
        light += [*both, f"--accent-text:color-mix(in srgb,{accent} 62%,black)"]
        light += [f"--accent-soft:color-mix(in srgb,{accent} 12%,white)"]
        dark += [*both, f"--accent-text:color-mix(in srgb,{accent} 70%,white)"]
        dark += [f"--accent-soft:color-mix(in srgb,{accent} 22%,#0f0c1d)"]
    if not light:
        return ""
    night = ";".join(dark)
    return (
        f":root{{{';'.join(light)}}}\n:root.dark{{{night}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not(.light,.dark){{{night}}}}}\n"
    )


def luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white), as WCAG 2.2 defines it."""

    def linear(channel: int) -> float:
        part = channel / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(color[place : place + 2], 16)) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _checked(color: str) -> str:
    if not _COLOR.fullmatch(color):
        msg = f"a brand colour must be #rrggbb, not {color!r}"
        raise ValueError(msg)
    return color


def _brand(color: str, toward: str) -> list[str]:
    soft = "white" if toward == "black" else "#0f0c1d"
    deep = f"color-mix(in srgb,{color} 70%,black)"
    return [
        f"--brand:color-mix(in srgb,{color} {'100' if toward == 'black' else '65'}%,{toward})",
        f"--brand-strong:color-mix(in srgb,{color} {'78' if toward == 'black' else '55'}%,{toward})",
        f"--brand-soft:color-mix(in srgb,{color} {'12' if toward == 'black' else '30'}%,{soft})",
        f"--hero:linear-gradient(110deg,{deep},color-mix(in srgb,{color} 85%,black))",
        f"--half:radial-gradient(120% 90% at 0 0,{color},{deep} 42%,color-mix(in srgb,{color} 40%,black))",
    ]
