"""Every table of the product, for alembic and the tests."""

from sqlmodel import SQLModel

from rxapp.accounts import tables as accounts
from rxapp.accounts.codes import tables as codes
from rxapp.accounts.messages import tables as messages
from rxapp.accounts.passwords import tables as passwords
from rxapp.accounts.sessions import tables as sessions
from rxapp.core import limits
from rxapp.gateways import inbox
from rxapp.gateways.bss.embedded import tables as billing
from rxapp.linked_services import tables as linked_services
from rxapp.registration import tables as registration
from rxapp.sandbox.api import tables as sandbox_api
from rxapp.sandbox.clock import tables as sandbox_clock

MODULES = (
    accounts,
    codes,
    messages,
    passwords,
    sessions,
    limits,
    inbox,
    billing,
    linked_services,
    registration,
    sandbox_api,
    sandbox_clock,
)
metadata = SQLModel.metadata
