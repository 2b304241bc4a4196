"""Operations that refuse nothing of a part of their requests (the body, the query): one cause, whatever is taken.

A service that reads no body, or checks none, takes each kind of wrong value there is. That is told once, with the
plainest request that shows it. What can't be read at all (broken JSON), and what is no object, is often refused before
anybody looks at values, so such a refusal says nothing of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.judging.provoked_group import ProvokedGroup
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.findings import Finding
    from contracts.judging.collector import Observation
    from contracts.judging.contrast import Spared

_KINDS = 3
"""From how many kinds of wrong values on that one operation takes, it looks at none."""


def unrefused_groups(observations: Iterable[Observation], spared: Spared) -> Iterator[ProvokedGroup]:
    """The wrong values that were taken where none was ever refused, by the part of the requests that holds them.

    Other operations that refused none either join those that took several kinds, as far as their kinds are the same.
    """
    taken: defaultdict[str, defaultdict[str, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for item in observations:
        finding = item.finding
        location = "body" if finding.cause == "media-type" else finding.place.partition(" ")[0]
        if finding.law == "invalid-refused" and (finding.operation, location) not in spared.refusing:
            taken[location][finding.operation].append(item)
    for location, operations in taken.items():
        kinds = {name: {item.finding.cause for item in items} for name, items in operations.items()}
        many = {name for name, found in kinds.items() if len(found) >= _KINDS}
        known = set().union(*(kinds[name] for name in many))
        members = [item for name, items in operations.items() if name in many or kinds[name] <= known for item in items]
        if many:
            yield ProvokedGroup(
                tuple(members), f"any wrong value in the {location}, none is ever refused", particular=True
            )


def shows_unrefused(finding: Finding, groups: Iterable[ProvokedGroup]) -> bool:
    """Whether an answer shows a wrong value of a member that was taken so: it is no drift of its own."""
    if finding.law != "answer-schema" or not finding.place.startswith("/"):
        return False
    member = pointers.tokens(finding.place)[-1]
    return any(
        member == re.split(r"[ .]", seen.finding.place)[-1] and finding.cause == seen.finding.cause
        for group in groups
        for seen in group.observations
    )
