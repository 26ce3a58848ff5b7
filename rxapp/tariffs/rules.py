"""One service as its page shows it: plain values and message keys, without I/O. Money is kopecks, days are ISO."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from rxapp.billing.rules import Card, card
from rxapp.gateways.bss import Offering
from rxapp.gateways.bss.ordering import (
    Equipment,
    OptionOffer,
    PricePart,
    Scheduled,
    ServiceDetail,
    SuspensionTerms,
    Why,
)
from rxapp.i18n.catalogue import LOCALES

SCHEDULED_TEXTS = {"tariff": "tariffs.scheduled_tariff", "option_off": "tariffs.scheduled_option_off"}
TERMS_TEXTS = {"rented": "tariffs.terms_rented", "owned": "tariffs.terms_owned"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be done: ``text`` is a message with {amount}, {day}, {name}, {days}, {least}, {most}.

    ``on`` is the day from which it will be possible, empty when a day alone will not help.
    """

    text: str = ""
    amount_minor: int = 0
    on: str = ""
    name: Mapping[str, str] | None = None
    days: int = 0
    least: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of what the next charge is made of."""

    kind: str
    name: dict[str, str]
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Option:
    """An option with its price a month; ``ends_on`` when it is about to end; ``reason`` when it cannot be switched."""

    id: str
    name: dict[str, str]
    on: bool
    price_minor: int
    ends_on: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Waiting:
    """A change that waits for its day."""

    order_id: str
    text: str
    name: dict[str, str]
    on: str
    price_after_minor: int


@dataclass(frozen=True, slots=True)
class Device:
    """Equipment and on which terms it is here; its ``name`` for each language."""

    name: dict[str, str]
    serial: str
    terms_text: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The voluntary stop: ``offered`` is False for a kind without one; ``until`` while it lasts."""

    offered: bool = False
    min_days: int = 0
    max_days: int = 0
    free_days_left: int = 0
    price_minor_a_day: int = 0
    until: str = ""
    reason: Reason = Reason()


@dataclass(frozen=True, slots=True)
class Content:
    """What a tariff holds; zero means it has none of that."""

    speed_mbit: int
    minutes: int
    gigabytes: int
    sms: int
    channels: int


@dataclass(frozen=True, slots=True)
class ServiceView:
    """The whole page. ``days_left`` is -1 when the balance lasts for more than a year."""

    card: Card
    stopped_for: str
    content: Content
    tariff_price_minor: int
    lines: list[Line]
    options: list[Option]
    devices: list[Device]
    waiting: list[Waiting]
    stop: Stop
    region: str
    address: str
    contract: str
    contract_since: str
    days_left: int


def view(detail: ServiceDetail) -> ServiceView:
    """The operator's answer shaped for the screen."""
    named = {offer.offering.id: names(offer.offering.name, offer.offering.names) for offer in detail.options}
    return ServiceView(
        card=card(detail.service),
        stopped_for=detail.service.stopped_for,
        content=content(detail.offering),
        tariff_price_minor=detail.offering.price_minor,
        lines=[_line(part) for part in detail.parts],
        options=[_option(offer, named) for offer in detail.options],
        devices=[_device(one) for one in detail.equipment],
        waiting=[_waiting(one) for one in detail.scheduled],
        stop=_stop(detail.suspension),
        region=detail.region,
        address=detail.address,
        contract=detail.contract,
        contract_since=detail.contract_since.isoformat(),
        days_left=-1 if detail.days_left is None else detail.days_left,
    )


def content(offering: Offering) -> Content:
    """What the offering holds."""
    return Content(offering.speed_mbit, offering.minutes, offering.gigabytes, offering.sms, offering.channels)


def names(name: str, others: Mapping[str, str]) -> dict[str, str]:
    """A name for each language of the screen, the operator's own where it has no other."""
    return {locale: others.get(locale, name) for locale in LOCALES}


def reason(why: Why | None, named: Mapping[str, dict[str, str]] | None = None) -> Reason:
    """The rule that forbids something, in words for the screen; ``named`` has the offerings it may speak of."""
    if why is None:
        return Reason()
    numbers = {key: value for key, value in why.params.items() if isinstance(value, int)}
    return Reason(
        text=why.code,
        on=iso(why.possible_on),
        name=(named or {}).get(str(why.params.get("offering", ""))),
        **numbers,
    )


def iso(day: date | None) -> str:
    """An ISO day; empty for none."""
    return day.isoformat() if day else ""


def _line(part: PricePart) -> Line:
    return Line(part.kind, names(part.name, part.names), part.amount_minor)


def _option(offer: OptionOffer, named: Mapping[str, dict[str, str]]) -> Option:
    why = reason(offer.why_not, named)
    return Option(offer.offering.id, named[offer.offering.id], offer.on, offer.price_minor, iso(offer.ends_on), why)


def _waiting(one: Scheduled) -> Waiting:
    text = SCHEDULED_TEXTS[one.kind]
    return Waiting(one.order_id, text, names(one.name, one.names), one.on.isoformat(), one.price_after_minor)


def _device(one: Equipment) -> Device:
    return Device(names(one.name, one.names), one.serial, TERMS_TEXTS[one.terms])


def _stop(terms: SuspensionTerms | None) -> Stop:
    if terms is None:
        return Stop()
    return Stop(
        offered=True,
        min_days=terms.min_days,
        max_days=terms.max_days,
        free_days_left=terms.free_days_left,
        price_minor_a_day=terms.price_minor_a_day,
        until=iso(terms.until),
        reason=reason(terms.why_not),
    )
