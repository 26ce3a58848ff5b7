"""The exact words of a change, and what may be asked for at all, without I/O."""

from datetime import date

from rxapp.core.errors import DomainError
from rxapp.gateways.bss.ordering import Change, Quote, Why
from rxapp.i18n.texts import day, money, text
from rxapp.tariffs.rules import names

MAX_ID = 60
_WORDS = {
    ("tariff", "now"): "tariffs.agree_tariff_now",
    ("tariff", "next_period"): "tariffs.agree_tariff_later",
    ("option_on", "now"): "tariffs.agree_option_on",
    ("option_off", "next_period"): "tariffs.agree_option_off",
    ("suspend", "now"): "tariffs.agree_suspend",
    ("resume", "now"): "tariffs.agree_resume",
    ("cancel", "now"): "tariffs.agree_cancel",
    ("undo", "now"): "tariffs.agree_undo",
}


class ChangeMalformed(DomainError):
    """What was asked for is not a change at all; no button of ours asks so."""

    code = "tariffs.change_malformed"


def parsed(kind: str, subject: str, when: str, days: int) -> Change:
    """A change from what a browser says; ``subject`` is the offering, or the order to cancel or undo.

    Raises ChangeMalformed.
    """
    if len(subject) > MAX_ID or when not in ("now", "next_period"):
        raise ChangeMalformed
    if kind in ("cancel", "undo"):
        return Change(kind, order_id=subject)  # type: ignore[arg-type]
    if kind in ("tariff", "option_on", "option_off"):
        return Change(kind, offering_id=subject, when=when)  # type: ignore[arg-type]
    if kind in ("suspend", "resume"):
        return Change(kind, days=days if kind == "suspend" else 0)  # type: ignore[arg-type]
    raise ChangeMalformed


def refusal(why: Why, locale: str, today: date, name: str) -> str:
    """The rule that forbids a change as a sentence; ``name`` is that of the offering it speaks of, if it does."""
    said = {key: value for key, value in why.params.items() if isinstance(value, int)}
    return text(
        locale,
        why.code,
        amount=money(locale, said.get("amount_minor", 0), short=True),
        day=day(locale, why.possible_on, today=today) if why.possible_on else "",
        name=name,
        count=said.get("days", 0),
        least=said.get("least", 0),
        most=said.get("most", 0),
    )


def words(quote: Quote, locale: str, today: date) -> list[str]:
    """What the person agrees to, sentence by sentence, in their language: prices, days, what is taken at once."""
    change = quote.change
    said = {
        "name": names(quote.name, quote.names).get(locale, quote.name),
        "before": money(locale, quote.price_before_minor, short=True),
        "after": money(locale, quote.price_after_minor, short=True),
        "day": day(locale, quote.effective_on, today=today),
        "until": day(locale, quote.ends_on, today=today) if quote.ends_on else "",
        "charge": money(locale, abs(quote.charge_now_minor), short=True),
        "fee": money(locale, quote.fee_minor, short=True),
    }
    keys, later = [_WORDS[change.kind, change.when]], change.when == "next_period"
    if quote.charge_now_minor > 0:
        keys.append("tariffs.agree_charge")
    elif quote.charge_now_minor < 0:
        keys.append("tariffs.agree_back")
    elif not quote.fee_minor:
        keys.append("tariffs.agree_free")
    if quote.fee_minor:
        keys.append("tariffs.agree_fee_later" if later else "tariffs.agree_fee")
    if quote.undo_until:
        keys.append("tariffs.agree_can_undo")
    return [text(locale, key, **said) for key in keys]
