"""Finds out what operations do: declared by ``x-mock``, else inferred from the document.

It uses the standard vocabulary alone: paths, methods, statuses, links, and which properties request and answer share.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, cast

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.behaviour.actions import infer_action
from mock_server.openapi.behaviour.behaviour import ActionName, Behaviour, Owner, Soft
from mock_server.openapi.behaviour.conflict_texts import told_anew, told_once
from mock_server.openapi.behaviour.inferred_keys import InferredKeys
from mock_server.openapi.behaviour.record_places import PREFERRED
from mock_server.openapi.behaviour.related import Relations
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.behaviour.stream_manner import stream_manner
from mock_server.openapi.behaviour.versions import Versions
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_LEAST = 2
"""The fewest members by which a schema is known."""
_FROM_THE_BEGINNING = re.compile(
    r"(?:metric|statistic|stat|usage|quota|limit|balance|definition|type|option|setting|preference|capability|feature"
    r"|location|region|transition|operation|version|detail|config|configuration|property)$"
)
"""How words end, in the singular and without case and marks, of what a new record has already."""


class Memberships(ShownSchemas):
    """Finds the resource for whose records those of another stand."""

    def meant(self, own: Resource) -> Resource | None:
        """The only resource of the same members, where records of ``own`` are made by a key and nothing else."""
        if own.item is None or not own.parents or not self._is_made_by_key(own):
            return None
        names = self._names(self._known.listed_schema(own))
        found = [
            owner
            for owner in dict.fromkeys(self._known.resources.values())
            if owner.item is not None
            and self._is_above(owner, own)
            and self._names(self._known.record_schema(owner)) == names
        ]
        return found[0] if len(names) >= _LEAST and len(found) == 1 else None

    @staticmethod
    def _is_above(owner: Resource, own: Resource) -> bool:
        """Whether a resource lies below nothing but what this one lies below too, and less: a realm, a tenant."""
        leads, brace, _ = owner.collection_shape.rpartition("}")
        return len(owner.parents) < len(own.parents) and own.collection_shape.startswith(f"{leads}{brace}/")

    def _is_made_by_key(self, own: Resource) -> bool:
        making = [*self._known.of(own, "PUT"), *self._known.of(own, "POST")]
        return bool(making) and all(self._sends_keys_alone(operation, own) for operation in making)

    def _sends_keys_alone(self, operation: Operation, own: Resource) -> bool:
        sent = self._names(self._known.request(operation))
        keys = set(record_keys.key_names(own.key, own)) - {"name", "slug"}
        return operation.request_body is None or (bool(sent) and {places.plain(name) for name in sent} <= keys)


class Inference(InferredKeys):
    """Works out one operation's behaviour and keeps the reasons."""

    def behaviour(self) -> Behaviour:
        """What the operation does, with the reasons for each part of it."""
        action = "none" if self._only_refuses() else self._action()
        if action == "none":
            acted = Relations(self.schemas, self.known).acted_on(self.operation)
            return Behaviour(self.operation, "none", status=self._status(action), answer=self._answers(),
                             learns=self._learns, owner=self._owner(action),
                             repeats=self._repeats(), stream=stream_manner(self.declared), login=self._login(),
                             starts=self._starts, acts_on=acted and acted.resource.name, key=acted and acted.key,
                             apart=acted.apart if acted else frozenset(), reasons=tuple(self.reasons))  # fmt: skip
        resource = self._resource_name()
        key, name = self._key(action)
        record = self._record(action, name)
        each_in = self._each_in(action, record)
        shown = record if record is None or each_in is None or action == "list" else (*record, each_in)
        soft = self._soft(action)
        callers = self.relation.shown_parents if self.relation else ()
        copies = self.relation is not None and self.relation.copies
        makes = action in ("create", "replace") or copies
        return Behaviour(
            operation=self.operation,
            action=action,
            resource=resource,
            key=key,
            answer_key=self._answer_key(action, shown, name),
            property=name,
            key_told=self._key_told(action, key, name),
            record=record,
            each_in=each_in,
            parents=self.resource.parents_in(self.operation.path) if self.resource and not callers else (),
            sets=self.relation.sets if self.relation else {},
            envelope=self._envelope,
            queried=self._queried(action, key),
            full_name=self._full_name(action),
            key_elsewhere=self._key_elsewhere(action, shown, name),
            key_within=self._key_within(action, shown, name),
            parent=self._parent(),
            owner=self._owner(action),
            learns=self._learns,
            remembers=self._remembers(action),
            location=self._location(action),
            key_schema=self.resource.key_schema if self.resource and makes else None,
            alias=self._alias(key, name),
            below=self._below(action, soft),
            inside=self._inside(action, shown),
            above=self._above(action, shown),
            commands=self._commands(action),
            versions=self._versions(action),
            parts=self.relation.parts if self.relation else (),
            shown_parents=callers,
            apart=self.relation.apart if self.relation else frozenset(),
            restores=self._restores(action),
            copies=copies,
            anew=self._anew(resource) if copies else frozenset(),
            renames=self._renames(action, key, name),
            job=self._job(action),
            starts=self._starts,
            within=self.relation.within if self.relation else None,
            several=self.relation is not None and self.relation.several,
            across=self.relation is not None and self.relation.across,
            unseen=self._unseen(action, record),
            stands_for=self._stands_for(action),
            unique=self._unique(action, key),
            once=self._once(action, resource, key),
            creates=self._creates(action),
            missing=self._missing(action),
            soft=soft,
            status=self._status(action),
            answer=self._answers(),
            stream=stream_manner(self.declared),
            reasons=tuple(self.reasons),
        )

    def _only_refuses(self) -> bool:
        """Whether the document knows no success of the operation: then nothing is changed."""
        only = bool(self.operation.responses) and self._status("none") is None
        if only:
            self._say("status", "answers without state", "no success is documented")
        return only

    def _action(self) -> ActionName:
        answer = self.known.answer(self.operation)
        action, why = infer_action(self.operation, self.resource, self.schemas, self._plain_sent, answer)
        own = self.resource
        beside = action == "none" or own is None or own.item is None
        if not {"action", "resource", "key"} & self.declared.keys():
            relations = Relations(self.schemas, self.known)
            find = relations.find if self.known.related else relations.told
            self.relation = find(self.operation, own) if beside else relations.removed_below(self.operation, own)
            if self.relation is not None:
                action, self.resource, why = self.relation.action, self.relation.resource, self.relation.why
                self._noun = resources.noun(self.relation.within or self.resource)
            elif action == "none" and self._lists_below(answer):
                action, why = "list", "it lists what is below a record, and nothing else works on that"
        action = cast("ActionName", self.declared.get("action", action))
        words = {"none": "answers without state"}
        if self.relation is not None and self.relation.copies:
            words = {action: "makes another of a record"}
        self._say("action", words.get(action, f"{action}s a record" if action != "list" else "lists records"), why)
        return action

    def _lists_below(self, answer: Schema | None) -> bool:
        """Whether a GET lists records below one that requests make, though nothing else works on them: the path's word
        is the plural of what a new record has none of, and the answer is an array of objects with a key, or calls it a
        list by that word or a common one.
        """
        own, place, word = self.resource, places.find_list(self.schemas, answer, self._noun), places.plain(self._noun)
        if self.operation.method != "GET" or own is None or place is None or not _is_of_records(word):
            return False
        owner, listed = self._owner("list"), self.schemas.below(answer, place)
        if owner is None or not self._is_made(owner) or self.known.has(own, "POST"):
            return False  # what is posted where nothing lists it is no record, but what is done
        has_key = record_keys.is_told_apart(self.schemas, self.schemas.items(listed), None, own)
        named = not place or places.alike(place[-1], self._noun) or places.plain(place[-1]) in places.LISTS
        return has_key and named and not self.schemas.keyword(listed, "minItems")

    def _is_made(self, owner: Owner) -> bool:
        """Whether requests make the record above: a PUT of its own path, or a POST of a path that ends in its word."""
        noun = owner.resource.rpartition("/")[2]
        posted = (one.path.rpartition("/")[2] for one in self.known.operations if one.method == "POST")
        return bool(self.known.named(owner.resource, "PUT")) or any(places.alike(word, noun) for word in posted)

    def _resource_name(self) -> str:
        name = self.declared.get("resource") or (self.resource.name if self.resource else self.operation.id)
        self._say("resource", f"works on the resource {name}", f"the path {self.operation.path}")
        return str(name)

    def _unique(self, action: ActionName, key: str | None) -> bool:
        if action != "create":
            return False
        refusals = {"409"} if self.known.callers.key(self.resource) is None else {"409", "422"}
        documented = any(response.status in refusals for response in self.operation.responses)
        unique = bool(self.declared.get("unique", documented and key is not None))
        if key is not None:
            self._say(
                "unique",
                "a taken key is refused" if unique else "a taken key is overwritten",
                f"{' or '.join(sorted(refusals))} is {'' if documented else 'not '}documented",
            )
        return unique

    def _once(self, action: ActionName, resource: str, key: str | None) -> tuple[str, ...]:
        plain = action in ("create", "replace", "merge") and places.ONLY not in self._envelope
        allowed = plain and self.declared.get("unique") is not False
        found = told_once(self.operation, self.schemas, resource, key, self._envelope) if allowed else ()
        if found:
            self._say("once", f"refuses the {' and '.join(found)} of another record", "so says the text of its 409")
        return found

    def _anew(self, resource: str) -> frozenset[str]:
        """The texts that a copy has of its own: those which are there but once, as it says or a create does."""
        makers = self.known.of(self.resource, "POST") if self.resource is not None else ()
        places = [(self.operation, self._envelope), *((one, self.known.envelope(one, self.resource)) for one in makers)]
        return frozenset().union(*(told_anew(one, self.schemas, resource, place) for one, place in places))

    def _stands_for(self, action: ActionName) -> str | None:
        """The resource whose records are shown, where those of this one only name them."""
        if action not in ("list", "read") or self.resource is None or not self.known.related:
            return None
        meant = Memberships(self.schemas, self.known).meant(self.resource)
        if meant is None:
            return None
        self._say("meant", f"shows records of {meant.name}", "they have the same members, and are named by their keys")
        return meant.name

    def _unseen(self, action: ActionName, record: tuple[str, ...] | None) -> Schema | None:
        """The schema of records of which the answer only tells, or that it changes and does not show."""
        if action in ("replace", "merge") and record is None and self.resource is not None and self.known.related:
            return self.known.read_schema(self.resource)
        if self.relation is None or not self.relation.several:
            return self.relation.counted if self.relation is not None else None
        return self.known.record_schema(self.relation.resource)

    def _below(self, action: ActionName, soft: Soft | None) -> tuple[str, ...]:
        found = self.known.below(self.resource) if action in ("create", "delete", "merge") and soft is None else ()
        if action != "delete":  # a new record leads to what is right below, a change may move all of it
            depth = (self.resource.name if self.resource else "").count("/") + 2
            return tuple(n for n in found if action == "merge" or (n.count("/") == depth and not n.endswith("}")))
        if found:
            self._say("below", f"removes what is below: {', '.join(found[:5])}", "their paths begin with the record's")
        return found

    def _soft(self, action: ActionName) -> Soft | None:
        raw = self.declared.get("soft")
        if action != "delete" or not raw:
            return None
        unless = raw.get("unless")
        words = ", ".join(f"{key} becomes {json.dumps(value)}" for key, value in raw["set"].items())
        self._say("soft", f"keeps the record, {words}" + (f", unless {unless}" if unless else ""), "")
        return Soft(unless, raw["set"])

    def _versions(self, action: ActionName) -> tuple[str, ...]:
        """The resources of the versions that a change makes."""
        if action not in ("create", "replace", "merge") or self.resource is None or not self.known.related:
            return ()
        found = tuple(one.name for one in Versions(self.schemas, self.known).of(self.resource))
        if found:
            self._say("versions", f"keeps a version in {', '.join(found)}", "it lists them, and nothing makes them")
        return found

    def _status(self, action: ActionName) -> str | None:
        declared = self.declared.get("status")
        if declared is not None:
            return str(declared)
        response = self.operation.success(PREFERRED.get(action, ()))
        return response.status if response else None


def _is_of_records(word: str) -> bool:
    """Whether a word is a plural, and of nothing that a new record has already."""
    one = singular(word)
    return one != word and _FROM_THE_BEGINNING.search(one) is None
