"""Where the key of an operation's record stands in a request, and which property of the record shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys
from mock_server.openapi.behaviour.absences import Absences
from mock_server.openapi.behaviour.behaviour import CALLER, ActionName
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import answer_path, in_request, request_place
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.json_types import JSON

Key = tuple[str | None, str | None]
"""The expression of a key in a request, None where the server assigns it, and the property that shows it."""


class InferredKeys(Absences):
    """Tells it of one operation, with the reasons."""

    def _key(self, action: ActionName) -> Key:
        resource = self.resource
        linked = self.known.linked_key(resource)
        sent = self.known.client_key(resource)[0] if resource else None
        name = linked or self._as_shown(sent)
        if declared := self.declared.get("key"):
            return self._declared_key(declared, name)
        if action == "list":
            return None, name or (self.known.shown_key(resource) if self.known.related else None)
        if self.relation is not None and self.relation.key is not None:
            told = "that of the first record, the caller's own" if self.relation.key == CALLER else self.relation.key
            self._say("key", f"the key is {told}", self.relation.why)
            if self.relation.key == "$url":
                return "$url", None
            return self.relation.key, name or self.known.shown_key(resource)
        if action == "create":
            return self._given_key(linked, sent, name) or self._assigned_key(linked)
        return self._addressed_key(name)

    def _declared_key(self, key: str, name: str | None) -> Key:
        place = request_place(key)
        self._say("key", f"the key is {key}", "")
        if answered := answer_path(key):
            return None, answered[-1]
        return key, place.names[-1] if place is not None and place.location == "body" else name

    def _given_key(self, linked: str | None, sent: str | None, name: str | None) -> Key | None:
        """The key that a create's own body, or its query, gives under the name that the item's path has for it."""
        given = linked if linked is not None else sent
        if given is None:
            return None
        resource, parameter, beside = self.resource, self._parameter, self._key_in_query()
        if beside is not None and linked is None and given not in self.schemas.required(self._sent):
            self._say("key", f"the key is {beside}", f"the query names the {parameter}, the body need not")
            return beside, name
        if linked is not None and not self._is_sent(linked, self._sent):
            return None
        why = f"the body's {given} is the {parameter} of {(resource.item or resource.name) if resource else ''}"
        return self._in_body((given,), why), name

    def _assigned_key(self, linked: str | None) -> Key:
        """The key of what is created where its body does not plainly give one: from elsewhere, else the server's."""
        resource, parameter, schema, beside = self.resource, self._parameter, self._sent, self._key_in_query()
        answer = self.known.answer(self.operation, ("201", "200", "202"))
        found = linked or self._server_key(answer, parameter) or self.known.shown_key(resource)
        if found is not None and resource is not None and resource.item is None and self._is_sent(found, schema):
            return self._key_of_no_path(found)
        nested = self.known.nested_key(self.operation, resource) if resource and found is None else None
        if nested is not None:
            return self._in_body(nested, f"the body's {'/'.join(nested)} is the {parameter}"), None
        if beside is not None:
            self._say("key", f"the key is {beside}", f"the query names the {parameter}")
            return beside, found
        self._say("key", "the server assigns the key", "no property of the body is a parameter of the item's path"
                  if schema is not None else "the request has no body")  # fmt: skip
        return None, found

    def _addressed_key(self, name: str | None) -> Key:
        """The key of a record that is there: the last parameter of the path, else what the body names."""
        resource, parameter, schema = self.resource, self._parameter, self._sent
        names = path_templates.names(self.operation.path)
        collection = resource is not None and path_templates.shape(self.operation.path) == resource.collection_shape
        if parameter is None or collection or not names:
            named = record_keys.key_property(self.schemas, schema, parameter, resource) if parameter else None
            if named is None:
                return None, name
            return self._in_body((named,), f"the body's {named} is the {parameter} of an item"), named
        own = names[-1]
        self._say("key", f"the key is $request.path.{own}", f"the last parameter of {self.operation.path}")
        if name is None:
            name = self._server_key(self.known.answer(self.operation), parameter)
            name = name or (self.known.shown_key(resource) if self.known.related else None)
            name = self.known.likelier_key(resource, name or self._server_key(schema, parameter))
        return in_request("path", own), name

    @property
    def _parameter(self) -> str | None:
        """The parameter by which the item's path calls the key."""
        return self.resource.key if self.resource else None

    def _in_body(self, names: tuple[str, ...], why: str) -> str:
        """The expression of a key that stands there in the body, said with its reason."""
        expression = in_request("body", *self._envelope, *names)
        self._say("key", f"the key is {expression}", why)
        return expression

    def _is_sent(self, name: str, schema: JSON) -> bool:
        """Whether a request has this member, which a schema shared with the answer may have for the server alone."""
        here = schema if schema is not None else True
        return name in self.schemas.properties(here) and name not in self.schemas.unsent(
            self.schemas.follow(here), "request"
        )

    def _key_of_no_path(self, name: str) -> Key:
        """The key of a record that no path names, where callers give the member which is called like one."""
        if places.plain(name) in record_keys.weak_names(None, self.resource):
            self._say(
                "key", "the server keeps the key to itself", f"callers give the {name}, and no path names a record"
            )
            return None, None
        return self._in_body((name,), "callers give it"), name

    def _key_within(self, action: ActionName, record: tuple[str, ...] | None, name: str | None) -> tuple[str, ...]:
        """Where in the record the key is shown that the server gives it, deeper than its own members."""
        if name is not None or record is None or self.resource is None or not self.known.related or action == "delete":
            return ()
        shown = self.schemas.below(self.known.answer(self.operation), record)
        shown = self.schemas.items(shown) if action == "list" else shown
        found = record_keys.key_within(self.schemas, shown, self.known.sent_schema(self.resource), self.resource)
        if found:
            self._say(
                "key_within", f"its /{'/'.join(found)} shows the key", "it has no other, and the server says that"
            )
        return found

    def _key_told(self, action: ActionName, key: str | None, name: str | None) -> str | None:
        """The text of a create's body by which a record without any other key is found, where it is such a key."""
        resource = self.resource
        if action != "create" or resource is None or key is not None or name is not None or not self.known.related:
            return None
        found = record_keys.vague_key(self.schemas, self._sent, resource)
        read, listed = self.known.read_schema(resource), self.known.listed_schema(resource)
        if found is None or not self._is_sent(found, self._sent) or found not in self.schemas.properties(read):
            return None
        others = record_keys.key_property(self.schemas, listed, resource.key, resource)
        if others or record_keys.key_within(self.schemas, read, self._sent, resource) or places.ONLY in self._envelope:
            return None
        self._say("key_told", f"where it may be one and is free, the key is the {found}", "records show no other")
        return found

    def _as_shown(self, name: str | None) -> str | None:
        """The property in which answers show the key that a body has under this name, which no answer may know."""
        resource = self.resource
        if name is None or resource is None or not self.known.related:
            return name
        shown = self.schemas.properties(self.known.read_schema(resource))
        if not shown or places.plain(name) in set(map(places.plain, shown)):
            return name
        return self.known.shown_key(resource) or name

    def _key_in_query(self) -> str | None:
        """The parameter of the query by which the caller of a create gives the key, as the item's path calls it."""
        resource = self.resource
        if not self.known.related or resource is None or resource.key is None or self.operation.request_body is None:
            return None
        own, owner = places.plain(resource.key), singular(places.plain(self._noun))
        wanted = {own, f"{own}id", f"{owner}{own}", f"{owner}id"} - {"id", "name"}
        asked = (p.name for p in self.operation.parameters if p.location == "query")
        found = next((name for name in asked if places.plain(name) in wanted), None)
        return None if found is None else in_request("query", found)
