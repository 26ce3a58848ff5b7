"""Every table of the product, for alembic and the tests."""

from sqlmodel import SQLModel

from rxapp.accounts import tables as accounts
from rxapp.accounts.captcha import tables as captcha
from rxapp.accounts.codes import tables as codes
from rxapp.accounts.contacts import tables as contacts
from rxapp.accounts.devices import tables as devices
from rxapp.accounts.journal import tables as journal
from rxapp.accounts.messages import tables as messages
from rxapp.accounts.notices import tables as notices
from rxapp.accounts.passwords import tables as passwords
from rxapp.accounts.second_factor import tables as second_factor
from rxapp.accounts.sessions import tables as sessions
from rxapp.billing import tables as events
from rxapp.core import limits
from rxapp.gateways import inbox
from rxapp.gateways.bss.embedded import tables as billing
from rxapp.gateways.bss.embedded.ordering import tables as ordering
from rxapp.gateways.bss.embedded.ownership import tables as ownership
from rxapp.gateways.bss.embedded.rewards import tables as rewards
from rxapp.gateways.bss.embedded.usage import tables as usage
from rxapp.linked_services import tables as linked_services
from rxapp.profile import tables as profile
from rxapp.recovery import tables as recovery
from rxapp.registration import tables as registration
from rxapp.sandbox.api import tables as sandbox_api
from rxapp.sandbox.clock import tables as sandbox_clock
from rxapp.sandbox.operator import tables as sandbox_operator
from rxapp.sandbox.providers import tables as sandbox_providers
from rxapp.sign_in.by_code import tables as sign_in
from rxapp.social import tables as social
from rxapp.tariffs.receipts import tables as receipts

MODULES = (
    accounts,
    events,
    captcha,
    codes,
    contacts,
    devices,
    journal,
    messages,
    notices,
    passwords,
    second_factor,
    sessions,
    limits,
    inbox,
    billing,
    ordering,
    ownership,
    rewards,
    usage,
    linked_services,
    profile,
    recovery,
    registration,
    sandbox_api,
    sandbox_clock,
    sandbox_operator,
    sandbox_providers,
    sign_in,
    social,
    receipts,
)
metadata = SQLModel.metadata
