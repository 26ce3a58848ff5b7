"""The end of a session with two workers and Redis."""

from tests.security.test_revoke import (
    test_a_renewed_cookie_cuts_the_tabs_of_the_old_one_and_not_the_page_that_brought_the_new,
    test_after_the_sign_out_answer_no_handler_tells_the_open_tabs_anything,
    test_every_socket_of_an_ended_session_is_closed_and_none_of_another,
    test_nothing_of_an_ended_session_stays_in_redis_or_on_disk,
)

__all__ = [
    "test_a_renewed_cookie_cuts_the_tabs_of_the_old_one_and_not_the_page_that_brought_the_new",
    "test_after_the_sign_out_answer_no_handler_tells_the_open_tabs_anything",
    "test_every_socket_of_an_ended_session_is_closed_and_none_of_another",
    "test_nothing_of_an_ended_session_stays_in_redis_or_on_disk",
]
