"""Failures of the HTTP layer in front of a service (gateway, proxy, load balancer), and what a service says that it
does not implement: one cause, wherever they show.

Which requests meet them says little: what decides is that something behind is down, slow or too large, or not there.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from contracts.judging.contrast import provoked_groups
from contracts.judging.error_form import form
from contracts.judging.provoked_group import ProvokedGroup
from contracts.laws.documented_answers import HTML_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.findings import Finding
    from contracts.judging.collector import Observation
    from contracts.judging.contrast import Spared

_STATUSES = (502, 503, 504)
"""Bad Gateway, Service Unavailable, Gateway Timeout (RFC 9110 sections 15.6.3 to 15.6.5)."""
_NOT_IMPLEMENTED = 501
"""What the service lacks, whatever a request holds (RFC 9110 section 15.6.2)."""
_OF_THE_STATUS = frozenset(
    ("not", "implemented", "notimplemented", "notimplementederror", "notimplementedexception", "unsupported",
     "supported", "support", "error", "response", "server", "status", "code", "message", "http", "this", "the",
     "method", "operation", "request", "feature", "functionality", "is", "was", "has", "does", "yet",
     "been", "required", "to", "fulfill")
)  # fmt: skip
FRONT = "the HTTP layer in front"
LACKING = "not implemented"


def is_front(finding: Finding) -> bool:
    """Whether a finding is an answer of the layer in front: an undocumented status of it, or its page; or a 501."""
    answer = finding.exchange.answer
    if answer is None or answer.status not in (*_STATUSES, _NOT_IMPLEMENTED):
        return False
    return finding.law == "no-server-error" or finding.cause == HTML_PAGE


def front_groups(observations: Sequence[Observation], spared: Spared) -> Iterator[ProvokedGroup]:
    """The drifts among such findings: one, and one a text of a 501 that says something; more where it is clear what
    provokes them.
    """
    behind: list[Observation] = []
    lacking: defaultdict[str, list[Observation]] = defaultdict(list)
    for item in observations:
        answer = item.finding.exchange.answer
        of_501 = answer is not None and answer.status == _NOT_IMPLEMENTED
        (lacking[form(item.finding.exchange)] if of_501 else behind).append(item)
    yield from _one_or_clear(behind, spared, FRONT)
    for text, items in lacking.items():
        cause = f"{LACKING} ({text})" if text else LACKING
        yield from (_one_or_clear if _says_what(text) else _by_operation)(items, spared, cause)


def _says_what(text: str) -> bool:
    """Whether the text of a 501 says more than its status does."""
    return not set(re.findall(r"[a-z]+", text.lower())) <= _OF_THE_STATUS


def _by_operation(observations: Sequence[Observation], spared: Spared, cause: str) -> Iterator[ProvokedGroup]:
    """What is clear over all, or of an operation by itself, and one drift of the others."""
    operations: defaultdict[str, list[Observation]] = defaultdict(list)
    for item in observations:
        operations[item.finding.operation].append(item)
    left: list[Observation] = []
    for items in [observations] if _clear(observations, spared) else operations.values():
        groups = _clear(items, spared)
        yield from groups
        left += [] if groups else items
    if left:
        yield ProvokedGroup(tuple(left), cause)


def _one_or_clear(observations: Sequence[Observation], spared: Spared, cause: str) -> Iterator[ProvokedGroup]:
    """One drift, unless it is clear which requests bring the service itself down."""
    groups = _clear(observations, spared)
    if groups or not observations:
        yield from groups
    else:
        yield ProvokedGroup(tuple(observations), cause)


def _clear(observations: Sequence[Observation], spared: Spared) -> list[ProvokedGroup]:
    """What provokes them, nothing where that is not clear.

    It is where one thing provokes all of them, or, in one operation, where nothing comes and goes.
    """
    crashes = [item for item in observations if item.finding.law == "no-server-error"]
    groups = list(provoked_groups(crashes, spared))
    several = len({item.finding.operation for item in observations}) > 1
    clear = len(crashes) == len(observations) and all(group.particular for group in groups)
    return groups if clear and (len(groups) == 1 or not several) else []
