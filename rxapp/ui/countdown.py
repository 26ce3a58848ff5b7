"""Waiting drawn in the browser."""

from typing import Any

import reflex as rx

from rxapp.ui.client import CountdownText


def countdown(
    until: rx.Var[Any] | float,
    *children: rx.Component,
    now: rx.Var[Any] | float = 0,
    key: str = "ui.code_wait",
    id: str = "otp-code-timeout",
) -> rx.Component:
    """Counts down to ``until`` (an epoch in seconds, or a number of seconds from now), then shows ``children``.

    ``key`` is a plural message with ``{seconds}``. An epoch survives a reload of the page; a number starts again.
    ``now`` is the server's moment at which it told ``until``: with it the count is right in a browser whose clock is
    wrong, and in a sandbox whose clock was moved.
    """
    return CountdownText.create(*children, until=until, now=now, text_key=key, text_id=id)
