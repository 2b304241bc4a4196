"""The law of reading back: after a change a record is read as it was sent, and what nobody changed stays as it was.

Both sides are read before and after. What the mock shows has to follow from the request; where the two sides differed
before already, or the mock shows something that nobody sent, nothing is judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.laws.echo import kept, same, text
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.openapi import JSON


@dataclass(frozen=True, slots=True)
class Reads:
    """A record as the target and as the mock showed it."""

    target: dict[str, JSON]
    mock: dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Difference:
    """A member that is not read as it should be, and why."""

    name: str
    expected: str
    observed: str
    message: str


def renamed(before: Reads, after: Reads, name: str) -> Difference | None:
    """Whether the record shows another key than it had: a change is not another record."""
    old, new = before.target.get(name), after.target.get(name)
    if old is None or new is None or same(old, new) or not same(before.mock.get(name), after.mock.get(name)):
        return None
    return Difference(name, text(old), text(new), "is another key than before the change")


def differences(
    before: Reads, after: Reads, sent: JSON, names: Iterable[str], *, deep: bool = True
) -> Iterator[Difference]:
    """What is wrong with the members of these names after ``sent`` was taken; nothing was sent where it is None.

    Unless a change goes ``deep`` by what is written of it, an object that was sent may also stand in the place of the
    old one, whose other members are gone then.
    """
    for name in names:
        was, wanted = _member(before.mock, name), _member(after.mock, name)
        old, new = _member(before.target, name), _member(after.target, name)
        if not _alike(old, was) or _alike(new, wanted):
            continue
        named = isinstance(sent, dict) and name in sent
        if named and not deep and isinstance(sent[name], dict) and _alike(new, sent[name]):
            continue
        if _alike(wanted, was):
            yield Difference(name, _shown(old), _shown(new), "changed, and nothing that was sent changes it")
        elif named and wanted is not MISSING:
            yield Difference(name, _shown(wanted), _shown(new), "is not what was written")
        elif _alike(new, old):
            yield Difference(name, _shown(wanted), _shown(new), "is still what it was before the change")


def _member(record: dict[str, JSON], name: str) -> JSON:
    """The member, MISSING where it is absent or null: which of the two is no difference."""
    value = record.get(name)
    return MISSING if value is None else value


def _alike(one: JSON, other: Any) -> bool:
    """Whether ``one`` is ``other``; objects and lists may have gained some, and lack those that are null."""
    if one is MISSING or other is MISSING:
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return all(_alike(_member(one, name), _member(other, name)) for name in other)
    return kept(other, one)


def _shown(value: JSON) -> str:
    return "nothing" if value is MISSING else text(value)
