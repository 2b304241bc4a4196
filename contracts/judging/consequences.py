"""What another drift explains, which is not told beside it.

A wrong value that a service takes is seen in its later answers as well: where they break the same keyword at the same
member, and, where it can't be shown again since the record was one of another journey, whatever it breaks. A member
that answers show as another type than their schema has is not what was sent or written either. And where a service
refuses a right value of a member, its refusals of requests in which another one is wrong name that member too. And a
HEAD fails as its GET does, of which it is the head; a read shows a member as the change before it answered, and a list
as the read. What stands inside a member lacks nothing where it should stand. Of an answer whose status no document
has, no more is told, unless it says done where nothing was to do, or that nothing is there where something is. And a
flag of which one record has it (the first, the default one), or a place in an order, that moves once and never again
was moved by another change beside it.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from contracts.judging.answered_members import AnsweredMembers
from contracts.judging.kept_changes import NOTHING_CHANGES
from contracts.judging.list_causes import ListConsequences
from contracts.laws.documented_answers import WRAPPED
from contracts.laws.list_laws import LISTED_OTHERWISE
from contracts.laws.read_back import UNASKED
from mock_server.openapi import field_names, json_values, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from contracts.findings import Drift, Finding
    from mock_server.openapi import Behaviour

_COMPARING = ("echo", "read-back", "list")
"""Laws that compare what is shown with what was sent."""
_NOT_THERE = ("404", "410")
_OF_ONE_VALUE = ("type", "format", "pattern", "enum", "const", "minLength", "maxLength", "minimum", "maximum")
"""The keywords by which a key may break its schema."""

_OF_ONE_RECORD = frozenset({"first", "last", "default", "primary", "main", "preferred", "top"})
_ORDERS = frozenset({"position", "pos", "rank", "order", "ordinal", "index", "sequence", "seq", "sort", "priority"})


def without_consequences(drifts: Sequence[Drift], behaviours: Mapping[str, Behaviour] | None = None) -> list[Drift]:
    """The drifts but for those that a shown one explains; ``behaviours`` tell operations of one resource."""
    told = [drift for drift in drifts if _is_shown(drift.lead)]
    shown = [drift.lead for drift in told]
    unchanging = {name for drift in told if drift.lead.cause == NOTHING_CHANGES for name in drift.operations}
    answered = AnsweredMembers((seen for drift in told for seen in _seen_of(drift)), unchanging, behaviours)
    misshapen = {_seen(lead) for lead in shown if lead.cause in _OF_ONE_VALUE} - {None}
    lists = ListConsequences(told, behaviours or {})
    taken = {(member, lead.cause) for lead in shown if (member := _taken(lead)) is not None}
    failed = {path for lead in shown if lead.exchange.request.method == "GET" and (path := _failed(lead)) is not None}
    standing = _Standing(told, drifts, behaviours or {})
    typed = {_seen(lead) for lead in shown if lead.cause == "type"} - {None}
    refused = [(lead.operation, lead.cause or "") for lead in shown if lead.law == "valid-accepted"]
    left = [
        drift
        for drift in drifts
        if not _shows_taken(drift.lead, taken)
        and not _blames(drift.lead, refused)
        and not _moved_beside(drift.lead)
        and not _is_of_another_type(drift.lead, typed)
        and not all(map(answered.explain, _seen_of(drift)))
        and not lists.explain(drift)
        and not all(standing.explain(seen) for seen in _seen_of(drift))
        and not all(_takes_a_key_of_its_own(seen, misshapen) for seen in _seen_of(drift))
        if not (drift.lead.exchange.request.method == "HEAD" and _failed(drift.lead) in failed)
    ]
    return [replace(drift, seen=()) for drift in left]


class _Standing:
    """What is told of the answers of an operation as they stand: their status, where the record is, what reads show."""

    def __init__(self, told: Sequence[Drift], drifts: Sequence[Drift], behaviours: Mapping[str, Behaviour]) -> None:
        seen = [one for drift in told for one in _seen_of(drift)]
        self._behaviours = behaviours
        self._wrapping = {one.operation for one in seen if one.cause == WRAPPED}
        self._open = {one.operation for one in seen if one.law == "access-required"}
        self._statuses = {(one.operation, one.observed) for one in seen if one.law == "status-documented"}
        reads = [one for drift in drifts for one in _seen_of(drift) if one.law == "echo" and not one.flaky]
        self._read = {(*self._member(one), one.untried) for one in reads if one.exchange.request.method == "GET"}

    def explain(self, finding: Finding) -> bool:
        """Whether this follows from it."""
        if finding.law == "state" and finding.expected in ("401", "403") and finding.observed[:1] == "2":
            return finding.operation in self._open
        if finding.law == "state":
            of_one_class = finding.observed[:1] == finding.expected[:1]
            refused = finding.observed[:1] == "4" and finding.observed not in _NOT_THERE
            return (of_one_class or refused) and (finding.operation, finding.observed) in self._statuses
        if finding.law in _COMPARING and finding.observed in ("nothing", "absent"):
            return finding.operation in self._wrapping
        member = self._member(finding)
        listed = finding.cause == LISTED_OTHERWISE
        return listed and not self._read.isdisjoint({(*member, finding.untried), (*member, False)})

    def _member(self, finding: Finding) -> tuple[str | None, str, str]:
        behaviour = self._behaviours.get(finding.operation)
        name = pointers.tokens(finding.place)[-1] if finding.place.startswith("/") else finding.place
        return behaviour.resource if behaviour is not None else None, name, finding.observed


def _seen_of(drift: Drift) -> tuple[Finding, ...]:
    return drift.seen or (drift.lead,)


def _shows_taken(lead: Finding, taken: Collection[tuple[str, str]]) -> bool:
    """Whether an answer shows a wrong value of a member that is taken: such a one, or what another journey left."""
    member = _seen(lead)
    if lead.flaky:
        return any(member == name for name, _ in taken)
    return (member, lead.cause) in taken


def _takes_a_key_of_its_own(finding: Finding, misshapen: Collection[str | None]) -> bool:
    """Whether a path that breaks the document has the key that an answer before it gave the record.

    ``misshapen`` are the members of answers of which another drift tells that they break their schemas.
    """
    location, _, name = finding.place.partition(" ")
    if finding.law != "invalid-refused" or location != "path" or name not in misshapen:
        return False
    key = unquote(finding.exchange.request.target.partition("?")[0].rpartition("/")[2])
    given = (exchange.answer.body for exchange in finding.before if exchange.answer is not None)
    return any(re.search(rf'"{re.escape(name)}"\s*:\s*"?{re.escape(key)}[",}}\s]', _text(body)) for body in given)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _is_shown(lead: Finding) -> bool:
    return not lead.flaky and not lead.untried


def _failed(lead: Finding) -> str | None:
    """The path at which the service failed."""
    return lead.exchange.request.target.partition("?")[0] if lead.law == "no-server-error" else None


def _blames(lead: Finding, refused: Sequence[tuple[str, str]]) -> bool:
    """Whether a refusal names a member of which another drift says that right values of it are refused."""
    if lead.law != "violations-named":
        return False
    named = set(lead.observed.split(", ")) - set(lead.expected.split(", "))
    causes = [cause for operation, cause in refused if operation == lead.operation]
    return any(re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", cause) for name in named for cause in causes)


def _moved_beside(lead: Finding) -> bool:
    """Whether a record lost once the first place, or its place in an order: another one took it, by nobody's request
    about this one.
    """
    words = field_names.words(pointers.tokens(lead.place)[-1]) if lead.place.startswith("/") else ()
    if not lead.flaky or lead.law != "read-back" or lead.cause != UNASKED or not words:
        return False
    try:
        values = [json.loads(text) for text in (lead.expected, lead.observed)]
    except ValueError:  # nothing, or a text that was cut
        return False
    if all(isinstance(value, bool) for value in values):
        return not _OF_ONE_RECORD.isdisjoint(words)
    return words[-1] in _ORDERS and all(type(value) in (int, float) for value in values)


def _is_of_another_type(lead: Finding, typed: Collection[str | None]) -> bool:
    """Whether a member was sent as a value of one type and shown as one of another, which its schema does not have."""
    if lead.law not in _COMPARING or not lead.place.startswith("/") or pointers.tokens(lead.place)[-1] not in typed:
        return False
    try:
        sent, shown = json.loads(lead.expected), json.loads(lead.observed)
    except ValueError:  # the words of a comparison, or a text that was cut
        return False
    return json_values.described(sent) != json_values.described(shown)


def _taken(lead: Finding) -> str | None:
    """The member of a body whose wrong values a service takes."""
    if lead.law != "invalid-refused" or not lead.place.startswith("body "):
        return None
    return re.split(r"[./]", lead.place.removeprefix("body "))[-1] or None


def _seen(lead: Finding) -> str | None:
    """The member of an answer that breaks its schema."""
    return pointers.tokens(lead.place)[-1] if lead.law == "answer-schema" and lead.place.startswith("/") else None
