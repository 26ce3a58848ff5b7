"""The operator's answers as a screen shows them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import get_args

from rxapp.billing import rules
from rxapp.gateways.bss import Allowance, Balance, FeedEvent, Service, ServiceKind, ServiceStatus
from rxapp.i18n.catalogue import LOCALES, messages

SERVICE = Service(
    "1", "mobile", "654022198069", "+79123456789", "charge_soon", "30 ГБ", 80_000, 45_000, date(2026, 12, 5),
    (Allowance("gb", 18.44, 30), Allowance("channels", 0, 145)),
)  # fmt: skip


def test_totals_add_up_and_the_earliest_due_day_counts() -> None:
    balances = [
        Balance("1", -500, 700, date(2026, 12, 5)),
        Balance("2", 1500, 0, None),
        Balance("3", 10, 20, date(2026, 12, 3)),
    ]
    assert rules.summary(balances) == rules.Summary(3, 1010, 720, "2026-12-03")
    assert rules.summary([]) == rules.Summary(0, 0, 0, "")


def test_a_tariff_has_a_name_in_each_language_and_the_operators_own_where_there_is_no_other() -> None:
    assert rules.card(SERVICE).tariff == dict.fromkeys(LOCALES, "30 ГБ")
    named = replace(SERVICE, tariff_names={"hi": "मोबाइल 30 GB"})
    assert rules.card(named).tariff == {"ru": "30 ГБ", "en": "30 ГБ", "hi": "मोबाइल 30 GB"}


def test_a_card_has_bars_for_packages_and_a_number_for_channels() -> None:
    card = rules.card(SERVICE)
    assert card.bars == [rules.Bar("gb", "billing.allowance_gb", 18.4, 30, 61)]
    assert (card.channels, card.shown_number, card.next_charge_on) == (145, "+7 912 345-67-89", "2026-12-05")


def test_an_event_of_tomorrow_reads_as_a_plain_notice() -> None:
    event = FeedEvent("1", "654022198069", "never_heard", datetime(2026, 11, 24, tzinfo=UTC))
    assert rules.happening(event).text == "event.other"


def test_every_state_and_kind_of_the_port_has_words_in_each_language() -> None:
    assert set(rules.STATUS_TEXTS) == set(get_args(ServiceStatus))
    assert set(rules.KIND_TEXTS) == set(get_args(ServiceKind))
    keys = {*rules.STATUS_TEXTS.values(), *rules.KIND_TEXTS.values(), *rules.ALLOWANCE_TEXTS.values()}
    keys |= {*rules.EVENT_TEXTS.values(), rules.UNKNOWN_EVENT}
    for locale in LOCALES:
        assert keys <= set(messages(locale))
