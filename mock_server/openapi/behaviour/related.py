"""Operations beside a resource's own paths that work on it all the same: actions, views, searches, single records.

Each relation has a reason that `explain` tells: the schema that both show, the words of the path, or that several
operations of one path take and show the same thing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources, verbs
from mock_server.openapi.behaviour.commands import BETWEEN, item_above, owner_path, told_commands
from mock_server.openapi.behaviour.parted_paths import PartedPaths
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.several_at_once import SeveralAtOnce
from mock_server.openapi.behaviour.shown_elsewhere import ShownElsewhere
from mock_server.openapi.behaviour.spoken_paths import SpokenPaths
from mock_server.openapi.behaviour.versions import Versions
from mock_server.openapi.reading import full_names, path_templates
from mock_server.openapi.reading.expressions import in_request
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_VERSION = re.compile(r"v\d\w*")
_WRITES: dict[str, ActionName] = {"PUT": "replace", "PATCH": "merge", "DELETE": "delete", "POST": "replace"}

_CHANGES = ("PUT", "PATCH", "POST")


class Relations(SpokenPaths):
    """Finds the relation of one operation at a time."""

    def find(self, operation: Operation, own: Resource | None) -> Relation | None:
        """The relation of an operation whose own path is no item and no collection of items."""
        path = path_templates.on_the_wire(operation.path)
        if batch := SeveralAtOnce(self._schemas, self._known).batch(operation, path):
            return batch
        if own is not None and own.name in self._known.spoken:
            return self._spoken(operation, own)
        if own is not None and own.item is not None:
            found = self._without_members(operation, own) or self._of_a_collection(operation, path)
            return found or self._at_a_collection(operation, own)
        versions = Versions(self._schemas, self._known).owner(own) if own is not None else None
        if own is not None and versions is not None and operation.method == "GET":
            return Relation("list", own, None, f"it lists the versions of a record of {versions.name}", {})
        found = self._named_in_full(operation, own) if own is not None else None
        found = found or self._of_an_item(operation, own, path) or self._of_a_collection(operation, path)
        if found is not None or own is None:
            return found
        parted = PartedPaths(self._schemas, self._known)
        found = parted.callers(operation, own) or self._part(operation, own) or parted.find(operation, own)
        found = found or ShownElsewhere(self._schemas, self._known).find(operation, own)
        return found or self._single(operation, own) or self._bare(operation, own) or self._uttered(operation)

    def _of_an_item(self, operation: Operation, own: Resource | None, path: str) -> Relation | None:
        """``POST /orders/{id}/cancel``: shows the order, or is a verb that leaves its mark on orders."""
        last, owned = re.split(r"[/:]", path.rstrip("/"))[-1], owner_path(path)
        above = item_above(owned, path, self._known.resources) if path_templates.names_one(owned) else owned
        last = verbs.unqualified(last.partition(".")[0] if above != owned else last)
        owner = self._known.resources.get(path_templates.shape(above)) if path_templates.names_one(owned) else None
        if owner is None or owner.item is None or "{" in last or (own is not None and own.item is not None):
            return None
        if path_templates.shape(owner.item) != path_templates.shape(above) or self._lists(own):
            return None
        key = in_request("path", path_templates.names(above)[-1])
        record = self._known.record_schema(owner)
        shows = self._shows(operation, owner)
        if operation.method == "GET":
            changed = any(self._changes_members(o, last, record) for m in _CHANGES for o in self._changes(own, m))
            why = f"it shows {'a record' if shows else 'members'} of {owner.name}"
            told = shows or (changed and self._has_all(record, operation.response_schema()))
            return Relation("read", owner, key, why, {}) if told else None
        if operation.method == "POST" and verbs.is_copying(last) and shows and self._is_copied(operation, owner):
            return Relation("merge", owner, key, f"the verb {last}, it shows a record of {owner.name}", {}, copies=True)
        sets = verbs.effects(self._schemas, last, record)
        if operation.method == "DELETE":
            sets = verbs.effects(self._schemas, f"un{last}", record)
        record_of_another = not shows and not self._has_all(record, operation.response_schema(("200", "201", "202")))
        unshown = record_of_another and bool(self._schemas.properties(operation.response_schema(("200", "201", "202"))))
        if not shows and not sets:
            if BETWEEN.fullmatch(last) and told_commands(self._schemas, operation.request_schema, record, vague=True):
                return Relation("merge", owner, key, "its body names a verb", {}, unshown=unshown)
            takes = self._changes_members(operation, last, record)
            return Relation("merge", owner, key, f"it takes members of {owner.name}", {}) if takes else None
        what = ", ".join(f"{name} becomes {value}" for name, value in sets.items())
        why = f"it shows a record of {owner.name}" if shows else f"the verb {last}"
        why = f"{why}{'; ' if what else ''}{what}"
        return Relation("merge", owner, key, why, sets, unshown=unshown, restores=verbs.is_restoring(last))

    def _is_copied(self, operation: Operation, owner: Resource) -> bool:
        """Whether a copy can be another record: where callers give the key, the body has it."""
        key, sent = self._known.client_key(owner)[0], self._names(self._known.request(operation))
        return key is None or key in sent

    def _changes(self, own: Resource | None, method: str) -> Sequence[Operation]:
        return self._known.of(own, method) if own is not None else ()

    def _has_all(self, record: Schema | None, some: Schema | None) -> bool:
        """Whether an object has nothing but members of a record."""
        names = self._names(some)
        return bool(names) and names <= self._names(record)

    def _changes_members(self, operation: Operation, last: str, record: Schema | None) -> bool:
        """``PUT /orders/{id}/price``, ``POST /orders/{id}/rename``: takes nothing but members that records have,
        or what a verb of a POST did.
        """
        sent = self._known.request(operation)
        if operation.method == "POST" and any(verbs.did(last, n) for n in self._names(sent) & self._names(record)):
            return True
        if operation.method not in _CHANGES or not self._has_all(record, sent):
            return False
        word = places.plain(last)
        named = any(places.plain(name) in word for name in self._names(sent))
        return operation.method != "POST" or (named and verbs.CHANGES.match(word) is not None)

    def _of_a_collection(self, operation: Operation, path: str) -> Relation | None:
        """``GET /pets/findByStatus``, ``POST /users/search``, ``POST /users/createWithList``."""
        above, last = path.rstrip("/").rpartition("/")[::2]
        if ":" in last and "{" not in last:  # `/books:batchDelete`
            above, last = path.rstrip("/").rpartition(":")[::2]
        stem, dot, kind = last.partition(".")
        if dot and path_templates.shape(f"{above}.{kind}") in self._known.resources:  # `/tickets/count.json`
            above, last = f"{above}.{kind}", stem
        owner = self._known.resources.get(path_templates.shape(above)) if above and "{" not in last else None
        if owner is None or owner.item is None or owner.collection_shape != path_templates.shape(above):
            return None
        several = SeveralAtOnce(self._schemas, self._known)
        if found := several.count(operation, owner, last) or several.removal(operation, owner, last):
            return found
        record = self._known.record_schema(owner)
        shows = self._same(self._listed(operation, owner), record)
        if operation.method == "GET" or (operation.method == "POST" and verbs.SEARCHES.search(last)):
            return Relation("list", owner, None, f"it lists records of {owner.name}", {}) if shows else None
        if found := several.change(operation, owner):
            return found
        if operation.method == "POST":
            place = self._known.envelope(operation, owner)
            sent = self._schemas.below(self._known.request(operation), place)
            if place[-1:] == (places.ONLY,) and self._same(sent, self._known.sent_schema(owner) or record):
                return Relation("create", owner, None, f"it takes records of {owner.name}", {})
        return None

    def _at_a_collection(self, operation: Operation, own: Resource) -> Relation | None:
        """``DELETE /things?ids=1,2``."""
        if path_templates.shape(path_templates.on_the_wire(operation.path)) != own.collection_shape:
            return None
        return SeveralAtOnce(self._schemas, self._known).removal(operation, own, "")

    def _without_members(self, operation: Operation, own: Resource) -> Relation | None:
        """``POST /things?name=a``, with nothing at all, any object or a file: the answer shows a thing, or is a 201."""
        path, sent = path_templates.shape(path_templates.on_the_wire(operation.path)), self._known.request(operation)
        if operation.method != "POST" or path != own.collection_shape or verbs.SEARCHES.search(resources.noun(own)):
            return None
        if self._schemas.properties(sent) or "array" in self._schemas.types(sent):
            return None
        answer = self._known.answer(operation, ("201", "200", "202"))
        place = self._known.place(answer, own, {p.name for p in operation.parameters} | {""}, own.key)
        record = self._schemas.below(answer, place) if place is not None else None
        of_any = self._known.may_be_anything(answer) and self._known.may_be_anything(self._known.read_schema(own))
        unshown = answer is None and any(response.status == "201" for response in operation.responses)
        alone = operation.request_body is None and self._is_key_alone(answer, own)
        if not (of_any or unshown or alone or record_keys.is_told_apart(self._schemas, record, own.key, own)):
            return None
        how = "without a body" if operation.request_body is None else "whose members are not documented"
        why = f"{'201 is documented' if unshown else f'it shows a record of {own.name}'}, {how}"
        return Relation("create", own, None, why, {})

    def _is_key_alone(self, answer: Schema | None, own: Resource) -> bool:
        """Whether an answer is a text or a number as the path of a record, which can be read, takes it."""
        types = self._schemas.types(answer)
        is_read = own.item is not None and any(o.path == own.item for o in self._known.of(own, "GET"))
        return is_read and bool(types) and types <= {"string", "integer"} & self._schemas.types(own.key_schema)

    def _part(self, operation: Operation, own: Resource) -> Relation | None:
        """``/users/{id}/meetings`` beside ``/meetings/{id}``: makes and lists some of the meetings."""
        noun = resources.noun(own)
        for owner in dict.fromkeys(self._known.resources.values()):
            if owner.item is None or owner == own or not places.alike(resources.noun(owner), noun):
                continue
            shown = self._part_shown(operation, own)
            if set(owner.parents) < set(own.parents) and self._overlap(shown, self._known.record_schema(owner)):
                why = f"it shows records of {owner.name}, those below {own.collection}"
                action: ActionName = "list" if operation.method == "GET" else "create"
                return Relation(action, owner, None, why, {}, own)
        return None

    def removed_below(self, operation: Operation, own: Resource | None) -> Relation | None:
        """``/products/{id}/variants`` and a path that removes one of them alone, beside ``GET /variants/{id}``."""
        if own is None or own.item is None or {o.method for o in own.operations} != {"DELETE"}:
            return None
        found = [part for o in self._known.of(own, "POST") if self._is_told(o, own) and (part := self._part(o, own))]
        owner = found[0].resource if len(found) == 1 else None
        if owner is None or self._known.has(owner, "POST") or self._known.has(owner, "DELETE"):
            return None
        if operation.method != "DELETE":
            return self._part(operation, own)
        why = f"it removes records of {owner.name}, those below {own.collection}"
        return Relation("delete", owner, in_request("path", own.key or ""), why, {}, own)

    def told(self, operation: Operation, own: Resource | None) -> Relation | None:
        """What calls in words do, or a part of another collection, where the document says it: by the key that creates
        answer and other calls take; by showing and making records of all its members.
        """
        if own is not None and own.name in self._known.told:
            return self._spoken(operation, own)
        if (callers := PartedPaths(self._schemas, self._known).callers(operation, own)) is not None:
            return callers
        if own is None or own.item is not None or not any(self._is_told(o, own) for o in self._known.of(own, "POST")):
            return None
        return self._part(operation, own) if self._is_told(operation, own) else None

    def _is_told(self, operation: Operation, own: Resource) -> bool:
        found = self._part(operation, own)
        return found is not None and self._same(
            self._part_shown(operation, own), self._known.record_schema(found.resource)
        )

    def _named_in_full(self, operation: Operation, own: Resource) -> Relation | None:
        """``/v1/{parent}/things`` beside ``/v1/{name}``: the path of a record says nothing of its collection."""
        above = own.collection.rpartition("/")[0]
        owner = self._known.resources.get(path_templates.shape(above)) if path_templates.names_one(above) else None
        if owner is None or owner.item is None or path_templates.names(above)[-1:] == (owner.key,):
            return None
        is_at_root = not owner.name and any(map(full_names.forms, owner.operations))  # the version is in `servers`
        if path_templates.shape(owner.item) != path_templates.shape(above):
            return None
        if not is_at_root and not _VERSION.fullmatch(owner.name):
            return None
        answer = self._known.answer(operation, ("201", "200", "202"))
        if operation.method == "POST" and self._schemas.properties(self._known.request(operation)):
            place = self._known.place(
                answer, own, set(self._schemas.properties(self._known.request(operation))), owner.key
            )
            record = self._schemas.below(answer, place) if place is not None else None
        else:
            record = self._listed(operation, own) if operation.method == "GET" else None
        named = record_keys.key_property(self._schemas, record, owner.key, None)
        if named is None or places.plain(named) != places.plain(owner.key or ""):
            return None
        why = f"its records have the {owner.key} of {owner.item}"
        return Relation("list" if operation.method == "GET" else "create", owner, None, why, {}, own)

    def _part_shown(self, operation: Operation, own: Resource) -> Schema | None:
        if operation.method == "GET":
            return self._listed(operation, own)
        if operation.method != "POST" or not self._schemas.properties(self._known.request(operation)):
            return None
        answer = self._known.answer(operation, ("201", "200", "202"))
        sent = self._schemas.below(self._known.request(operation), self._known.envelope(operation, own))
        like = set(self._schemas.properties(sent))
        if answer is None and any(response.status == "201" for response in operation.responses):
            items = next((self._listed(other, own) for other in self._known.of(own, "GET")), None)
            return items if len(like & self._names(items)) * 2 >= len(like) else None  # its Location leads there
        place = self._known.place(answer, own, like, None)
        record = self._schemas.below(answer, place) if place is not None else None
        return record if record_keys.is_told_apart(self._schemas, record, None, own) else None

    def _single(self, operation: Operation, own: Resource) -> Relation | None:
        """``GET`` and ``PUT /settings``: one path that shows and takes the same thing is one record."""
        shown = next((self._known.answer(o) for o in self._known.of(own, "GET")), None)
        place = places.find_list(self._schemas, shown)
        members = self._schemas.properties(shown).keys()
        for method in ("PUT", "PATCH", "POST"):
            if method == "POST" and place is not None:
                continue
            for other in self._known.of(own, method):
                sent = self._schemas.properties(self._known.request(other)).keys()
                inner = {name for item in self._schemas.properties(shown).values()
                         for name in self._schemas.properties(item)}  # fmt: skip
                if sent and members and max(len(sent & members), len(sent & inner)) * 2 >= min(len(sent), len(members)):
                    action: ActionName = "read" if operation.method in ("GET", "HEAD") else "none"
                    action = _WRITES.get(operation.method, action)
                    why = f"{other.method} on {own.collection} takes what GET shows"
                    return Relation(action, own, "$url", why, {}) if action != "none" else None
        return None

    def _bare(self, operation: Operation, own: Resource) -> Relation | None:
        """A collection whose records have no path of their own: what one operation makes, another lists."""
        listing = next(iter(self._known.of(own, "GET")), None)
        making = next(iter(self._known.of(own, "POST")), None)
        if listing is None or making is None:
            return None
        items = self._listed(listing, own)
        place = self._known.envelope(making, own)
        sent = self._schemas.properties(self._schemas.below(self._known.request(making), place)).keys()
        if items is None or len(sent & self._schemas.properties(items).keys()) * 2 < max(1, len(sent)):
            return None
        why = f"GET lists what POST on {own.collection} makes"
        if operation.method in ("GET", "POST"):
            return Relation("list" if operation.method == "GET" else "create", own, None, why, {})
        key = self._named(operation, own, singular(places.plain(resources.noun(own))))
        return Relation(_WRITES[operation.method], own, key, why, {}) if key and operation.method in _WRITES else None
