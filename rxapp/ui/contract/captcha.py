"""The captcha's block of the contract (section 8), for whatever form shows one."""

import reflex as rx

from rxapp.i18n.client import t
from rxapp.ui import buttons
from rxapp.ui.contract import fields


def captcha_block(
    image: rx.Var[str], sound: rx.Var[str], attempt: rx.Var[int], another: rx.event.EventType, place: str = ""
) -> rx.Component:
    """The picture, another picture, the same signs to hear, the answer (``captcha`` in the form).

    ``attempt`` counts refusals: each empties the field. ``place`` is the contract's class for the form it stands in.
    """
    picture = rx.cond(image, rx.el.img(src=image, alt="Captcha", class_name="rt-captcha__image"))
    reload = buttons.quiet(t("recovery.another_picture"), id="captcha-reload", type="button", on_click=another)
    listen = rx.el.audio(src=sound, controls=True, preload="none", aria_label=t("recovery.listen"))
    return rx.el.div(
        rx.el.div(rx.el.div(picture), rx.el.div(reload), class_name="ui-captcha"),
        fields.text_field(
            "captcha",
            t("recovery.signs"),
            id="captcha",
            attempt=attempt,
            clear_on=attempt,
            auto_complete="off",
            class_name="rt-captcha__input",
        ),
        rx.el.span(t("recovery.signs_hint"), class_name="rt-captcha__hint ui-small ui-muted"),
        rx.cond(sound, listen),
        class_name=f"rt-captcha {place}".strip(),
    )
