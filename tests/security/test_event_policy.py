"""Every registered event handler is on a list; nothing else passes the door."""

from collections.abc import Iterator

import pytest
from reflex_base.registry import RegistrationContext

import rxapp.rxapp  # noqa: F401 - registers every State
from rxapp.accounts.doors.events import FRAMEWORK, arguments_fit

ANYONE = {
    "code_sign_in_state.ask_code",
    "code_sign_in_state.back",
    "code_sign_in_state.resend",
    "code_sign_in_state.submit_code",
    "inbox_state.load",
    "operator_state.act",
    "operator_state.load",
    "quick_registration_state.back",
    "quick_registration_state.close_window",
    "quick_registration_state.load",
    "quick_registration_state.resend",
    "quick_registration_state.submit",
    "quick_registration_state.submit_code",
    "recovery_state.back",
    "recovery_state.load",
    "recovery_state.new_captcha",
    "recovery_state.resend",
    "recovery_state.send_letter",
    "recovery_state.submit_app_code",
    "recovery_state.submit_channel",
    "recovery_state.submit_code",
    "recovery_state.submit_name",
    "recovery_state.submit_password",
    "registration_state.back",
    "registration_state.check_user_name",
    "registration_state.choose_way",
    "registration_state.load",
    "registration_state.resend",
    "registration_state.start_over",
    "registration_state.submit_about",
    "registration_state.submit_code",
    "registration_state.submit_contacts",
    "registration_state.submit_credentials",
    "registration_state.tick_agreement",
    "sign_in_state.leave_second_step",
    "sign_in_state.load",
    "sign_in_state.new_captcha",
    "sign_in_state.show_code_form",
    "sign_in_state.show_password_form",
    "sign_in_state.submit",
    "sign_in_state.submit_second_step",
    "social_state.have_account",
    "social_state.load",
    "social_state.not_me",
}
SUBSCRIBER = {
    "contacts_state.add",
    "contacts_state.confirm",
    "contacts_state.load",
    "contacts_state.make_main",
    "contacts_state.remove",
    "contacts_state.resend",
    "bonus_state.choose",
    "bonus_state.choose_service",
    "bonus_state.join",
    "bonus_state.load",
    "bonus_state.more",
    "bonus_state.show",
    "bonus_state.take",
    "dashboard_state.load",
    "dashboard_state.mark_read",
    "door_state.recheck",
    "frame_state.load",
    "link_state.back",
    "link_state.choose_kind",
    "link_state.confirm",
    "link_state.load",
    "link_state.resend",
    "link_state.submit",
    "link_state.submit_code",
    "mine_state.ask_to_unlink",
    "mine_state.begin_renaming",
    "mine_state.hide",
    "mine_state.load",
    "mine_state.move",
    "mine_state.rename",
    "mine_state.show_question",
    "mine_state.unlink",
    "offers_state.dismiss",
    "offers_state.load",
    "offers_state.take",
    "linked_state.load",
    "linked_state.unlink",
    "personal_data_state.ask_for_file",
    "personal_data_state.ask_to_close",
    "personal_data_state.close",
    "personal_data_state.load",
    "personal_data_state.show_closing",
    "profile_state.close",
    "profile_state.edit",
    "profile_state.load",
    "profile_state.save",
    "security_state.begin_totp",
    "security_state.change_password",
    "security_state.close_password",
    "security_state.confirm_totp",
    "security_state.end_device",
    "security_state.end_others",
    "security_state.load",
    "security_state.more",
    "security_state.open_password",
    "security_state.switch_totp_off",
    "settings_state.choose_language",
    "settings_state.choose_notice",
    "settings_state.choose_theme",
    "settings_state.load",
    "settings_state.save_address",
    "settings_state.withdraw",
    "step_up_state.ask",
    "step_up_state.send_code",
    "step_up_state.show",
    "step_up_state.submit",
    "change_state.ask",
    "change_state.ask_to_stop",
    "change_state.confirm",
    "change_state.show",
    "service_state.load",
    "service_state.more",
    "tariffs_state.compare",
    "tariffs_state.load",
    "usage_state.choose_days",
    "usage_state.choose_kind",
    "usage_state.hide",
    "usage_state.choose_period",
    "usage_state.load",
    "usage_state.more",
    "usage_state.reveal",
}


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
