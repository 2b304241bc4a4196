"""What is clear about a format: the lists agree with the rules, and with the validator where they claim validity."""

from __future__ import annotations

import jsonschema_rs
import pytest

from contracts.traffic import format_clarity as formats


@pytest.mark.parametrize("name", formats.FORMATS)
def test_the_lists_agree_with_the_rules(name: str) -> None:
    """A valid text is surely valid, an invalid one surely not."""
    clear = formats.FORMATS[name]
    assert [formats.clarity(name, text) for text in clear.valid] == [True] * len(clear.valid)
    assert [formats.clarity(name, text) for text in clear.invalid] == [False] * len(clear.invalid)


@pytest.mark.parametrize("name", formats.FORMATS)
def test_a_strict_validator_agrees(name: str) -> None:
    """No text of the lists is judged otherwise by the validator of the mock."""
    validator = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    clear = formats.FORMATS[name]
    assert all(map(validator.is_valid, clear.valid))
    assert not any(map(validator.is_valid, clear.invalid))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("email", ""), ("email", "a@b"), ("email", " ops@example.com"), ("email", '"a b"@example.com'),
        ("date-time", ""), ("date-time", "2031-01-01"), ("date-time", "2031-01-01T00:00:00"),
        ("date-time", "2031-02-30T00:00:00Z"), ("iana-timezone", "Mars/Phobos"), ("nobody-knows", "x"),
    ],
)  # fmt: skip
def test_what_implementations_disagree_about_is_not_clear(name: str, text: str) -> None:
    """Neither valid nor invalid is demanded."""
    assert formats.clarity(name, text) is None
