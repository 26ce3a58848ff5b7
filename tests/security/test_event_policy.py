"""Every registered event handler is on a list; nothing else passes the door."""

from collections.abc import Iterator

import pytest
from reflex_base.registry import RegistrationContext

import rxapp.rxapp  # noqa: F401 - registers every State
from rxapp.accounts.doors.events import FRAMEWORK, arguments_fit

ANYONE = {
    "inbox_state.load",
    "operator_state.act",
    "operator_state.load",
    "registration_state.back",
    "registration_state.check_user_name",
    "registration_state.choose_way",
    "registration_state.load",
    "registration_state.resend",
    "registration_state.submit_about",
    "registration_state.submit_code",
    "registration_state.submit_contacts",
    "registration_state.submit_credentials",
    "registration_state.tick_agreement",
    "sign_in_state.load",
    "sign_in_state.submit",
}
SUBSCRIBER = {"dashboard_state.load", "door_state.recheck", "link_state.load", "link_state.submit"}


def ours() -> Iterator[tuple[str, str]]:
    for name, registered in RegistrationContext.get().event_handlers.items():
        if "rxapp___" in name and not name.endswith(".setvar"):
            yield name.rsplit("____", 1)[1], getattr(registered.handler.fn, "__door__", "")


def test_the_handlers_open_to_anyone_are_the_reviewed_ones() -> None:
    assert {name for name, mark in ours() if mark == "anyone"} == ANYONE


def test_the_handlers_of_a_subscriber_are_the_reviewed_ones() -> None:
    assert {name for name, mark in ours() if mark == "subscriber"} == SUBSCRIBER


def test_no_handler_is_on_neither_list() -> None:
    assert {name for name, mark in ours() if mark not in ("anyone", "subscriber")} == set()


def test_no_setvar_is_let_through() -> None:
    assert not any(name.endswith(".setvar") for name in FRAMEWORK)


async def _takes_form(self: object, form: dict[str, str]) -> None:
    """A handler's shape."""


async def _takes_flag(self: object, checked: bool) -> None:
    """A handler's shape."""


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"form": None},
        {"form": "text"},
        {"form": {"a": 1}},
        {"form": {"a": {"b": "c"}}},
        {"form": {"a": "b"}, "more": 1},
        {"form": {"__reflex_form_data__": "x"}},
        {"form": {"__reflex_form_data__": [["a"]]}},
        {"form": {"a": "x" * 5000}},
        {"form": {"a": "anna\x00"}},
        {"form": {"a": "anna\ud800"}},
        {"form": {str(n): "x" for n in range(60)}},
    ],
)
def test_a_form_of_the_wrong_shape_is_refused(payload: dict[str, object]) -> None:
    assert not arguments_fit(_takes_form, payload)


@pytest.mark.parametrize("value", ["true", 1, 0, None, [], {}, 1e308])
def test_a_flag_is_a_flag_and_nothing_that_looks_like_one(value: object) -> None:
    assert not arguments_fit(_takes_flag, {"checked": value})


def test_what_the_browser_sends_is_accepted() -> None:
    pairs = {"__reflex_form_data__": [["username", "anna"], ["remember", True], ["consent", False]]}
    assert arguments_fit(_takes_form, {"form": pairs})
    assert arguments_fit(_takes_flag, {"checked": True})
