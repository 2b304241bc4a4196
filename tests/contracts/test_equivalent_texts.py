"""Texts that are one value by the standard of their format, and those that are two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.traffic.equivalent_texts import equivalent, recognised, same_number

ONE = [
    ("date-time", "2031-12-25T10:00:00Z", "2031-12-25T12:00:00.000+02:00"),
    ("uri", "https://Example.com", "https://example.com/"),
    ("uri", "HTTPS://example.com:443/a%2db", "https://example.com/a-b"),
    ("uri", "https://example.com/a%c3%a9", "https://example.com/aé"),
    ("uri", "https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("email", "Ops.Team@Example.COM", "Ops.Team@example.com"),
    ("uuid", "0B5F2E6C-8F5A-4F3E-9D0A-3F1C2B4A5D6E", "0b5f2e6c-8f5a-4f3e-9d0a-3f1c2b4a5d6e"),
    ("ipv6", "2001:DB8:0:0::1", "2001:db8::1"),
    ("hostname", "WWW.example.com", "www.example.com"),
    ("time", "10:00:00Z", "12:00:00+02:00"),
    ("duration", "PT36H", "P1DT12H"),
    ("duration", "P1Y", "P12M"),
    ("decimal", "12345", "12345.00"),
]
TWO = [
    ("date-time", "2031-12-25T10:00:00Z", "2031-12-25T10:00:00+02:00"),
    ("uri", "https://example.com/A", "https://example.com/a"),
    ("uri", "http://example.com/", "https://example.com/"),
    ("uri", "https://example.com/a%2Fb", "https://example.com/a/b"),
    ("uri", "https://example.com/?a=1", "https://example.com/?a=2"),
    ("uri", "https://example.com:8443/", "https://example.com/"),
    ("email", "Ops.Team@example.com", "ops.team@example.com"),
    ("uuid", "not-a-uuid", "NOT-A-UUID"),
    ("ipv6", "2001:db8::1", "2001:db8::2"),
    ("time", "10:00:00Z", "10:00:00+02:00"),
    ("duration", "P1M", "P30D"),
    ("duration", "P", "P"),
    ("decimal", "1.2", "1.20001"),
    ("nothing-known", "A", "a"),
]


@pytest.mark.parametrize(("name", "one", "other"), ONE)
def test_spellings_of_one_value(name: str, one: str, other: str) -> None:
    """In either order."""
    assert equivalent(name, one, other)
    assert equivalent(name, other, one)


@pytest.mark.parametrize(("name", "one", "other"), TWO)
def test_what_differs_is_two(name: str, one: str, other: str) -> None:
    """Or is nothing of that format at all."""
    assert not equivalent(name, one, other)
    assert not equivalent(name, other, one)


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("https://Example.com", "https://example.com/", True),
        ("0B5F2E6C-8F5A-4F3E-9D0A-3F1C2B4A5D6E", "0b5f2e6c-8f5a-4f3e-9d0a-3f1c2b4a5d6e", True),
        ("2031-12-25T10:00:00Z", "2031-12-25T12:00:00+02:00", True),
        ("12345", "12345.00", True),
        ("ada@Example.com", "ada@example.com", True),
        ("Name", "name", False),
        ("007", "7", False),
        ("7.0", "7.00a", False),
        ("1.5", "1.6", False),
        ("www.Example.com", "www.example.com", False),
        (7, "7.0", False),
    ],
)
def test_what_is_seen_without_a_format(one: object, other: object, is_one: bool) -> None:
    """Only where the text itself tells its format."""
    assert recognised(one, other) is is_one


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, "1", True),
        ("1e5", "1E+5", True),
        (1.5, "1.50", True),
        (True, "1", False),
        ("x", "x", False),
        (1, "2", False),
    ],
)
def test_a_number_may_be_written_as_a_text(one: object, other: object, same: bool) -> None:
    """Where a member may be either."""
    assert same_number(one, other) is same


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_are_compared(one: str, other: str) -> None:
    """Nothing that a service may answer fails, and the order does not matter."""
    for name in {name for name, _, _ in ONE}:
        assert equivalent(name, one, other) == equivalent(name, other, one)
    assert recognised(one, other) == recognised(other, one)
