"""The journeys use the kit that other teams use."""

from tests.e2e.kit.plugin import (
    PHONE,
    WIDE,
    browser,
    context,
    forgiven,
    inbox,
    inside,
    operator,
    page,
    persona,
    sandbox,
    server,
    visitor,
)

__all__ = [
    "PHONE",
    "WIDE",
    "browser",
    "context",
    "forgiven",
    "inbox",
    "inside",
    "operator",
    "page",
    "persona",
    "sandbox",
    "server",
    "visitor",
]
