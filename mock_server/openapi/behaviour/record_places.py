"""Where an operation's request and answers carry the record and its key, and why."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names, places, record_keys, resources
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.behaviour.commands import commands_below, told_commands
from mock_server.openapi.behaviour.logins import Logins
from mock_server.openapi.behaviour.one_operation import OneOperation
from mock_server.openapi.behaviour.other_keys import other_key
from mock_server.openapi.behaviour.parent_members import as_named, parent_members
from mock_server.openapi.behaviour.started_jobs import StartedJobs
from mock_server.openapi.behaviour.versions import Versions
from mock_server.openapi.reading import full_names, path_templates, pointers
from mock_server.openapi.reading.expressions import in_answer, request_place

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.commands import Commands
    from mock_server.openapi.behaviour.logins import Login
    from mock_server.openapi.behaviour.parent_members import ParentMember
    from mock_server.openapi.behaviour.started_jobs import Starts
    from mock_server.openapi.reading.operation_parts import Schema

PREFERRED: dict[str, tuple[str, ...]] = {"create": ("201", "200", "202"), "replace": ("200", "202", "204")}
"""Statuses of success that an action prefers."""


class RecordPlaces(OneOperation):
    """The places in one operation's bodies; each conclusion is kept with its reason."""

    def _server_key(self, schema: JSON, parameter: str | None) -> str | None:
        place = self.known.place(schema, self.resource, self._like(), parameter)
        for path in (path for path in (self._declared_record(), place, ()) if path is not None):
            record = self.schemas.below(schema, path)
            found = record_keys.key_property(self.schemas, record, parameter, self.resource)
            if found is not None:
                return found
        return None

    def _like(self) -> set[str]:
        sent = set(self.schemas.properties(self._sent))
        place = request_place(self.relation.key) if self.relation is not None else None
        named = set(place.names[-1:]) if place is not None and place.location == "body" else set()
        return sent - named or sent or self.known.like(self.resource)

    @cached_property
    def _envelope(self) -> tuple[str, ...]:
        found = self.known.envelope(self.operation, self.resource)
        if found:
            self._say("envelope", f"the body's /{found[0]} is the record", "the answer wraps it in the same way")
        return found

    @property
    def _plain_sent(self) -> Schema | None:
        """As `_sent`, without a word."""
        place = self.known.envelope(self.operation, self.resource)
        return self.schemas.below(self.known.request(self.operation), place)

    @property
    def _sent(self) -> Schema | None:
        """The schema of the record as a request has it."""
        return self.schemas.below(self.known.request(self.operation), self._envelope)

    def _declared_record(self) -> tuple[str, ...] | None:
        return pointers.tokens(self.declared["record"]) if "record" in self.declared else None

    def _record(self, action: ActionName, name: str | None) -> tuple[str, ...] | None:
        if self._starts is not None or (self.relation is not None and self.relation.unshown):
            return None
        schema = self.known.answer(self.operation, PREFERRED.get(action, ()))
        if action == "list":
            found = places.find_list(self.schemas, schema, self._noun, self.known.members(self.resource))
        elif action == "delete":
            found = places.find_record(self.schemas, schema, set(), name, self._noun) if name else None
        else:
            found = self.known.place(schema, self.resource, self._like(), name)
            if found is None and (action == "read" and self.schemas.properties(schema)):
                found = ()
            if found is None and self.known.related and self.known.is_map(schema):
                found = ()
            if found is None and self._takes_several(action):
                wanted = self.known.members(self.resource)
                found = places.held_alone(self.schemas, schema, self._noun, self._like(), wanted)
            if found is None and (self.known.may_be_anything(schema) or self._is_of_what_is_read(action, schema)):
                found = ()
        declared = self._declared_record()
        found = found if declared is None else declared
        if found is not None:
            place = f"the answer's /{'/'.join(found)} is" if found else "the answer is"
            why = "its properties are those of the request or hold the key"
            self._say("record", f"{place} the {'list' if action == 'list' else 'record'}", why)
        return found

    def _repeats(self) -> tuple[str, ...]:
        """Members of one value that the body and the answer of an operation without a record have in common."""
        if not self.known.related:
            return ()
        sent = self.schemas.properties(self.known.request(self.operation))
        shown = self.schemas.properties(self.operation.response_schema())
        return tuple(
            name
            for name in sent
            if name in shown
            and not field_names.is_secret_name(name)
            and self.schemas.types(shown[name]) - {"object", "array", "null"}
        )

    def _queried(self, action: ActionName, key: str | None) -> tuple[str, ...]:
        """Members of the record that a create, or a change without a body, has in its query: ``POST /files?name=a``."""
        bodiless = self.operation.request_body is None
        if not self.known.related or self.resource is None or bodiless is (action == "create"):
            return ()
        if action not in ("create", "merge", "replace") or "array" in self.schemas.types(self._sent):
            return ()
        record = self.schemas.follow(self.known.record_schema(self.resource) or {})
        own, sent = self.schemas.unsent(record, "request"), self.schemas.properties(self._sent)
        members = [name for name in self.schemas.properties(record) if name not in own and name not in sent]
        asked = {p.name for p in self.operation.parameters if p.location == "query"} - {key and key.rpartition(".")[2]}
        found = tuple(name for name in members if name in asked)
        if found:
            self._say("queried", f"takes {', '.join(found)} from the query", "the record has members of these names")
        return found

    def _full_name(self, action: ActionName) -> tuple[str, str] | None:
        """What the key of a create's record begins with: ``shelves/s1`` and ``books`` of `shelves/s1/books/b1`."""
        names = path_templates.names(self.operation.path)
        if action != "create" or self.relation is None or self.relation.within is None or not names:
            return None
        noun = resources.noun(self.relation.within)
        owner = self.relation.resource
        known = (told for one in owner.operations for told in full_names.forms(one).values())
        if not any(told.endswith((f"/{noun}/{full_names.PART}", full_names.REST)) for told in known):
            return None
        self._say("full_name", f"its key is a name in full, below {names[-1]}", f"the pattern of the {owner.key}")
        return names[-1], noun

    def _key_elsewhere(self, action: ActionName, record: tuple[str, ...] | None, name: str | None) -> tuple[str, ...]:
        """Members in which reads and lists show the key that a create answers under another name: `id`, `wing_id`."""
        if action != "create" or not self.known.related or self.resource is None or name is None:
            return ()
        answer = self.known.answer(self.operation, PREFERRED["create"])
        shown_here = self.schemas.properties(self.schemas.below(answer, record or ()))
        here = {*shown_here, *self.schemas.properties(self._sent)}
        if name not in here:
            return ()
        shown = (self.known.read_schema(self.resource), self.known.listed_schema(self.resource))
        keys = (record_keys.key_property(self.schemas, item, self.resource.key, self.resource) for item in shown)
        found = tuple(dict.fromkeys(key for key in keys if key is not None and key not in here))
        if found:
            self._say("key_elsewhere", f"the key is shown as {found[0]} elsewhere", f"its own answer calls it {name}")
        return found

    def _login(self) -> Login | None:
        """The user whose record the answer of an operation that takes a password shows."""
        found = Logins(self.schemas, self.known).find(self.operation) if self.known.related else None
        if found is not None:
            self._say("login", f"shows the record of {found.resource} with the {found.member} that is sent",
                      "a secret is sent beside it, and the answer has the members of such records")  # fmt: skip
        return found

    def _each_in(self, action: ActionName, record: tuple[str, ...] | None) -> str | None:
        """The member that holds the record in each item of a list: FHIR's `resource`, an edge's `node`."""
        if record is None or self.resource is None:
            return None
        schemas = self.schemas
        if self._takes_several(action) and record[-1:] == (places.ONLY,):
            item = schemas.below(self.known.answer(self.operation, PREFERRED.get(action, ())), record)
            return places.held_in(schemas, item, self.known.members(self.resource))
        if action != "list":
            return None
        item = schemas.items(schemas.below(self.operation.response_schema(), record))
        found = Versions(schemas, self.known).held_in(self.resource, item)
        if found is not None:
            self._say("each", f"each item's {found} is the record", "its properties are those that reading shows")
        return found

    def _takes_several(self, action: ActionName) -> bool:
        """Whether a request has an array of records, each of which is made or changed."""
        changes = action in ("create", "merge", "replace") and self.known.related
        return changes and self._envelope[-1:] == (places.ONLY,)

    def _inside(self, action: ActionName, record: tuple[str, ...] | None) -> tuple[str, ...]:
        """Where in the record what a request sends stands."""
        if not self.known.related or record is None or action not in ("create", "replace", "merge"):
            return ()
        whole = self.known.answer(self.operation, PREFERRED.get(action, ()))
        found = places.inside(self.schemas, self.schemas.below(whole, record), self._like())
        if found:
            self._say("inside", f"what is sent is the record's /{'/'.join(found)}", "its members are the request's")
        return found

    def _above(self, action: ActionName, record: tuple[str, ...] | None) -> tuple[ParentMember, ...]:
        """The members of the record that tell those above it, which its path names."""
        if not self.known.related or record is None or self.resource is None or action == "delete":
            return ()
        shown = self.schemas.below(self.known.answer(self.operation, PREFERRED.get(action, ())), record)
        shown = self.schemas.items(shown) if action == "list" else shown
        held = Versions(self.schemas, self.known).held_in(self.resource, shown) if action == "list" else None
        shown = shown if held is None else self.schemas.below(shown, (held,))
        own = (self.resource.key or "") if action not in ("create", "list") else ""
        taken = self.schemas.properties(self._sent).keys()
        found = parent_members(self.schemas, self.known, self.operation.path, own, shown, taken)
        if not found and self.resource.item is not None and self.relation is not None:
            item = parent_members(self.schemas, self.known, self.resource.item, self.resource.key or "", shown, taken)
            found = as_named(item, self.resource.parents, path_templates.names(self.operation.path))
        if found:
            told = ", ".join("/".join(member.place) for member in found)
            self._say("above", f"{told} is the record above", "it is named after it, or shows such a record")
        return found

    @cached_property
    def _starts(self) -> Starts | None:
        """The job elsewhere that the answer shows."""
        if not self.known.related or self.declared:
            return None
        found = StartedJobs(self.schemas, self.known).find(self.operation, self.resource)
        if found is not None:
            self._say("starts", f"starts a job of {found.resource}", "its 202 shows one, and nothing else makes them")
        return found

    def _commands(self, action: ActionName) -> Commands | None:
        """What a verb in the body changes: of the operation's own record, or of that above the command's."""
        if not self.known.related or self.resource is None or action not in ("create", "merge", "replace"):
            return None
        if action == "create":
            found = commands_below(self.schemas, self.known, self.operation, self._sent)
        else:
            vague = self.relation is not None and self.relation.action == "merge"
            found = told_commands(self.schemas, self._sent, self.known.record_schema(self.resource), vague=vague)
        if found is not None:
            whose = found.owner or self.resource.name
            self._say("commands", f"carries out the body's {found.member} on {whose}", "its values are verbs of states")
        return found

    def _restores(self, action: ActionName) -> bool:
        """Whether a change brings back what was removed, or an operation so what a delete removes."""
        item = self.resource.item if self.resource is not None else None
        if action != "delete" or item is None:
            return self.relation is not None and self.relation.restores
        found = path_templates.shape(item) in self.known.restored
        if found:
            self._say("restores", "keeps what it removes aside", "an operation restores it")
        return found

    def _is_of_what_is_read(self, action: ActionName, schema: Schema | None) -> bool:
        """Whether most members of a create's answer are those that reading the record shows."""
        if action != "create" or self.resource is None or not self.known.related:
            return False
        names = self.schemas.properties(schema).keys()
        common = names & self.schemas.properties(self.known.read_schema(self.resource)).keys()
        return bool(common) and len(common) * 2 >= len(names)

    def _location(self, action: ActionName) -> str | None:
        """The path of what a create makes, where it lies below the operation's own."""
        resource = self.resource
        if action != "create" or resource is None or resource.item is None:
            return None
        if path_templates.shape(self.operation.path) != resource.collection_shape:
            return None
        response = self.operation.success(PREFERRED["create"])
        if response is not None and any(header.name.lower() == "location" for header in response.headers):
            self.reasons.append(Reason(f"its Location is {resource.item}", "inferred", "the header is documented"))
        return resource.item

    def _alias(self, key: str | None, name: str | None) -> str | None:
        """The property by which an item's path names a record where that is not its key's."""
        place = request_place(key)
        own = place.names[0] if place is not None and place.location == "path" else ""
        found = other_key(self.operation, self.known, self.schemas, self.resource, own, self._like(), name)
        if found is not None:
            self._say("alias", f"finds a record by its {found} too", f"the path names it by {own}")
        return found

    def _answer_key(self, action: ActionName, record: tuple[str, ...] | None, name: str | None) -> str | None:
        response = self.operation.success(PREFERRED.get(action, ()))
        link = self.known.link(self.operation, self.resource, PREFERRED.get(action, ()))
        if link is not None:
            self.reasons.append(Reason(f"its answer gives the key at {link[0]}", "inferred", f"the link {link[1]}"))
            return link[0]
        shown = self.schemas.below(response.schema if response is not None else None, record or ())
        if record is not None and name is None and action == "create" and not self.known.related:
            nested = self.known.nested_key(self.operation, self.resource) if self.resource is not None else None
            there = nested is not None and nested[1] in self.schemas.properties(self.schemas.below(shown, nested[:1]))
            return in_answer((*record, *nested)) if nested is not None and there else None
        if record is None or name is None or action == "list":
            return None
        hides = action == "create" and self.known.related and name not in self.schemas.properties(shown)
        return None if hides and not self.schemas.is_open(shown) else in_answer((*record, name))
