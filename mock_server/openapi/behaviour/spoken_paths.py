"""What operations do whose paths tell it in words: ``/users.create``, ``/users/info``, ``/listUsers``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources, verbs
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.behaviour.told_calls import ToldCalls, named_in
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import in_request, request_place

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.behaviour.verbs import Spoken
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema


class SpokenPaths(ShownSchemas):
    """Finds the relation of one of them at a time."""

    def _spoken(self, operation: Operation, group: Resource) -> Relation | None:
        call = verbs.spoken(operation.path)
        if call is None:
            return None
        if not self._known.related:
            return self._told(operation, group, call)
        sent, answer = self._known.request(operation), self._known.answer(operation)
        why = f"the words of {operation.path}, beside others that work on {group.name}"
        if call.action == "list":
            listed = places.find_list(self._schemas, answer, resources.noun(group))
            return Relation("list", group, None, why, {}) if listed is not None else None
        if call.action == "create":
            given = _queried(operation) - (self._taken_by_all - self._known.members(group))
            bodiless = operation.request_body is None and bool(given)
            key = self._given_in_query(operation, group) if bodiless else None
            return Relation("create", group, key, why, {}) if bodiless or self._schemas.properties(sent) else None
        key = self._named(operation, group, call.noun)
        return Relation(call.action, group, key, why, {}) if key is not None else None

    @cached_property
    def _taken_by_all(self) -> frozenset[str]:
        """The parameters in the query of every operation: they say how to answer, and nothing of what is made."""
        return frozenset.intersection(*map(_queried, self._known.operations))

    def _given_in_query(self, operation: Operation, group: Resource) -> str | None:
        """The parameter of a create by which all calls on one record name it."""
        others = [one for method in ("GET", "PUT", "PATCH", "DELETE") for one in self._known.of(group, method)]
        calls = [(one, call) for one in others if (call := verbs.spoken(one.path)) and call.action != "list"]
        keys = {(self._named(one, group, call.noun), call.noun) for one, call in calls}
        key, noun = next(iter(keys)) if len(keys) == 1 else (None, "")
        name = _last(key) or ""
        spelled = places.plain(name) in record_keys.key_names(noun or None, group)
        return key if spelled and key == in_request("query", name) and name in _queried(operation) else None

    def acted_on(self, operation: Operation) -> Relation | None:
        """The resource of whose record a call beside others takes the key that creates answer, and where it does."""
        call = verbs.uttered(operation.path) if not operation.is_safe and self._known.told else None
        group = self._known.spoken.get(path_templates.shape(call.collection).strip("/")) if call is not None else None
        if call is None or group is None or group.name not in self._known.told:
            return None
        key = self._named(operation, group, call.noun)
        why = f"the words of {operation.path}: its key is what creates answer"
        return (
            self._on_one("none", operation, group, key, why)
            if self._is_tied(operation, group, key, call.noun)
            else None
        )

    def _on_one(
        self, action: ActionName, operation: Operation, group: Resource, key: str | None, why: str
    ) -> Relation | None:
        """What a call does to the record of one key, None where it has to be told what may reach others."""
        place, showing = request_place(key), (*self._known.of(group, "POST"), *self._known.of(group, "GET"))
        if place is None:
            return None
        apart = ToldCalls(self._schemas).apart(operation, place, self._known.told[group.name], showing)
        return None if any(apart.values()) else Relation(action, group, key, why, {}, apart=frozenset(apart))

    def _is_tied(self, operation: Operation, group: Resource, key: str | None, noun: str) -> bool:
        """Whether the key that a request takes is the one that creates answer."""
        place, made = request_place(key), next(iter(self._known.of(group, "POST")), None)
        if place is None or made is None:
            return False
        answer, given = self._known.answer(made, ("201", "200", "202")), self._schemas.required(made.request_schema)
        told = ToldCalls(self._schemas).tied(operation, place, answer, noun, given)
        return told is not None and told == self._known.told[group.name]

    def _told(self, operation: Operation, group: Resource, call: Spoken) -> Relation | None:
        """As `_spoken`, where the call takes the key that creates answer, or shows records with it."""
        shown = self._known.answer(operation)
        why, name = f"the words of {operation.path}: its key is what creates answer", self._known.told[group.name]
        if call.action == "replace":
            return None  # what saves a record may make one
        if call.action == "list":
            if self._schemas.required(operation.request_schema) or any(p.required for p in operation.parameters):
                return None
            place = places.find_list(self._schemas, shown, resources.noun(group), self._known.members(group))
            item = self._schemas.items(self._schemas.below(shown, place)) if place is not None else None
            return Relation("list", group, None, why, {}) if name in self._schemas.properties(item) else None
        if call.action == "create":
            return Relation("create", group, None, why, {})
        key = self._named(operation, group, call.noun)
        if key is None or (operation.is_safe and call.action != "read"):
            return None
        shows = call.action != "read" or self._shows_key(operation, shown, key, call.noun)
        if not (shows and self._is_tied(operation, group, key, call.noun)):
            return None
        is_read = call.action == "read"
        return (
            Relation("read", group, key, why, {}) if is_read else self._on_one(call.action, operation, group, key, why)
        )

    def _shows_key(self, operation: Operation, shown: Schema | None, key: str, noun: str) -> bool:
        place = request_place(key)
        return place is not None and ToldCalls(self._schemas).tied(operation, place, shown, noun) is not None

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
        return named_in(self._schemas, operation, self._known.request(operation), group, noun)


def _last(key: str | None) -> str | None:
    """The name of the parameter or member where a request has its key."""
    place = request_place(key)
    return place.names[-1] if place is not None else None


def _queried(operation: Operation) -> frozenset[str]:
    return frozenset(parameter.name for parameter in operation.parameters if parameter.location == "query")
