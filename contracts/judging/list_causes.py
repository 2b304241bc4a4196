"""What findings about lists may have in common: one filter, or all filters, that are wrong in one way.

A filter that is wrong in two ways is one. Filters of several members and lists are one cause only where none of them
was seen to be right.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws.filter_laws import LACKS, filter_flaw
from contracts.laws.list_laws import LACKS_CREATED, SHOWS_REMOVED
from contracts.laws.list_walks import HIDES, LOSES, counts_all
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.findings import Drift, Finding
    from contracts.judging.collector import Observation
    from contracts.judging.contrast import Spared
    from mock_server.openapi import Behaviour

_ANY = "*"


def is_of_filter(finding: Finding) -> bool:
    """Whether a list shows what a filter does not ask for, or lacks what it asks for."""
    return finding.law == "list" and filter_flaw(finding.cause) is not None


class FilterCauses:
    """The causes of findings about filters, over all of them together."""

    def __init__(self, observations: Iterable[Observation], spared: Spared) -> None:
        wrong = defaultdict(set)
        for finding in (item.finding for item in observations if is_of_filter(item.finding)):
            wrong[finding.operation].add(_member(finding))
        self._right = {operation for operation, member in spared.filters if member not in wrong[operation]}

    def of(self, finding: Finding) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The causes that a finding may have beside its own, each with a rank."""
        base, flaw = (finding.law, str(finding.culprit)), filter_flaw(finding.cause) or ""
        yield 2, (*base, finding.operation, finding.place, _ANY)
        if finding.operation not in self._right:
            yield 5, (*base, finding.operation, _ANY, flaw)
        if not self._right:
            yield 6, (*base, _ANY, _ANY, flaw)


class ListConsequences:
    """What a list shows that other drifts, which are ``shown``, explain.

    A record that a removal left there is read and listed; a list that lacks records lacks them filtered as well, and on
    smaller pages; a total that is less than its own page shows is less than all pages do.
    """

    def __init__(self, shown: Iterable[Drift], behaviours: Mapping[str, Behaviour]) -> None:
        self._behaviours = behaviours
        self._outlived: set[str] = set()
        self._listed: set[str] = set()
        self._lacking: defaultdict[str, set[str]] = defaultdict(set)
        self._totals: dict[str, set[str]] = {}
        for drift in shown:
            if drift.lead.law == "state" and drift.lead.cause == "removed":
                self._outlived |= self._resources(drift)
            elif drift.lead.law == "list":
                self._listed |= self._resources(drift) if drift.lead.cause == SHOWS_REMOVED else set()
                self._lacking[drift.lead.cause].update(drift.operations)
                if drift.lead.culprit is Culprit.TARGET_AGAINST_DOCUMENT:
                    self._totals.setdefault(drift.lead.place, set()).update(drift.operations)

    def explain(self, drift: Drift) -> bool:
        """Whether all of this drift, in each of its operations, comes of another one."""
        lead = drift.lead
        if lead.law == "state" and lead.cause == "removed" and (lead.untried or lead.flaky):
            return self._resources(drift) <= self._listed
        if lead.law != "list":
            return False
        if lead.cause == SHOWS_REMOVED:
            return self._resources(drift) <= self._outlived
        if lead.culprit is Culprit.TARGET_AGAINST_MOCK and counts_all(lead.place):
            return self._totals.get(lead.place, set()).issuperset(drift.operations)
        if lead.cause in (HIDES, LOSES) or filter_flaw(lead.cause) == LACKS:
            causes = (LACKS_CREATED,) if lead.cause == HIDES else (LACKS_CREATED, HIDES)
            return any(self._lacking[cause].issuperset(drift.operations) for cause in causes)
        return False

    def _resources(self, drift: Drift) -> set[str]:
        """The resources of its operations; an operation of none stands for itself."""
        known = (self._behaviours.get(name) for name in drift.operations)
        return {
            (behaviour.resource if behaviour is not None else None) or name
            for name, behaviour in zip(drift.operations, known, strict=True)
        }


def _member(finding: Finding) -> str:
    return pointers.tokens(finding.place)[-1]
