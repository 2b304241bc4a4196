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
        ("Version 1.2 of it (e.g. this.one). Next", ("Version 1.2 of it (e.g", "this.one)", "Next")),
        ("Its category\ndoes not exist", ("Its category does not exist",)),
        ("<p>One.</p><p>Two<br/>three</p>", ("One", "Two", "three")),
        (
            "Knows\n`coupon`\n\nIf given, all\n- `a` is one\n- b",
            ("Knows `coupon`", "If given, all", "`a` is one", "b"),
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


def test_what_is_told_has_a_subject() -> None:
    """The end of the clause before the words; behind them the sentence goes on."""
    (one, other) = Telling("(?:is|are) ignored").found("Send `a`, the `b` is ignored, c are ignored today. More")
    assert (one.subject, other.before, other.words, other.behind) == ("the `b`", ", c ", "are ignored", " today")
    assert other.subject == "c"
