"""The name of a run ends the passwords that it makes up, and all its other texts, which stay readable."""

from __future__ import annotations

import pytest

from contracts.traffic.run_names import RunNames
from contracts.traffic.secrets.masked_secrets import MaskedSecrets

_TAG = RunNames(3).tag


@pytest.mark.parametrize(
    "text",
    [f"another title {_TAG}", f"id={_TAG}-aaab", f"/notes/{_TAG}", f"{_TAG}", f"{_TAG.upper()} is kept"],
)
def test_what_shares_no_more_than_the_name_of_the_run_with_a_secret_stays(text: str) -> None:
    """Or no reproduction could be sent."""
    masks = MaskedSecrets(())
    masks.mask(f"another password {_TAG}")
    masks.mask(f"{_TAG}-secret")
    assert masks.mask(_TAG) != _TAG
    assert masks.replace(text) == text


@pytest.mark.parametrize(
    "secret", [f"another password {_TAG}", f"password {_TAG}", f"{_TAG}-password", f"password-{_TAG}-x9"]
)
def test_a_secret_with_the_name_of_the_run_is_hidden_all_the_same(secret: str) -> None:
    """Whole, and without its beginning or its end."""
    masks = MaskedSecrets(())
    masks.mask(secret)
    for text in (secret, f"it is {secret}.", f"...{secret[2:]}"):
        assert secret[2:] not in masks.replace(text)


@pytest.mark.parametrize("text", ["never with a success", "a success: 200", "the https of it"])
def test_a_word_that_a_secret_has_stays_where_others_use_it(text: str) -> None:
    """The last word of an address that is kept secret is a word like any other: sentences have to stay readable."""
    masks = MaskedSecrets(())
    masks.mask("https://example.com/made/success")
    assert masks.replace(text) == text


@pytest.mark.parametrize("text", ["...success", "***success", "…success", "https://example.com/made/succ"])
def test_what_is_shown_as_a_part_of_a_secret_is_hidden(text: str) -> None:
    """Where it is cut off, and where it is more than a word."""
    masks = MaskedSecrets(())
    masks.mask("https://example.com/made/success")
    assert "succ" not in masks.replace(text)


def test_letters_that_end_within_a_secret_are_a_part_of_it() -> None:
    """Random letters are no word of it."""
    masks = MaskedSecrets(())
    masks.mask("kwxyqzpfghjk")
    assert masks.replace("it begins with kwxyqzpf") != "it begins with kwxyqzpf"
