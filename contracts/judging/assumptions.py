"""Every ``x-assumed`` of the document and what the target said of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.findings import Assumption, Provenance
from contracts.traffic import format_clarity as formats
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.findings import Finding
    from contracts.judging.collector import Collector
    from contracts.laws.judging import Judge
    from mock_server.openapi import JSON, Operation


def weigh(judge: Judge, collector: Collector, findings: Iterable[Finding]) -> tuple[Assumption, ...]:
    """The assumptions with their verdicts: refuted by a drift, confirmed by answers that agree, or open.

    Of equal words in several places those are refuted that stand where the finding is.
    """
    against = [f for f in findings if f.provenance is Provenance.ASSUMED and f.assumption]
    evidence = _Evidence(judge, collector)
    found = []
    stated = list(judge.document.assumptions())
    broken = {
        place: f for f in against for place in _places(f, judge, [p for p, text in stated if text == f.assumption])
    }
    for place, text in stated:
        pointer = pointers.text(place)
        finding = broken.get(place)
        if finding is not None:
            what = f"{finding.operation}: {finding.message}"
            found.append(Assumption(pointer, text, "refuted", what))
            continue
        verdict, why = evidence.of(place)
        found.append(Assumption(pointer, text, verdict, why))
    return tuple(found)


def _places(finding: Finding, judge: Judge, places: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Of the places with one wording those that fit a finding best: by its operation, and by what it names."""
    operation = judge.document.operation(finding.operation)
    own = operation.pointer if operation is not None else ()
    named = set(re.split(r"[/ .]+", finding.place)) | {finding.observed}

    def fits(place: tuple[str, ...]) -> tuple[bool, bool]:
        return place[-1] in named, bool(own) and place[: len(own)] == own

    best = max(map(fits, places), default=(False, False))
    return [place for place in places if fits(place) == best]


class _Evidence:
    """Finds what in a run speaks for an assumption, by where in the document it stands."""

    def __init__(self, judge: Judge, collector: Collector) -> None:
        self.judge = judge
        self.collector = collector
        self.document = judge.document

    def of(self, pointer: tuple[str, ...]) -> tuple[str, str]:
        """Verdict and evidence."""
        if pointer[:1] == ("paths",) and len(pointer) == 3:
            return self._operation(pointer)
        if pointer[:1] == ("paths",) and len(pointer) >= 5 and pointer[3] == "responses":
            return self._response(pointer)
        if "schemas" in pointer:
            return self._schema(pointer)
        return "open", ""

    def _operation(self, pointer: tuple[str, ...]) -> tuple[str, str]:
        operation = self._at(pointer)
        if operation is None:
            return "open", ""
        soft = self.judge.behaviours[operation.id].soft is not None
        agreed = self.collector.agreements[f"{operation.id} state deactivated"] if soft else self._agreed(operation.id)
        if agreed:
            where = " on deactivated records" if soft else ""
            return "confirmed", f"{agreed} answers to {operation.id}{where} agree with the mock's"
        return "open", "nothing that was answered rests on it"

    def _response(self, pointer: tuple[str, ...]) -> tuple[str, str]:
        operation = self._at(pointer[:3])
        status = pointer[4]
        count = sum(
            n
            for (name, seen), n in self.collector.coverage.items()
            if operation and name == operation.id and str(seen) == status
        )
        return ("confirmed", f"answered {status} {count} times") if count else ("open", f"{status} was never answered")

    def _schema(self, pointer: tuple[str, ...]) -> tuple[str, str]:
        schema = self._node(pointer)
        name = pointer[-1]
        form = schema.get("format") if isinstance(schema, dict) else None
        if isinstance(form, str) and not formats.binding(form) and form in formats.UNREGISTERED:
            return self._format(name)
        for operation in self.document.operations:
            request = operation.request_schema
            if request is not None and self._concerns(request, schema) and (agreed := self._agreed(operation.id)):
                return "confirmed", f"{agreed} answers to {operation.id} agree with it"
            for response in operation.responses:
                if self._concerns(response.schema, schema):
                    count = sum(
                        n
                        for (op, seen), n in self.collector.coverage.items()
                        if op == operation.id and response.covers(seen)
                    )
                    if count:
                        return "confirmed", f"{count} answers to {operation.id} conform to it"
        return "open", "nothing that was answered rests on it"

    def _format(self, name: str) -> tuple[str, str]:
        taken = sum(counts[0] for place, counts in self.collector.unbinding.items() if place[-1] == name)
        refused = sum(counts[1] for place, counts in self.collector.unbinding.items() if place[-1] == name)
        if taken:
            return "refuted", f"{taken} values of another form were accepted"
        return ("confirmed", f"{refused} values of another form were refused") if refused else ("open", "")

    def _concerns(self, root: JSON, schema: JSON) -> bool:
        """Whether ``schema`` (an element of the document) is part of ``root``."""
        stack, seen = [root], set()
        while stack:
            node = stack.pop()
            if node is schema:
                return True
            if not isinstance(node, dict | list) or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, list):
                stack.extend(node)
                continue
            if isinstance(node.get("$ref"), str):
                stack.append(self.document.resolve(node["$ref"]))
            stack.extend(node.values())
        return False

    def _agreed(self, operation: str) -> int:
        return sum(count for key, count in self.collector.agreements.items() if key.startswith(f"{operation} 2"))

    def _at(self, pointer: tuple[str, ...]) -> Operation | None:
        return next((o for o in self.document.operations if o.pointer == pointer), None)

    def _node(self, pointer: tuple[str, ...]) -> JSON:
        node: JSON = self.document.tree
        for token in pointer:
            node = node.get(token) if isinstance(node, dict) else None
        return node
