"""What the app itself says over any page: no connection, a broken page. Reflex's own would speak English."""

import reflex as rx
from reflex.app import default_error_boundary

from rxapp.ui.client import BrokenPage, ConnectionNote


def connection_note() -> rx.Component:
    """A line at the bottom while the server cannot be reached; the browser goes on trying by itself."""
    return rx.fragment(ConnectionNote.create())


def error_boundary() -> rx.Component:
    """What is shown in place of a page whose script failed; the error itself goes to the server's log."""
    return default_error_boundary(fallback_render=BrokenPage.create())
