"""Whether as many requests came as a test expects; where not, which came nearest and in which field they differ."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.engine.answers import json_answer
from mock_server.engine.error_roles import phrase
from mock_server.openapi.reading.durations import seconds_of
from mock_server.server.admin.answering import given
from mock_server.server.admin.request_calls import sandbox_of, with_journal
from mock_server.server.journal.request_pattern import RequestPattern
from mock_server.server.journal.shown_entry import ShownEntry
from mock_server.server.journal.text_matcher import SHOWN
from mock_server.server.journal.written_secrets import without_json_secrets
from mock_server.server.masked_keys import MASK

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from mock_server.engine.answers import Answer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.server.journal.request_journal import RequestJournal
    from mock_server.server.journal.request_pattern import NearMiss
    from mock_server.server.journal.text_matcher import FieldDifference
    from mock_server.server.live_mock import LiveMock

_CONFLICT = 409
_LONGEST = 60.0
_BETWEEN = re.compile(r"""[./\s$'"\[\]]+""")
_COOKIES = ("cookie", "set-cookie")


class Expected(NamedTuple):
    """How many requests are expected, both bounds included; no ``most`` is no upper bound."""

    least: int
    most: int | None

    @classmethod
    def of(cls, asked: Mapping[str, Any]) -> Expected:
        """As a call says it: at least one where it says nothing."""
        if "exactly" in asked:
            return cls(asked["exactly"], asked["exactly"])
        if "atMost" in asked:
            return cls(asked.get("atLeast", 0), asked["atMost"])
        return cls(asked.get("atLeast", 1), None)

    def met_by(self, count: int) -> bool:
        """Whether so many are expected."""
        return self.least <= count and (self.most is None or count <= self.most)

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least}"
        return f"exactly {self.most}" if self.least == self.most else f"{self.least} to {self.most}"


@with_journal
def verify_requests(mock: LiveMock, call: Call, journal: RequestJournal) -> Awaitable[Answer]:
    """200 once the number is as expected, 409 where it is not so within the time."""
    pattern = RequestPattern(call.body["pattern"])
    return _verified(mock, journal, pattern, Expected.of(call.body), sandbox_of(call), call.body.get("within", "0s"))


async def _verified(
    mock: LiveMock, journal: RequestJournal, pattern: RequestPattern, expected: Expected, sandbox: str, within: str
) -> Answer:
    loop = asyncio.get_running_loop()
    end = loop.time() + min(_LONGEST, seconds_of(within) or 0.0)
    while True:
        count = len(pattern.matching(journal.entries(sandbox)))
        left = end - loop.time()
        if expected.met_by(count):
            return given({"count": count})
        if left <= 0 or (expected.most is not None and count > expected.most):
            break
        await journal.changed(left)
    near = pattern.nearest(journal.entries(sandbox))
    return _refused(count, expected, [_shown(miss, mock) for miss in near])


def _shown(miss: NearMiss, mock: LiveMock) -> dict[str, JSON]:
    shown = ShownEntry(miss.entry, mock)
    return {
        "request": shown.short(),
        "differs": [
            {
                "field": difference.field,
                "expected": shown.hidden.text(difference.expected),
                "observed": _observed(difference, shown),
            }
            for difference in miss.differences
        ],
    }


def _observed(difference: FieldDifference, shown: ShownEntry) -> str | None:
    """What was there instead, without secrets: where the field's own name is that of one, nothing of it."""
    if difference.observed is None:
        return None
    names = [name for name in _BETWEEN.split(difference.field) if name]
    places, plan = shown.places, shown.entry.plan
    if any(name in _COOKIES or places.is_secret_field(name) or places.is_secret(name, plan) for name in names):
        return MASK
    text = shown.hidden.text(without_json_secrets(difference.observed, lambda name: places.is_secret(name, plan)))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _refused(count: int, expected: Expected, nearest: list[dict[str, JSON]]) -> Answer:
    said = f"{count} requests match the pattern, {expected} were expected"
    if nearest:
        first = nearest[0]
        fields = ", ".join(difference["field"] for difference in first["differs"])
        said += f"; the nearest, {first['request']['method']} {first['request']['path']}, differs in {fields}"
    body = {"type": "about:blank", "title": phrase(_CONFLICT), "status": _CONFLICT, "detail": said, "count": count,
            "nearest": nearest}  # fmt: skip
    return json_answer(_CONFLICT, body, b"application/problem+json", (), said)
