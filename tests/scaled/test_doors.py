"""The socket's door once more, against two workers."""

from tests.security.test_door_over_the_wire import (
    test_a_foreign_page_cannot_open_the_socket,
    test_a_stolen_state_token_opens_nothing,
    test_after_sign_out_the_cookie_opens_nothing,
    test_no_log_line_holds_a_password_or_a_cookie,
)

__all__ = [
    "test_a_foreign_page_cannot_open_the_socket",
    "test_a_stolen_state_token_opens_nothing",
    "test_after_sign_out_the_cookie_opens_nothing",
    "test_no_log_line_holds_a_password_or_a_cookie",
]
