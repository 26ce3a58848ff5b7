"""Every table of the product, for alembic and the tests."""

from sqlmodel import SQLModel

from rxapp.accounts import tables as accounts
from rxapp.accounts.captcha import tables as captcha
from rxapp.accounts.codes import tables as codes
from rxapp.accounts.messages import tables as messages
from rxapp.accounts.passwords import tables as passwords
from rxapp.accounts.sessions import tables as sessions
from rxapp.core import limits
from rxapp.gateways import inbox
from rxapp.gateways.bss.embedded import tables as billing
from rxapp.linked_services import tables as linked_services
from rxapp.recovery import tables as recovery
from rxapp.registration import tables as registration
from rxapp.sign_in.by_code import tables as sign_in

MODULES = (
    accounts,
    captcha,
    codes,
    messages,
    passwords,
    sessions,
    limits,
    inbox,
    billing,
    linked_services,
    recovery,
    registration,
    sign_in,
)
metadata = SQLModel.metadata
