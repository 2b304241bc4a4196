"""Keys that have a scheme of their own in themselves, as `Authorization: Token …` of an `apiKey` has."""

from __future__ import annotations

from contracts.exchange import Exchange, Request
from contracts.reports.curl import curl_line
from contracts.traffic.secrets.redaction import Redactor
from contracts.traffic.wrong_values import wrong_values

KEY = "Token 9944b09199c62bcf9418ad846dd0e4bbdfc6ee4b"


def test_the_command_gives_the_whole_key() -> None:
    """The variable holds what was given to the run, its word included."""
    request = Request("GET", "/books", (("Authorization", KEY),))
    shown = Redactor([KEY]).exchange(Exchange(request, None, source="journey")).request
    assert curl_line(shown, "http://t").endswith("-H 'Authorization: '\"$CREDENTIAL\"")


def test_the_word_of_a_key_stands_in_any_case() -> None:
    """What is changed is behind it: the case of a scheme says nothing (RFC 9110 section 11.1)."""
    kinds = dict(wrong_values(KEY))
    assert kinds["in upper case"] == f"Token {KEY[6:].upper()}"
    assert "in lower case" not in kinds
    assert dict(wrong_values("AbC"))["in lower case"] == "abc"
