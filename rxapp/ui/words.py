"""Words that many screens say."""

import reflex as rx

from rxapp.i18n.client import t


def kind_name(kind: rx.Var[str] | str) -> rx.Var[str]:
    """A service kind in words: internet, tv, phone or mobile."""
    return rx.match(
        kind,
        ("internet", t("billing.kind_internet")),
        ("tv", t("billing.kind_tv")),
        ("phone", t("billing.kind_phone")),
        t("billing.kind_mobile"),
    )
