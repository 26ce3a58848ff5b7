"""Numbers as people read them."""

import pytest

from rxapp.core.numbers import shown


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("654022198069", "6540 2219 8069"),
        ("+79123456789", "+7 912 345-67-89"),
        ("+375291234567", "+375291234567"),
        ("anna@example.org", "anna@example.org"),
        ("", ""),
    ],
)
def test_a_number_is_shown_as_it_is_read_aloud(number: str, read: str) -> None:
    assert shown(number) == read
