"""Any sequence of requests is answered as a few lines of Python say."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mock.asking import checked, create

if TYPE_CHECKING:
    import httpx

RUNS = itertools.count()
ACTIONS = ("create", "create invalid", "delete", "delete softly", "delete hard", "delete badly", "stranger")


@settings(
    max_examples=60,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from("aAb")), max_size=25))
def test_every_sequence_is_answered_as_the_model_says(
    client: httpx.Client, stranger: httpx.Client, fresh: str, steps: list[tuple[str, str]]
) -> None:
    """The model is a set of taken ids; keys and times of creation are new for each client that is made."""
    run, taken, secrets = next(RUNS), set[str](), list[str]()
    for action, letter in steps:
        key = f"{fresh}-{run}-{letter}"
        if action == "create":
            answer, expected = create(client, key), 409 if key in taken else 201
            taken.add(key)
        elif action == "create invalid":
            answer, expected = create(client, key, email=letter), 400
        elif action == "delete badly":
            answer, expected = client.delete(f"/clients/{key}", params={"hard": letter}), 400
        elif action == "stranger":
            answer, expected = stranger.delete(f"/clients/{key}", params={"hard": "true"}), 401
        else:
            hard = {"delete": {}, "delete softly": {"hard": "false"}, "delete hard": {"hard": "true"}}[action]
            answer, expected = client.delete(f"/clients/{key}", params=hard), 200 if key in taken else 404
            taken -= {key} if action == "delete hard" else set()
        body = checked(answer)
        assert answer.status_code == expected
        if expected == 201:
            secrets += [body["data"]["publishable_key"], body["data"]["secret_key"]]
        if expected == 200:
            assert body["hard"] is (action == "delete hard")
    assert len(set(secrets)) == len(secrets)
