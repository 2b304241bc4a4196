"""Findings that one thing provoked; groups that are of one cause, though their errors say different things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.judging.collector import Observation
    from contracts.judging.contrast import Spared

ANYWHERE = "*"
"""In place of an operation: any."""
_TOLD = re.compile(r"(?P<where>.+?)(?:: | (?=is |has |holds |begins |does ))(?P<what>.+)")
_WIDE = ("a parameter", "a value in the body")

Key = tuple[str, ...]
"""Law, culprit, operation (or any) and what provokes the failure there."""


@dataclass(frozen=True, slots=True)
class ProvokedGroup:
    """Findings with one cause, in words; ``particular`` where it says which requests provoke them."""

    observations: tuple[Observation, ...]
    cause: str
    particular: bool = False


def one_cause_each(found: Mapping[Key, ProvokedGroup], spared: Spared) -> Iterator[ProvokedGroup]:
    """The groups, but those of which each request shows what provokes another, of the same member or in the same way.

    A number that fails from 1 on fails at 1,000 too, whatever its error says there.
    """
    left = dict(found)
    for key in sorted(found, key=lambda key: len(found[key].observations)):
        host = next((other for other in left if other != key and _is_of(left, key, other, spared)), None)
        if host is not None:
            members = (*left[host].observations, *left.pop(key).observations)
            left[host] = ProvokedGroup(members, left[host].cause, particular=True)
    yield from left.values()


def _is_of(groups: Mapping[Key, ProvokedGroup], key: Key, host: Key, spared: Spared) -> bool:
    """Whether what provokes the failures of one group is what provokes those of another."""
    if host[:2] != key[:2] or host[2] not in (ANYWHERE, key[2]):
        return False
    if not (groups[key].particular and groups[host].particular):
        return False
    own, other = _TOLD.fullmatch(key[3]), _TOLD.fullmatch(host[3])
    if own is None or other is None:
        return False
    alike = own["what"] == other["what"] if other["where"] in _WIDE else own["where"] == other["where"]
    return alike and all(_shows(item, host[3], spared) for item in groups[key].observations)


def _shows(item: Observation, cause: str, spared: Spared) -> bool:
    """Whether a finding shows this cause, and nothing of its operation speaks against it."""
    finding = item.finding
    refuted = spared.holds(finding.law, finding.operation, cause, drawn=True)
    return not refuted and any(one.text == cause for one in item.provoked)
