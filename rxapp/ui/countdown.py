"""Waiting drawn in the browser."""

from typing import Any

import reflex as rx

from rxapp.ui.client import CountdownText


def countdown(
    until: rx.Var[Any] | float, *children: rx.Component, key: str = "ui.code_wait", id: str = "otp-code-timeout"
) -> rx.Component:
    """Counts down to ``until`` (an epoch in seconds, or a number of seconds from now), then shows ``children``.

    ``key`` is a plural message with ``{seconds}``. An epoch survives a reload of the page; a number starts again.
    """
    return CountdownText.create(*children, until=until, text_key=key, text_id=id)
