"""The laws of what conforms and what does not: the one is not refused as malformed, the other does not succeed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.laws.alternatives import has_strange_members
from contracts.laws.own_grammar import in_own_grammar, refuses_a_state_alone, refuses_texts_alone
from contracts.traffic.free_texts import values
from contracts.traffic.periods import given_out_of_order, is_half, out_of_order
from contracts.traffic.record_references import RecordReferences
from contracts.traffic.request_validity import Verdict
from contracts.traffic.told_requirements import beyond_what_is_told, leaves_out_what_is_told
from contracts.traffic.whole_numbers import asks_uncountably, is_multiple_to_some
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.request_validity import Reading
    from contracts.traffic.told_uuids import ToldUuids
    from mock_server.openapi import JSON, Behaviour, Operation, Schemas, Violation

_REFUSALS = (400, 422)


class ValidityLaws:
    """Judges the status of an answer by whether its request conforms to the document."""

    def __init__(self, schemas: Schemas, uuids: ToldUuids, behaviours: Mapping[str, Behaviour]) -> None:
        self.schemas, self.uuids, self.behaviours = schemas, uuids, behaviours
        self._references = RecordReferences(behaviours, schemas, lambda *_: False)

    def findings(self, status: int, reading: Reading, make: Maker) -> list[Finding]:
        """What breaks a law in this status of an answer to what was read."""
        if reading.verdict is Verdict.VALID and status in _REFUSALS and reading.unlisted is not None:
            reason = self.schemas.assumed(reading.operation.request_schema)
            if reason is None:
                return []  # what becomes of members that a document neither lists nor forbids is open
            message = f"refuses what the document does not list ({reading.unlisted})"
            return [
                make("valid-accepted", "status", "a success", str(status), message, cause="unlisted", assumed=reason)
            ]
        if reading.verdict is Verdict.VALID and status in _REFUSALS and self._is_of_the_missing(status, reading):
            return []
        if reading.verdict is Verdict.VALID and status in _REFUSALS and self._filters_by_nobody(status, reading):
            return []
        if reading.verdict is Verdict.VALID and status in _REFUSALS and _has_refusals_alone(reading.operation):
            return []
        if reading.verdict is Verdict.VALID and status in _REFUSALS and not self.is_beyond_schemas(reading):
            return [make("valid-accepted", "status", "a success", str(status), "refuses a request that conforms")]
        if reading.verdict is Verdict.INVALID and 200 <= status < 300:
            violation = reading.violations[0]
            refusal = next((s for s in _REFUSALS if reading.operation.response(s)), 400)
            assumed = self.assumed(reading, violation)
            if assumed is None and (response := reading.operation.response(refusal)) is not None:
                assumed = response.assumed
            what = f"{violation.location} {violation.field}: {violation.message}"
            return [
                make(
                    "invalid-refused",
                    f"{violation.location} {_generic(violation)}",
                    str(refusal),
                    str(status),
                    f"takes a request that breaks the document ({what})",
                    cause=violation.keyword,
                    assumed=assumed,
                )
            ]
        return []

    def _is_of_the_missing(self, status: int, reading: Reading) -> bool:
        """Whether this refusal's description says that it is of a record which is not there (*QueueDoesNotExist*), by a
        400 also of one that is referred to; the document has no other refusal for that, and the request names none
        that is there.
        """
        response, operation = reading.operation.response(status), reading.operation
        if response is None or not operation.says_missing(response, of_any=True) or self._names_what_is_there(reading):
            return False
        if any(other.status in ("404", "410") for other in operation.responses):
            return False
        own = (one for one in self.behaviours.values() if one.operation is operation)
        return any(one.action not in ("create", "list") for one in own)

    def _filters_by_nobody(self, status: int, reading: Reading) -> bool:
        """Whether the query of a read refers to a record of another resource that nobody is known to have, which a
        documented refusal may be about.
        """
        met, own = self.uuids.met, self.behaviours[reading.operation.id]
        if met is None or not reading.operation.is_safe or reading.operation.response(status) is None:
            return False
        schemas = {item.name: item.schema for item in reading.operation.parameters if item.location == "query"}
        for name, given in reading.values.get("query", {}).items():
            if "boolean" in self.schemas.types(schemas.get(name)) or self.schemas.keyword(schemas.get(name), "enum"):
                continue  # a flag or an option, which is no key
            resource = self._references.resource_named(name)
            keys = given if isinstance(given, list) else [given]
            if resource not in (None, own.resource) and not all(met(str(key), resource) for key in keys):
                return True
        return False

    def _names_what_is_there(self, reading: Reading) -> bool:
        """Whether the run knows all records that the path names; where it names none, one of the query or the body."""
        met = self.uuids.met
        if met is None:
            return False
        if reading.path:
            return all(map(met, reading.path.values()))
        return any(met(key, resource) for resource, key in self._named(reading))

    def _named(self, reading: Reading) -> Iterator[tuple[str | None, str]]:
        """What a query and a body name, and of which resource: of any what refers to some record, of None the rest."""
        own, query = self.behaviours[reading.operation.id], reading.values.get("query", {})
        body = reading.body if isinstance(reading.body, dict) else {}
        for place, resource in self._references.of(own).items():
            yield from ((resource, str(value)) for value in values(body, place))
        key = own.key_place
        for location, given in (("query", query), ("body", body)):
            for name, value in given.items():
                is_own = key is not None and (key.location, key.names) == (location, (name,))
                yield own.resource if is_own else self._called(name, str(value)), str(value)

    def _called(self, name: str, value: str) -> str | None:
        """The resource by which a member is called; *numberOfQueues* with a number counts them."""
        words = field_names.words(name)
        names_one = len(words) == 1 or words[-1] == "id" or not value.isdigit()
        return self._references.resource_named(name) if names_one else None

    def is_beyond_schemas(self, reading: Reading) -> bool:
        """Whether what ends before it begins, a query, an expression or an odd key may be what is refused."""
        operation, schemas, given = reading.operation, self.schemas, reading.values.get("query", {})
        taken = schemas, operation.request_schema, reading.body
        asked = {item.name: item.schema for item in operation.parameters if item.location == "query"}
        return (
            out_of_order(*taken)
            or given_out_of_order(schemas, asked, given)
            or asks_uncountably(schemas, reading)
            or (operation.method == "PATCH" and is_half(*taken))
            or is_multiple_to_some(*taken)
            or leaves_out_what_is_told(schemas, reading)
            or beyond_what_is_told(schemas, reading)
            or in_own_grammar(schemas, reading)
            or self.uuids.missed(reading)
            or has_strange_members(schemas, operation.request_schema, reading.body)
            or refuses_a_state_alone(schemas, operation, self.behaviours.values())
            or refuses_texts_alone(schemas, reading, self.behaviours.values(), self.uuids.met)
            or _fills_a_list(schemas, reading)
        )

    def assumed(self, reading: Reading, violation: Violation) -> str | None:
        """Why the constraint that ``violation`` breaks is assumed, None where it is documented."""
        if violation.location == "body":
            root: JSON = reading.operation.request_schema
            pointer = violation.pointer
            owner = pointer[:-1] if violation.keyword in ("required", "additionalProperties") else pointer
            return self.schemas.assumed(self.schemas.below(root, owner))
        for parameter in reading.operation.parameters:
            if (parameter.location, parameter.name) == (
                violation.location,
                violation.pointer[0] if violation.pointer else "",
            ):
                return parameter.assumed or self.schemas.assumed(parameter.schema)
        return None


def _generic(violation: Violation) -> str:
    return re.sub(r"\[\d+\]", "[*]", violation.field)


def _fills_a_list(schemas: Schemas, reading: Reading) -> bool:
    """Whether as many items are added to a list of the record above, by which the path ends, as that may have in all:
    beside those that are there they may be too many.
    """
    operation, schema, added = reading.operation, reading.operation.request_schema, reading.body
    *_, above, last = ["", "", *operation.segments]
    last = last.partition(".")[0]
    if operation.method != "POST" or not above.endswith("}"):
        return False
    if isinstance(added, dict):
        schema, added = schemas.properties(schema).get(last), added.get(last)
    bound = schemas.keyword(schema, "maxItems")
    return isinstance(added, list) and isinstance(bound, int) and len(added) >= bound


def _has_refusals_alone(operation: Operation) -> bool:
    """Whether the document lists refusals of an operation and nothing else, readable or not: no request can succeed."""
    listed = operation.raw.get("responses")
    told = [name for name in listed if not name.startswith("x-")] if isinstance(listed, dict) else []
    return bool(told) and all(name[:1] in "45" for name in told)
