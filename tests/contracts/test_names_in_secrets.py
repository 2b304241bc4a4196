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


@pytest.mark.parametrize("secret", ["whsec_{}", "Token {}", "user:{}", "{}-key", "{} of mine"])
def test_a_long_word_of_letters_may_be_all_that_is_secret(secret: str) -> None:
    """Whatever stands beside it in what was learnt: a long one is no word like any other."""
    masks = MaskedSecrets(())
    masks.mask(secret.format("correcthorsebattery"))
    assert "correcthorse" not in masks.replace("the token correcthorsebattery is expired")


def test_letters_behind_a_low_line_are_no_word_of_their_own() -> None:
    """`sk_` and the like begin keys."""
    masks = MaskedSecrets(())
    masks.mask("live_horsebat")
    assert "horsebat" not in masks.replace("the key horsebat is expired")


@pytest.mark.parametrize(
    ("given", "password"),
    [
        ("Bearer horsebat", "horsebat"),
        ("Token horse", "horse"),
        ("ApiKey  horse1bat", "horse1bat"),
        ("me:horse", "horse"),
    ],
)
def test_what_follows_the_scheme_of_a_given_credential_is_a_secret_of_its_own(given: str, password: str) -> None:
    """As the password behind a user's name is, however short."""
    assert MaskedSecrets([given]).replace(f"the {password} is expired") == "the [credential] is expired"
