"""Words by which a filter's description asks for records with nothing, or something, at its member."""

import pytest

from mock_server.engine.absence_words import absence_words


@pytest.mark.parametrize(
    ("description", "words"),
    [
        ("If the string `none` is passed, those without milestones are returned. If `*` is passed, any milestone is.",
         {"none": True, "*": False}),
        ("`none` for issues with no assigned user; `*` for issues with at least one.", {"none": True, "*": False}),
        ("The mode: `none`, `some`.", {}),
        ("A value; `any` is the default.", {}),
    ],
)  # fmt: skip
def test_what_asks_for_nothing_or_something(description: str, words: dict[str, bool]) -> None:
    """Within one sentence, whatever commas it has."""
    assert absence_words(description) == words
