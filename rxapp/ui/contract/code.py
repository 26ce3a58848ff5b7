"""Six cells, the time to another code, the way back: the same form wherever a code is asked for (section 5)."""

from typing import Any

import reflex as rx

from rxapp.i18n.client import t
from rxapp.ui.client import CodeCells
from rxapp.ui.contract.client import RtResend, RtTimer

Text = str | rx.Var[str]


def code_form(
    *,
    error: rx.Var[str],
    attempt: rx.Var[int],
    resend_at: rx.Var[float],
    on_submit: Any,
    on_resend: Any,
    on_back: Any,
    back: Text,
    back_name: str = "otp_back_phone",
    back_id: str = "otp-back",
    form: str = "otp-code-form",
    extra: rx.Component | None = None,
) -> rx.Component:
    """The form sends itself after the sixth digit. ``attempt`` grows with each refusal: the cells are cleared.

    ``resend_at`` is an epoch in seconds, or seconds from now; the button of a new code is hidden until then.
    """
    cells = rx.el.div(
        CodeCells.create(error=rx.cond(error, error, ""), described_by="form-error-message", attempt=attempt),
        class_name="code-input-container__code-input",
    )
    words = rx.el.span(t(error), id="form-error-message", role="alert", class_name="code-input-container__error")
    refusal = rx.cond(error, words)
    timer = RtTimer.create(
        until=resend_at,
        text_key="contract.resend_in",
        id="otp-code-timeout",
        class_name="code-input-container__timeout",
    )
    return rx.el.form(
        rx.el.div(cells, refusal, timer, class_name="code-input-container"),
        RtResend.create(
            until=resend_at,
            id="otp-resend-code",
            name="otp_resend_code",
            label=t("contract.resend"),
            on_click=on_resend,
        ),
        rx.el.div(
            rx.el.button(
                back,
                type="button",
                id=back_id,
                name=back_name,
                class_name="rt-link rt-link--orange otp-code-form__back-btn",
                on_click=on_back,
            ),
            class_name="ui-contract__back",
        ),
        *([extra] if extra is not None else []),
        on_submit=on_submit,
        class_name=form,
        no_validate=True,
    )
