"""An order or a monthly run is cut off at its worst moments; nothing is lost, nothing is paid twice."""

import signal

import pytest

from tests.durable.orders import MONTH_POINTS, POINTS
from tests.durable.test_kill import Installation, installation

__all__ = ["installation"]

UNPAID = ("before-agreeing", "agreed-not-committed")
OF_ORDERS = (
    "SELECT p.amount_minor FROM bss_posting p JOIN bss_ledger_transaction t ON t.id = p.transaction_id "
    "WHERE p.billing_account_id IS NOT NULL AND t.source_id LIKE '{}%'"
)
CROOKED = "SELECT transaction_id FROM bss_posting GROUP BY transaction_id HAVING sum(amount_minor) <> 0"
BALANCE = "SELECT balance_minor FROM bss_billing_account"
POSTED = "SELECT sum(amount_minor) FROM bss_posting WHERE billing_account_id IS NOT NULL"


def adds_up(here: Installation) -> None:
    """L1 and L3 of security.md."""
    assert here.sql(CROOKED) == []
    assert [int(row[0]) for row in here.sql(POSTED)] == [row[0] for row in here.sql(BALANCE)]


@pytest.mark.parametrize("point", POINTS)
def test_an_order_cut_off_anywhere_is_done_once_or_was_never_agreed_to(installation: Installation, point: str) -> None:
    here = installation
    assert here.run("order", point)[0] == -signal.SIGKILL
    code, errors = here.run("resume-orders")
    assert code == 0, errors
    agreed = point not in UNPAID
    assert here.sql("SELECT count(*) FROM change_receipt") == [(int(agreed),)]
    assert here.sql("SELECT code FROM change_outcome") == [("",)] * agreed
    assert here.sql("SELECT kind, status FROM bss_product_order") == [("option_on", "done")] * agreed
    assert here.sql("SELECT offering_id FROM bss_service_option") == [("net-wifi",)] * agreed
    paid = here.sql(OF_ORDERS.format("order:"))
    charged = here.sql("SELECT -charge_now_minor FROM change_receipt")
    assert paid == charged
    assert all(row[0] < 0 for row in paid)
    adds_up(here)


@pytest.mark.parametrize("point", MONTH_POINTS)
def test_a_monthly_run_cut_off_anywhere_charges_once(installation: Installation, point: str) -> None:
    here = installation
    assert here.run("month", point)[0] == -signal.SIGKILL
    code, errors = here.run("month-again")
    assert code == 0, errors
    assert here.sql(OF_ORDERS.format("month:")) == [(-35_000,)]
    assert here.sql(OF_ORDERS.format("order-fee:")) == [(-5_000,)]
    assert here.sql("SELECT status FROM bss_product_order") == [("done",)]
    assert here.sql("SELECT offering_id, price_minor FROM bss_service") == [("net-50", 35_000)]
    adds_up(here)
