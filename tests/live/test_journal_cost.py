"""What the journal costs a request when nobody looks, counted in instructions of Python and in what it keeps.

`benchmarks/journal.py` has the times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server import Settings, create_app
from mock_server.engine.answers import Answer
from mock_server.server.asgi import BEGAN, BODY, HEAD, PLAN
from mock_server.server.journal.request_journal import RequestJournal
from tests.counted import instructions
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan

BODY_SENT = b'{"id": "a", "name": "Ada"}'
ENTRIES = 320
MOST_EACH = 205
"""Instructions a request, with what it costs that others give way."""


@pytest.fixture(scope="module")
def plan() -> OperationPlan:
    """That of an operation."""
    return create_app(Settings(spec=DOCUMENT, store="memory:", log_level="error")).apis[0].plans[0]


def scope(plan: OperationPlan, more: bytes = b"") -> dict[str, Any]:
    """A request as the server hands it over, in one piece."""
    body = BODY_SENT + more
    return {"method": "POST", "path": "/things", "raw_path": b"/things", "query_string": b"", "headers": [], BEGAN: 1.0,
            BODY: body, HEAD: b"POST /things HTTP/1.1\r\nhost: a\r\n\r\n" + body, PLAN: plan}  # fmt: skip


def test_a_request_costs_the_same_however_many_are_kept(plan: OperationPlan) -> None:
    """No more than a bound, with what gives way to it; and what came is kept as it is, not copied."""
    journal, answer = RequestJournal(ENTRIES, 16_000_000, 65_536), Answer(201, (), b"{}")
    spent = []
    for _ in range(4):
        asked = [scope(plan) for _ in range(ENTRIES)]
        spent.append(sum(instructions(lambda one=one: journal.answered(one, answer)) for one in asked))  # type: ignore[misc]
    assert spent[1] - spent[0] < 40 * ENTRIES, spent  # from here on others give way
    assert max(spent[1:]) <= MOST_EACH * ENTRIES, spent
    kept = journal.entries()[-1].kept
    assert kept[8] is asked[-1][HEAD]
    assert kept[6] is answer


@pytest.mark.parametrize("most", [1, 3, 31, 32, 33, 100])
def test_the_bounds_hold_after_each_request(plan: OperationPlan, most: int) -> None:
    """Of number and of octets, also where some give way at once; the newest are there, and all are accounted for."""
    journal = RequestJournal(most, 30_000, 4_000)
    for number in range(1, 301):
        more = b"x" * (number * 37 % 3_000)
        journal.answered(scope(plan, more), Answer(201, (), more))
        entries = journal.entries()
        assert len(entries) <= most
        assert journal.held <= 30_000
        assert journal.held == sum(entry.size for entry in entries)
        assert [entry.number for entry in entries] == list(range(number - len(entries) + 1, number + 1))
        assert journal.dropped == number - len(entries)
        assert entries
    ((operation, status, count),) = journal.counts()
    assert (operation, status, count.number) == (plan.operation.id, 201, 300)


def test_most_of_them_are_there_once_it_was_full(plan: OperationPlan) -> None:
    """What gives way at once is a small part."""
    journal, least = RequestJournal(1_000, 16_000_000, 65_536), 1_000
    for number in range(2_100):
        journal.answered(scope(plan), Answer(201, (), b""))
        least = least if number < 1_000 else min(least, sum(len(ring.entries) for ring in journal.rings()))
    assert 960 <= least <= 1_000
