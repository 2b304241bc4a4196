"""The laws that one exchange and the document decide: status, access, validity, media type, body, echo."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from contracts.findings import Culprit, Finding
from contracts.laws.documented_answers import AnswerLaws
from contracts.laws.echo import Echo
from contracts.laws.internals import internals
from contracts.laws.leeway import is_earned, is_reserved, is_unrouted, is_usual, refuses_inside
from contracts.laws.list_totals import totals
from contracts.laws.maker import Maker, retryable, tolerated
from contracts.laws.meant_item import meant_first
from contracts.laws.standard_fields import standard_fields
from contracts.laws.strict_json import JSONError, UnclearJSONError, read
from contracts.laws.told_pages import page_told
from contracts.laws.validity import ValidityLaws
from contracts.traffic.key_members import key_members
from contracts.traffic.request_json import nested
from contracts.traffic.request_validity import Reader, Reading
from contracts.traffic.told_uuids import ToldUuids
from contracts.traffic.waits import is_asked_for
from mock_server.openapi import MISSING, behaviours, field_names, media_types

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
    from contracts.traffic.credentials import Credentials
    from mock_server.openapi import JSON, Document, Operation

_KNOWN: WeakKeyDictionary[Document, Judge] = WeakKeyDictionary()
_TAKEN = frozenset({"invalid-refused", "access-required"})
MORE_MEMBERS = frozenset({"additionalProperties", "unevaluatedProperties"})
"""The causes of findings of members that no schema lists."""
_DEEPEST = 64
"""Levels of objects and arrays in an answer that are still judged: no document describes more."""
_TELLING = 12
"""Characters from which on a text in an answer can't be a credential by chance."""


class Judge:
    """Judges exchanges by one document; ``credentials`` tell which ones let in, where they are known."""

    def __init__(
        self, document: Document, credentials: Credentials | None = None, reader: Reader | None = None
    ) -> None:
        self.document = document
        self.credentials = credentials
        self.reader = reader or Reader(document)
        self.schemas = self.reader.schemas
        self.behaviours = behaviours(document, self.schemas)
        self.reader.key_members = key_members(self.behaviours, self.schemas)
        self.uuids = ToldUuids(self.schemas, self.behaviours)
        self.echo = Echo(self.schemas, self.uuids)
        self.validity = ValidityLaws(self.schemas, self.uuids, self.behaviours)
        self.answers = AnswerLaws(self.reader)
        self.more_members = False
        """Whether what an answer holds beyond its schema hides nothing else: a newer document may have added it."""
        self._plain = frozenset(o.wire_path for o in document.operations if not o.path_names)

    @classmethod
    def of(cls, document: Document) -> Judge:
        """The judge of a document for traffic of which nothing else is known."""
        found = _KNOWN.get(document)
        if found is None:
            found = _KNOWN[document] = cls(document)
        return found

    def judge(self, exchange: Exchange) -> list[Finding]:
        """The findings of one exchange."""
        reading = self.reader.read(exchange.request)
        return self.findings(exchange, reading, self.body_of(exchange.answer, reading))

    def body_of(self, answer: Answer | None, reading: Reading | None = None) -> JSON:
        """The answer's JSON value, what it is about first; MISSING for no whole one, a JSONError for a broken one."""
        if answer is None or not answer.body or answer.cut:
            return MISSING
        if not media_types.is_json(answer.header("Content-Type") or ""):
            return MISSING
        try:
            value = read(answer.body)
        except JSONError as error:
            return error
        except UnclearJSONError:
            return MISSING
        if answer.body.count(b"{") + answer.body.count(b"[") > _DEEPEST and nested(value, _DEEPEST):
            return MISSING
        return meant_first(value, self.behaviours[reading.operation.id], reading) if reading is not None else value

    def findings(
        self,
        exchange: Exchange,
        reading: Reading | None,
        body: JSON,
        culprit: Culprit = Culprit.TARGET_AGAINST_DOCUMENT,
    ) -> list[Finding]:
        """The findings of an exchange whose request and answer are read already."""
        answer = exchange.answer
        make = Maker(exchange, reading.operation if reading else None, culprit)
        if answer is None and is_asked_for(self.schemas, reading, exchange.failure):
            return []
        if answer is None:
            return [make("answered", "status", "an answer", exchange.failure or "none", "no answer came")]
        if reading is None or reading.routing:
            return self._undocumented(answer, make) + internals(answer, exchange, None, make)
        access = self.credentials.verdict(exchange.request, reading.operation) if self.credentials else None
        response = reading.operation.response(answer.status)
        response = None if _is_unread(answer.status, reading.operation) else response
        inside = internals(answer, exchange, response, make)
        found = self._status(answer, reading, access, make)
        if found and refuses_inside(reading, self.behaviours[reading.operation.id], body):
            found = [finding for finding in found if finding.law not in _TAKEN]
        if found:
            return found + inside
        front = response is not None and response.status == "default" and tolerated(answer, exchange, reading)
        if response is None or front or is_unrouted(answer.status, reading):
            return inside  # whoever refuses it in front of the service, or tells paths apart, has a form of its own
        found = self.answers.media(answer, response, body, exchange, make)
        found = found or self.answers.body(response, body, reading, make) or self.answers.items(answer, response, make)
        found += self.answers.headers(answer, response, make)
        behaviour = self.behaviours[reading.operation.id]
        found += standard_fields(answer, response, behaviour, exchange, self.schemas, make)
        if answer.status >= 300 or not _gives_credential(reading.operation):
            found += self._leaked(answer, exchange, make)
        if answer.status >= 400 and isinstance(body, dict):
            found += self.answers.error(answer, body, response, make)
        found += inside
        if 200 <= answer.status < 300 and not (self._but_more_members(found) if self.more_members else found):
            found += self.echo.findings(reading, behaviour, response, body, make)
            if behaviour.action == "list":
                found += totals(reading.operation, body, behaviour.record, make)
                found += page_told(self.schemas, reading, response, body, behaviour.record, make)
        return found

    def _but_more_members(self, found: list[Finding]) -> list[Finding]:
        return [finding for finding in found if finding.cause not in MORE_MEMBERS]

    def _leaked(self, answer: Answer, exchange: Exchange, make: Maker) -> list[Finding]:
        """Whether the answer shows a credential that the request carried."""
        if self.credentials is None or not answer.body:
            return []
        shown = [value for value in self.credentials.presented(exchange.request) if len(value) >= _TELLING]
        text = answer.body.decode("utf-8", "replace")
        sent = (exchange.request.body or b"").decode("utf-8", "replace")
        if any(value in text and value not in sent for value in shown):
            return [
                make(
                    "credential-secret",
                    "body",
                    "no credential",
                    "the credential",
                    "shows the credential of its request",
                )
            ]
        return []

    def _undocumented(self, answer: Answer, make: Maker) -> list[Finding]:
        if answer.status >= 500 and answer.status not in (501, 505) and not retryable(answer):
            return [
                make("no-server-error", "status", "404 or 405", str(answer.status), "failed at an undocumented request")
            ]
        if answer.status == 405 and answer.header("Allow") is None:
            message = "refuses a method without saying which are allowed"
            return [make("allow", "header Allow", "Allow: …", "no Allow", message)]
        return []

    def _status(self, answer: Answer, reading: Reading, access: bool | None, make: Maker) -> list[Finding]:
        operation, status = reading.operation, answer.status
        documented = operation.response(status)
        exact = documented is not None and documented.status != "default"
        if status >= 500 and not exact and not retryable(answer):
            return [
                make("no-server-error", "status", _statuses(operation), str(status), "the server failed", cause="5xx")
            ]
        if tolerated(answer, make.exchange, reading):
            return []
        if documented is None and (is_usual(status, self.uuids, reading, access) or _is_elsewhere(status, operation)):
            return []
        if status == 405 and operation.path_names and make.exchange.request.target.partition("?")[0] in self._plain:
            return []  # a path without parameters comes before one with them, and has no such method
        if documented is None:
            wanted, code = _statuses(operation, status), str(status)
            assumed = next((r.assumed for r in operation.responses if r.status[0] == code[0] and r.assumed), None)
            message = f"answers {code}, which is not documented"
            return [make("status-documented", "status", wanted, code, message, cause=code, assumed=assumed)]
        if access is False:
            return self._refused(answer, reading, make)
        forbidden = status == 403 and operation.response(401) is not None and operation.response(403) is not None
        if access is True and operation.security and status in (401, 403) and not forbidden and not reading.why:
            how = "valid credentials are refused"
            return (
                []
                if is_reserved(operation, status)
                else [make("access-granted", "status", "to be let in", str(status), how)]
            )
        return self.validity.findings(answer.status, reading, make)

    def _refused(self, answer: Answer, reading: Reading, make: Maker) -> list[Finding]:
        operation = reading.operation
        wanted = [
            status for status in (401, 403) if (found := operation.response(status)) and found.status != "default"
        ]
        wanted = wanted or [401, 403]
        if answer.status in wanted or is_earned(answer.status, reading):
            return []
        refusal = " or ".join(map(str, wanted))
        if answer.status < 400:
            return [make("access-required", "status", refusal, str(answer.status), "lets in without valid credentials")]
        message = f"answers {answer.status} before it looks at the credentials"
        return [make("access-required", "status", refusal, str(answer.status), message, cause=f"{answer.status} first")]


def _is_elsewhere(status: int, operation: Operation) -> bool:
    """Whether the document lists this status and what it refers to for it can't be read, or no answer at all: nothing
    binds then.
    """
    listed = operation.raw.get("responses")
    if not listed:
        return True
    return isinstance(listed, dict) and not {str(status), f"{status // 100}XX", "default"}.isdisjoint(listed)


def _is_unread(status: int, operation: Operation) -> bool:
    """Whether the document lists just this status, and it can't be read: then `default` is not what it describes."""
    listed = operation.raw.get("responses")
    named = isinstance(listed, dict) and str(status) in listed
    return named and not any(response.status == str(status) for response in operation.responses)


def _statuses(operation: Operation, status: int | None = None) -> str:
    listed = [response.status for response in operation.responses]
    same = [item for item in listed if status is not None and item[0] == str(status)[0]]
    return " or ".join(same or listed) or "a documented status"


def _gives_credential(operation: Operation) -> bool:
    """Whether a read's path says that a credential is what it shows (``/me/token``); a parameter says it of none."""
    last = operation.path.rstrip("/").rpartition("/")[2]
    return operation.is_safe and "{" not in last and field_names.is_secret_name(last)
