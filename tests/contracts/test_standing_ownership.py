"""Whose a record is that a create may have found in place of making it: the run's by its words, never by a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from contracts.traffic.evidence import Evidence
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames

if TYPE_CHECKING:
    from mock_server.openapi import JSON

_NAMES = RunNames(1)
_OURS = _NAMES.fresh()


def _found(key: str, sent: JSON, shown: JSON, *, standing: bool = True) -> Evidence:
    return Evidence("moorings", None, key, created=True, sent=sent, shown=shown, standing=standing)


def _made(ownership: Ownership) -> None:
    ours: JSON = {"name": _OURS}
    assert ownership.created(_found("m1", ours, ours)) is None


def test_its_own_record_is_found_again() -> None:
    """Nothing new was made, nothing is told of it, and it is the run's as before."""
    ownership = Ownership(_NAMES)
    _made(ownership)
    again = _found("m1", {"name": _OURS}, {"name": _OURS})
    assert ownership.nothing_new(again)
    assert ownership.created(again) is None
    assert ownership.made("moorings", "m1")


def test_where_nothing_speaks_of_what_is_there_a_key_given_twice_is_no_word_to_trust() -> None:
    """Then two records with one key are a contradiction, and all of the resource may be another's."""
    ownership = Ownership(_NAMES)
    _made(ownership)
    ownership.created(_found("m1", {"name": _OURS}, {"name": _OURS}, standing=False))
    assert not ownership.made("moorings", "m1")


@pytest.mark.parametrize("shown", [{"name": "a record of somebody"}, {"name": "quay"}, None])
def test_what_was_found_is_nobodys_that_is_known(shown: JSON) -> None:
    """The run's words are not in it: another may have made it, which takes nothing from what is the run's."""
    ownership = Ownership(_NAMES)
    _made(ownership)
    assert ownership.created(_found("m2", {"name": _OURS}, shown)) is not None
    assert not ownership.made("moorings", "m2")
    assert ownership.made("moorings", "m1")


@pytest.mark.parametrize(
    ("learnt", "name", "own"), [(True, "quay", True), (True, "pier", False), (False, "quay", False)]
)
def test_what_the_service_gives_each_record_is_no_sign_of_another_s(learnt: bool, name: str, own: bool) -> None:
    """A path that follows from the name, whatever is sent: known by records that show the run's name, and no other."""
    ownership = Ownership(_NAMES)
    ownership.readable.add("moorings")
    for number, called in enumerate((f"{_OURS} one", "quay", "quay")):
        sent: JSON = {"name": called, "path": "sent"}
        ownership.created(Evidence("moorings", None, f"m{number}", created=True, sent=sent))
        shown = called if number == 0 else name
        if number or learnt:
            ownership.saw("moorings", f"m{number}", {"name": shown, "path": f"/{shown}"})
    assert ownership.made("moorings", "m2") is own


def test_a_record_that_shows_no_text_that_was_sent_is_nobodys_that_is_known() -> None:
    """Although the service gives the only member that was sent to each record: another record shows it as well."""
    ownership = Ownership(_NAMES)
    ownership.readable.add("moorings")
    for key, sent in (("m0", {"name": _OURS, "path": "sent"}), *((key, {"path": "sent"}) for key in ("m1", "m2"))):
        ownership.created(Evidence("moorings", None, key, created=True, sent=sent))
        ownership.saw("moorings", key, {**sent, "path": f"/{_OURS}" if "name" in sent else "/other"})
    assert not ownership.made("moorings", "m2")


def test_that_others_are_made_anew_says_nothing_of_what_may_be_found() -> None:
    """Another operation gives equal bodies new keys, so its records are the run's; the found one may be older."""
    ownership, plain = Ownership(_NAMES), {"colour": "red"}
    for key in ("m1", "m2"):
        ownership.created(_found(key, plain, plain, standing=False))
    assert ownership.made("moorings", "m1")
    assert ownership.created(_found("m3", plain, plain)) is not None
    assert not ownership.made("moorings", "m3")
    ownership.created(_found("m4", plain, plain, standing=False))
    assert not ownership.made("moorings", "m3")


def test_equal_bodies_that_found_two_records_made_neither() -> None:
    """The first one may have been removed in between; nor does it show more that a twin was refused elsewhere."""
    ownership, plain = Ownership(_NAMES), {"colour": "red"}
    for key in ("m1", "m2"):
        assert ownership.created(_found(key, plain, plain)) is not None
    assert ownership.created(_found("m0", {"colour": "blue"}, {"colour": "blue"}, standing=False)) is not None
    ours: JSON = {"name": _OURS}
    assert ownership.created(_found("m3", ours, ours)) is None
    ownership.refused_twin("moorings", ours)
    assert ownership.created(_found("m4", plain, plain)) is not None
    assert [key for key in ("m1", "m2", "m3", "m4") if ownership.made("moorings", key)] == ["m3"]


def test_a_found_record_that_was_listed_before_is_another_s() -> None:
    """Although the upsert wrote the run's words into it."""
    ownership = Ownership(_NAMES)
    ownership.saw("moorings", "m9", {"name": "old"})
    changed = _found("m9", {"name": _OURS}, {"name": _OURS})
    assert ownership.nothing_new(changed)
    assert ownership.created(changed) is not None
    assert not ownership.made("moorings", "m9")
