"""Whether anything of the document answers under the base URL: a wrong base path is told by a handful of requests.

A path that nobody has shows how the target answers what it does not know. Where operations are answered just so,
nothing of the document is there, and other base paths are tried on the same host.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from contracts.errors import TargetError
from contracts.exchange import Request
from contracts.laws.told_failures import ABSENT
from contracts.traffic.credentials import NONE
from contracts.traffic.operation_purpose import changing_reads
from contracts.traffic.target import Target
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Answer
    from mock_server.openapi import JSON, Operation

    Harmless = Callable[[Operation], Request | None]

MOST = 5
"""Requests that the question may cost."""
_OPERATIONS = 3
_VARYING = re.compile(r"[0-9a-fA-F-]{8,}|\d+")

AnswerForm = tuple[int, str, str]


def form(answer: Answer, target: str) -> AnswerForm:
    """An answer without what differs from one request to the next: its path, numbers, ids and times."""
    text = answer.body[:20_000].decode("utf-8", "replace") + str(answer.header("Location") or "")
    for word in sorted({target, target.partition("?")[0], *target.partition("?")[0].split("/")}, key=len, reverse=True):
        if len(word) > 1:
            text = text.replace(word, "")
    kind = media_types.essence(answer.header("Content-Type") or "")
    return answer.status, kind, _VARYING.sub("#", text)


def _is_nowhere(answered: AnswerForm) -> bool:
    """Whether a path that nobody has is answered as such: not found, sent elsewhere, or with a page for people."""
    status, kind, _ = answered
    return 300 <= status < 400 or status in (404, 405, 410) or (status == 200 and kind == "text/html")


class BasePath:
    """Asks the question; ``unknown`` is the form of the answer to a path that nobody has, None before it is known."""

    def __init__(self, steps: RecordSteps, harmless: Harmless) -> None:
        self.steps = steps
        self.harmless = harmless
        self.unknown: AnswerForm | None = None
        self.statuses: dict[Request, int] = {}
        """What the requests for operations were answered."""

    def wrong(self) -> str | None:
        """Why nothing of the document can be there, None where something is or nobody can tell."""
        operations = self._chosen()
        if not operations:
            return None
        nowhere = self._nowhere([operation for operation, _ in operations])
        sent = self.steps.send(nowhere, "a path that nobody has")
        answer = sent.exchange.answer if sent is not None else None
        if answer is None:
            return None
        self.unknown = form(answer, nowhere.target)
        if not _is_nowhere(self.unknown):
            return None
        asked: list[tuple[Operation, Request]] = []
        for operation, request in operations:
            sent = self.steps.send(request, "whether the base path is right")
            answer = sent.exchange.answer if sent is not None else None
            self.statuses |= {request: answer.status} if answer is not None else {}
            if answer is None or form(answer, request.target) != self.unknown:
                return None
            asked.append((operation, request))
        return self._told(asked)

    def _nowhere(self, operations: list[Operation]) -> Request:
        """A path that nobody has, asked with a credential: a guard in front of all paths tells nothing of them."""
        credentials = self.steps.sender.credentials
        ways = (credentials.default(operation) for operation in operations)
        access = next((way for way in ways if way.headers or way.query), NONE)
        query = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in access.query)
        return Request("GET", f"/no-such-path-{self.steps.names.tag}{'?' if query else ''}{query}", access.headers)

    def _chosen(self) -> list[tuple[Operation, Request]]:
        """Operations of different parts of the document, those that name no record first."""
        document, choice = self.steps.judge.document, self.steps.sender.safety.choice
        unsafe = {operation.id for operation in changing_reads(document.operations)}
        families: dict[str, list[tuple[Operation, Request]]] = {}
        for operation in sorted(document.operations, key=lambda o: "{" in o.path):
            if operation.id in unsafe or (choice is not None and choice.leaves_out(operation)):
                continue
            request = self.harmless(operation)
            if request is not None:
                families.setdefault(operation.path.split("/")[1], []).append((operation, request))
        rows = [*families.values()]
        found = [row[index] for index in range(max(map(len, rows), default=0)) for row in rows if index < len(row)]
        return sorted(found, key=lambda pair: "{" in pair[0].path)[:_OPERATIONS]

    def _told(self, asked: list[tuple[Operation, Request]]) -> str | None:
        plain = [pair for pair in asked if "{" not in pair[0].path]
        elsewhere = self._elsewhere((plain or asked)[0][1], MOST - 1 - len(asked))
        if elsewhere is None and not plain:
            return None  # a record that is not there may be answered like a path that is not there
        said = f"nothing of this document answers under {self.steps.sender.target.url}"
        if elsewhere is not None:
            return f"{said}; did you mean {elsewhere}?"
        status = self.unknown[0] if self.unknown is not None else 404
        return f"{said}: {len(asked)} of its operations are answered like a path that nobody has ({status})"

    def _elsewhere(self, request: Request, budget: int) -> str | None:
        """Another base URL on the same host under which the request is answered in another way."""
        mine = self.steps.sender.target
        for url in list(self._bases())[: max(budget, 1)]:
            other = Target(url, timeout=mine.timeout, headers=mine.headers, route=mine.route)
            try:
                answer = other.send(request)
            except TargetError:
                continue
            finally:
                other.close()
                mine.sent += 1
            if answer.status != 404 and form(answer, request.target) != self.unknown:
                return url
        return None

    def _bases(self) -> Iterator[str]:
        parts = urlsplit(self.steps.sender.target.url)
        mine = parts.path.rstrip("/")
        servers: JSON = self.steps.judge.document.tree.get("servers")
        urls = [str(s.get("url") or "") for s in servers if isinstance(s, dict)] if isinstance(servers, list) else []
        paths = [urlsplit(url).path.rstrip("/") for url in urls if "{" not in urlsplit(url).path]
        wanted = [*paths, *(mine + path for path in paths if path), mine.rpartition("/")[0], f"{mine}/api/v1", ""]
        for path in dict.fromkeys(wanted):
            if path != mine:
                yield f"{parts.scheme}://{parts.netloc}{path}"


def looked(steps: RecordSteps, unknown: AnswerForm | None) -> set[str]:
    """The reads of records that the run may not make which said, as documented, that there is no such record.

    Only where that is another answer than the one to a path that nobody has (``unknown``).
    """
    found = set()
    for exchange in steps.sender.collector.samples:
        request, answer = exchange.request, exchange.answer
        reading = steps.judge.reader.read(request)
        if reading is None or answer is None or answer.status not in ABSENT or not request.is_safe:
            continue
        behaviour = steps.judge.behaviours[reading.operation.id]
        cycle = steps.cycles.get(behaviour.resource or "")
        documented = reading.operation.response(answer.status)
        exact = documented is not None and documented.status != "default"
        foreign = reading.path and exact and (cycle is None or cycle["create"] is None)
        if foreign and unknown is not None and form(answer, request.target) != unknown:
            found.add(reading.operation.id)
    return found
