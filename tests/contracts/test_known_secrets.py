"""What became of a text is kept, as long as nothing else is a secret."""

from __future__ import annotations

from contracts.traffic.secrets.known_secrets import KnownSecrets
from tests.counted import calls

FIRST, SECOND = "sk-live-92hf71bq", "whsec_7d1e0aa94c"


def test_a_short_text_is_looked_through_once() -> None:
    """As header fields are, which come with each answer; a long one is no use to anybody twice."""
    known = KnownSecrets()
    known.add(FIRST, "[one]")
    text = f"Bearer {FIRST}"
    assert known.replace(text) == "Bearer [one]"
    assert calls(lambda: known.replace(text)) <= 2  # this one and the lambda
    long = f"{text} {'x' * 300}"
    assert known.replace(long) == known.replace(long) == f"Bearer [one] {'x' * 300}"
    assert calls(lambda: known.replace(long)) > 10


def test_a_secret_that_is_learned_later_is_found_in_what_was_shown_before() -> None:
    """Whole or shortened: nothing that was kept outlives it."""
    known = KnownSecrets()
    known.add(FIRST, "[one]")
    texts = [SECOND, f"it is {SECOND}", f"{SECOND[:8]}..."]
    assert [known.replace(text) for text in texts] == texts
    known.add(SECOND, "[two]")
    assert [known.replace(text) for text in texts] == ["[two]", "it is [two]", "[two]..."]


def test_what_is_kept_is_bounded() -> None:
    """A proxy runs for days."""
    known = KnownSecrets()
    known.add(FIRST, "[one]")
    for number in range(5000):
        known.replace(f"{number}")
    assert len(known._kept) < 5000
