"""What a run did not send, told once for each reason, however many keys and values had it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 8
_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


def unsent(skips: Mapping[str, int], most: int = _MOST) -> list[str]:
    """A sentence for each reason, the commonest first; ``skips`` counts by "operation: reason", with values in quotes.

    Reasons that differ in their values alone are one, told with the value that came most often.
    """
    counts: dict[str, int] = {}
    reasons: dict[str, list[str]] = {}
    for reason, count in sorted(skips.items(), key=lambda item: -item[1]):
        kind = _QUOTED.sub("…", reason)
        counts[kind] = counts.get(kind, 0) + count
        reasons.setdefault(kind, []).append(reason)
    told = []
    for kind in sorted(counts, key=lambda kind: -counts[kind])[:most]:
        same = len(reasons[kind])
        others = f", with {same} such values" if same > 1 else ""
        told.append(f"not sent: {reasons[kind][0]} ({counts[kind]} times{others})")
    return told
