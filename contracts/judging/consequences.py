"""What another drift explains: a wrong value that a service takes is seen in its later answers as well.

Where such an answer shows it again it is a drift of its own, for what it says. Where it can't be shown again, since the
record was one of another journey, it is what the other drift left behind, and is not told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.findings import Drift, Finding


def without_consequences(drifts: Sequence[Drift]) -> list[Drift]:
    """The drifts but for those that are flaky and that a shown one explains."""
    taken = {member for drift in drifts if _is_shown(drift.lead) and (member := _taken(drift.lead)) is not None}
    return [drift for drift in drifts if not (drift.lead.flaky and _seen(drift.lead) in taken)]


def _is_shown(lead: Finding) -> bool:
    return not lead.flaky and not lead.untried


def _taken(lead: Finding) -> str | None:
    """The member of a body whose wrong values a service takes."""
    if lead.law != "invalid-refused" or not lead.place.startswith("body "):
        return None
    return lead.place.removeprefix("body ").replace(".", "/").rpartition("/")[2] or None


def _seen(lead: Finding) -> str | None:
    """The member of an answer that breaks its schema."""
    return lead.place.rpartition("/")[2] if lead.law == "answer-schema" else None
