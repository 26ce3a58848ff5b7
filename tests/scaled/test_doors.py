"""The event fuzzer once more, against two workers."""

from tests.security.test_door_over_the_wire import (
    test_a_foreign_page_cannot_open_the_socket,
    test_a_stolen_state_token_opens_nothing,
    test_a_stranger_gets_nothing_private_from_any_handler,
    test_after_sign_out_the_cookie_opens_nothing,
    test_another_subscriber_gets_nothing_of_anna_from_any_handler,
    test_no_log_line_holds_a_password_or_a_cookie,
)

__all__ = [
    "test_a_foreign_page_cannot_open_the_socket",
    "test_a_stolen_state_token_opens_nothing",
    "test_a_stranger_gets_nothing_private_from_any_handler",
    "test_after_sign_out_the_cookie_opens_nothing",
    "test_another_subscriber_gets_nothing_of_anna_from_any_handler",
    "test_no_log_line_holds_a_password_or_a_cookie",
]
