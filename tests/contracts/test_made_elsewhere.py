"""Records that are made below a parent and have a path of their own are the run's only once they were found there."""

from __future__ import annotations

from contracts.traffic.evidence import Evidence
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames


def made(ownership: Ownership, key: str) -> str | None:
    """What is to be said against a card that a create showed with what was sent."""
    text = {"text": ownership.names.fresh()}
    return ownership.created(Evidence("cards", None, key, True, text, {"id": key, **text}, apart=True))


def test_a_create_alone_proves_nothing_until_some_were_found_by_their_own_path() -> None:
    """Three are looked at; from the fourth on the answer is believed, as that of any other create is."""
    ownership = Ownership(RunNames(1))
    for key in ("1", "2", "3"):
        assert made(ownership, key) is not None
        assert not ownership.made("cards", key)
        assert ownership.saw("cards", key, {"id": key, "text": ownership.names.fresh()})
    assert made(ownership, "4") is None
    assert ownership.made("cards", "4")


def test_a_look_that_finds_nothing_proves_nothing() -> None:
    """The key may be that of another record by then."""
    ownership = Ownership(RunNames(1))
    assert made(ownership, "1") is not None
    assert not ownership.unread("cards", "1")
    assert not ownership.owns("cards", "1")


def test_another_record_under_the_key_makes_all_of_them_nobodys() -> None:
    """What was found before is believed no longer either."""
    ownership = Ownership(RunNames(1))
    assert made(ownership, "1") is not None
    assert ownership.saw("cards", "1", {"id": "1", "text": ownership.names.fresh()})
    assert made(ownership, "2") is not None
    assert not ownership.saw("cards", "2", {"id": "2", "text": "from before"})
    assert not ownership.owns("cards", "1")
    assert not ownership.owns("cards", "2")
