"""Descriptions are read by sentences and clauses, and by tables of the words that say something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.openapi.reading.clauses import Telling, clauses, sentences

if TYPE_CHECKING:
    from mock_server.json_types import JSON


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("One. Two; three", ("One", "Two", "three")),
        ("Version 1.2 of it (e.g. this.one). Next", ("Version 1.2 of it (e.g. this.one)", "Next")),
        ("Its category\ndoes not exist", ("Its category does not exist",)),
        ("Its\nCategory is the\n`one`", ("Its Category is the `one`",)),
        (
            "Its long name, of which nobody knows how long it will be\n`or` is",
            ("Its long name, of which nobody knows how long it will be `or` is",),
        ),
        ("It is one  \nof two\r\nThree\\\nand four", ("It is one", "of two", "Three", "and four")),
        ("# Head\ntext\n---\n| a | b |\n|---|---|\n| c | d |\n", ("# Head", "text", "| a | b |", "| c | d |")),
        ("One of:\n- `a`, or\n- b\n\nEnd", ("One of: `a`, or, b", "End")),
        (
            "One. Two:\n\n1. is `a`\n\n   More of it\n2. is b\nEnd",
            ("One", "Two: is `a`", "Two: is b", "More of it", "End"),
        ),
        ("Done.\n- a\n- b", ("Done", "a", "b")),
        (f"It is {'very ' * 20}long\nThe next is not", (f"It is {'very ' * 20}long", "The next is not")),
        ("on: it is\noff: it is not", ("on: it is", "off: it is not")),
        ("The following\nfields: `a`", ("The following fields: `a`",)),
        ("Any member except\n`a` is ignored", ("Any member except `a` is ignored",)),
        ("This will not\nDelete it", ("This will not Delete it",)),
        ("Its price is at least\n10 EUR", ("Its price is at least 10 EUR",)),
        ("Is unique within one\nOrganization. End", ("Is unique within one Organization", "End")),
        ("Makes a new one\nThe `a` is ignored", ("Makes a new one", "The `a` is ignored")),
        ("See below\n`a` is ignored", ("See below", "`a` is ignored")),
        ("It doesn't\nDelete it", ("It does not Delete it",)),
        ('**One.** "Two." `Three`. (Four.) *five* and `*`', ("One", '"Two', "`Three`", "(Four", "five and `*`")),
        ("<DIV class='x'>One</DIV><BR>two<h3>Three</h3>four", ("One", "two", "Three", "four")),
        ("<p>One.</p><p>Two<br/>three</p>", ("One", "Two", "three")),
        (
            "Knows\n`coupon`\n\nIf given, all\n- `a` is one\n- b: c",
            ("Knows", "`coupon`", "If given, all `a` is one", "If given, all b: c"),
        ),
        ("It can't be, won’t be, isn't and cannot", ("It can not be, will not be, is not and can not",)),
        (None, ()),
        ("", ()),
    ],
)
def test_a_description_is_sentences(text: str | None, found: tuple[str, ...]) -> None:
    """A point within a word ends none, nor does a line that goes on; denials are one word."""
    assert sentences(text) == found


def test_a_sentence_is_clauses() -> None:
    """Commas, colons, brackets and dashes part them, and so do conditions and reasons."""
    said = [clause.strip() for clause in clauses("Invalid body, or (rare): gone - raised when it is not there")]
    assert said == ["Invalid body", "or", "rare", "", "gone", "raised", "it is not there"]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("It is Unique.",), True),
        (("It isn't unique.",), False),
        (("It need not be unique. The name is unique.",), True),
        (("uniqueness",), False),
        ((None, 3, "unique"), True),
        ((), False),
    ],
)
def test_a_table_tells_by_sentence(texts: tuple[JSON, ...], told: bool) -> None:
    """Whole words in any case; what one sentence denies another may say."""
    assert Telling("unique", but="not").told_in(*texts) is told


def test_what_is_told_has_a_place() -> None:
    """What stands before the words, since the last ones, and behind them."""
    (one, other) = Telling("(?:is|are) ignored").found("Send `a`, the `b` is ignored, c are ignored today. More")
    assert (one.before, other.before, other.words, other.behind) == (
        "Send `a`, the `b` ",
        ", c ",
        "are ignored",
        " today",
    )


@pytest.mark.parametrize(
    "said", [" ", "`a`, ", "it can not be x, ", "- a\n", "| `a` | not stored |\n", "<li>", "*a", ".) "]
)
def test_a_long_text_is_read_at_its_beginning(said: str) -> None:
    """As much of any text is read, and of each of its sentences."""
    found = sentences(said * 30_000)
    assert sum(map(len, found)) < 30_000
    assert max(map(len, found), default=0) <= 1000
