"""Two creates of one record that are under way at once: one made it, the other was shown it, in whichever order."""

from __future__ import annotations

from contracts.traffic.evidence import Evidence
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames

SHOWN = "the status does not say that it was created"


def answered(ownership: Ownership, *, created: bool, begun: int) -> str | None:
    """What is to be said against the record of a create that was sent at a moment."""
    body = {"title": ownership.names.tag}
    return ownership.created(Evidence("labels", None, "7", created, body, {"id": 7, **body}, begun=begun))


def test_the_one_that_was_shown_it_may_be_told_first() -> None:
    """Both were sent before either was decided on: the record is the run's own, and is taken from what is left."""
    ownership = Ownership(RunNames(1))
    begun = ownership.moment
    assert answered(ownership, created=False, begun=begun) == SHOWN
    assert answered(ownership, created=True, begun=begun) is None
    assert ownership.made("labels", "7")
    assert [evidence.key for evidence in ownership.promoted] == ["7"]


def test_what_was_shown_before_can_not_be_created_afterwards() -> None:
    """The create that says so was sent when the record was known: one of the two is not true."""
    ownership = Ownership(RunNames(1))
    assert answered(ownership, created=False, begun=ownership.moment) == SHOWN
    assert answered(ownership, created=True, begun=ownership.moment) is not None
    assert not ownership.made("labels", "7")


def test_two_that_say_that_they_made_it_contradict_each_other() -> None:
    """Also where they were under way at once."""
    ownership = Ownership(RunNames(1))
    begun = ownership.moment
    assert answered(ownership, created=True, begun=begun) is None
    assert answered(ownership, created=True, begun=begun) is not None
    assert not ownership.made("labels", "7")


def test_a_key_may_be_given_again_while_its_removal_is_under_way() -> None:
    """The removal is answered after the create that got the key: the new record is the run's own, and stays."""
    ownership = Ownership(RunNames(1))
    assert answered(ownership, created=True, begun=0) is None
    ownership.given_keys.removing(("labels", (), "7"))
    assert answered(ownership, created=True, begun=1) is None
    ownership.touched("labels", "7")
    assert ownership.given_keys.take(("labels", (), "7"))
    assert not ownership.given_keys.take(("labels", (), "7"))
    assert ownership.made("labels", "7")
    assert answered(ownership, created=True, begun=2) is not None
