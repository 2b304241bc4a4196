"""What operations do whose paths tell it in words: ``/users.create``, ``/users/info``, ``/listUsers``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, resources, verbs
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import in_request, request_place

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema


class SpokenPaths(ShownSchemas):
    """Finds the relation of one of them at a time."""

    def _spoken(self, operation: Operation, group: Resource) -> Relation | None:
        call = verbs.spoken(operation.path)
        if call is None:
            return None
        sent, answer = self._known.request(operation), self._known.answer(operation)
        why = f"the words of {operation.path}, beside others that work on {group.name}"
        if call.action == "list":
            listed = places.find_list(self._schemas, answer, resources.noun(group))
            return Relation("list", group, None, why, {}) if listed is not None else None
        if call.action == "create":
            return Relation("create", group, None, why, {}) if self._schemas.properties(sent) else None
        key = self._named(operation, group, call.noun)
        return Relation(call.action, group, key, why, {}) if key is not None else None

    def _uttered(self, operation: Operation) -> Relation | None:
        """``POST /users.archive`` beside others: a verb that leaves its mark, or takes members."""
        call = verbs.uttered(operation.path)
        shape = path_templates.shape(call.collection) if call is not None else ""
        group = self._known.spoken.get(shape.strip("/"))
        if call is None or group is None or operation.method == "GET":
            return None
        record = self._known.record_schema(group)
        members, request = self._names(record), self._known.request(operation)
        key, sent = self._named(operation, group, call.noun), self._names(request)
        apart = [name for name in self._schemas.required(request) if name not in members]
        if len(apart) == 1 and not resources.is_likely_key(_last(key)):
            key = in_request("body", apart[0])
        sets = verbs.effects(self._schemas, call.verb, record)
        rest = sent - {_last(key)}
        if key is None or not (sets or (rest and rest <= members and verbs.is_change(call.word, rest))):
            return None
        answer = self._known.answer(operation, ("201", "200", "202"))
        held = self._known.place(answer, group, set(members), group.key)
        unshown = held is None or not self._same(self._schemas.below(answer, held), record)
        why = f"the verb {call.verb} of {operation.path}, beside others that work on {group.name}"
        return Relation("merge", group, key, why, sets, unshown=unshown and bool(self._names(answer)))

    def _named(self, operation: Operation, group: Resource, noun: str) -> str | None:
        """Where a request names the record: the parameter or the member of its body that is spelled like a key."""
        if group.item is not None and (names := path_templates.names(operation.path)):
            return in_request("path", names[-1])
        queried = [p for p in operation.parameters if p.location == "query"]
        sent = self._known.request(operation)
        members = self._schemas.properties(sent)
        plain = {places.plain(p.name): in_request("query", p.name) for p in reversed(queried)}
        plain |= {places.plain(name): in_request("body", name) for name in reversed(list(members))}
        found = next((plain[name] for name in resources.key_names(noun or None, group) if name in plain), None)
        if found is not None:
            return found
        must = [in_request("query", p.name) for p in queried if p.required and not self._is_composed(p.schema)]
        must += [
            in_request("body", name)
            for name in self._schemas.required(sent)
            if not self._is_composed(members.get(name))
        ]
        return must[0] if len(must) == 1 else None

    def _is_composed(self, schema: Schema | None) -> bool:
        return bool(self._schemas.types(schema) & {"object", "array", "boolean"})


def _last(key: str | None) -> str | None:
    """The name of the parameter or member where a request has its key."""
    place = request_place(key)
    return place.names[-1] if place is not None else None
