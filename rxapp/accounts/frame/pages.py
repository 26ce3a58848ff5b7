"""What stands around a subscriber's page. The page loads ``FrameState.load`` beside its own."""

import reflex as rx

from rxapp import routes
from rxapp.accounts.frame.state import FrameState
from rxapp.i18n.client import t
from rxapp.ui.frame import app_frame

NAV = [
    ("dashboard.title", routes.DASHBOARD),
    ("linked_services.mine_title", routes.SERVICES),
    ("bonus.nav", routes.BONUS),
]


def signed_in_frame(here: str, *children: rx.Component) -> rx.Component:
    """The page's content inside of the header with its sections and the footer; ``here`` is the page's address."""
    return app_frame(
        *children,
        user_name=FrameState.full_name,
        initials=FrameState.initials,
        nav=[(t(label), address, address == here) for label, address in NAV],
    )
