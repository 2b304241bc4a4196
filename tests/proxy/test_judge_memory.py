"""What the judge of a proxy remembers is bounded, however much passes and however unlike it is."""

from __future__ import annotations

import functools
import gc
import re
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from contracts.judging import contrast
from contracts.observed.recordings import compared_traffic, judged_traffic
from contracts.traffic import credentials, watched_credentials
from contracts.traffic.secrets import masked_secrets
from contracts.traffic.secrets.masked_secrets import MaskedSecrets
from contracts.traffic.usage import consumer_usage
from tests.proxy.fed_judge import fed_judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.proxy.fed_judge import FedJudge

LIMITS = {
    (contrast, "_MOST"): 60,
    (contrast, "_WAITING"): 20,
    (consumer_usage, "_MOST_MEMBERS"): 20,
    (consumer_usage, "_MOST_MEDIA"): 20,
    (judged_traffic, "_MOST_KINDS"): 40,
    (judged_traffic, "_SAMPLES"): 20,
    (masked_secrets, "_MOST"): 40,
    (compared_traffic, "_LEARNT"): 40,
    (watched_credentials, "_MOST"): 40,
    (credentials, "_MOST_VERDICTS"): 4,
}
"""What bounds it, made small, so that each bound is met many times."""
TURNS = 20
LEAK = 400
"""Octets a turn: what libraries remember takes half of it, a place or a secret that is kept many times as much."""


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All bounds are small, and memory is counted; what was there before the tests is among what is looked through."""
    for (module, name), limit in LIMITS.items():
        assert limit < getattr(module, name)
        monkeypatch.setattr(module, name, limit)
    gc.unfreeze()
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        gc.freeze()


def held(judge: FedJudge) -> int:
    """Octets that are held behind some turns more; what functions remember is bounded by their own numbers."""
    judge.feed(TURNS)
    for item in gc.get_objects():
        if isinstance(item, functools._lru_cache_wrapper):
            item.cache_clear()
    re.purge()
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


@pytest.mark.slow
@pytest.mark.usefixtures("limited")
def test_more_traffic_takes_no_more_memory() -> None:
    """Records, secrets, credentials, places, causes, media types: all are new in each exchange, and none is kept."""
    with fed_judge() as judge:
        judge.feed(4 * TURNS)
        octets = [held(judge) for _ in range(3)]
        report = judge.run.report()
    assert {drift.lead.law for drift in report.drifts} >= {"answer-schema", "no-server-error"}
    assert any("kinds of findings are told apart" in text for text in report.notices)
    assert octets[-1] - octets[0] < LEAK * 2 * TURNS, octets


def test_the_newest_secrets_are_known_and_no_number_is_given_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more secrets than are known at a time the older half is forgotten, and nothing of the given credentials."""
    monkeypatch.setattr(masked_secrets, "_MOST", 10)
    masks = MaskedSecrets(["given-credential"])
    secrets = [f"secret-of-{number:04}" for number in range(25)]
    given = [masks.mask(secret) for secret in secrets]
    assert len(set(given)) == 25
    assert [masks.replace(f"it says {secret}") for secret in secrets[-5:]] == [f"it says {mask}" for mask in given[-5:]]
    assert masks.replace("it says given-credential") == "it says [credential]"
    assert masks.mask(secrets[-1]) == given[-1]
    assert masks.mask(secrets[0]) not in given
