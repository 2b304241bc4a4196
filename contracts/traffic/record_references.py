"""Members of bodies that refer to other records: by a name such as `owner_id`, or by that of a resource.

Whoever creates a record that names another's changes what is seen of that one: what it owns, counts, or is billed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.traffic.free_texts import Place
    from mock_server.openapi import JSON, Behaviour, Schemas

ANY = ""
"""What is referred to where no resource of the document has such a name."""
_IDS = re.compile(r"(?i:(?:^|[_.-])(?:uu|gu)?ids?)$|(?<=[a-z0-9])(?:Id|ID|Uuid|UUID)s?$")
_SAID = re.compile(
    r"(?i:\b(?:id|identifier|key|number)s?( or names?)? of (?:the|an?|another|its|some)?\s*"
    r"(?:existing |other )?)([A-Za-z]+)[ _-]?([A-Za-z]*)"
)
"""How descriptions say what a member refers to: *the id of the message that this one answers*."""
_EXISTING = re.compile(r"(?i)\b(?:id|identifier|key|number)s? of (?:an?|the) existing\b")
_KEYS = ("id", "uuid", "guid")
_PATH = re.compile(r"[`\"'(]\^?(/?(?:(?:\{\w+\}|[\w.-]+)/){0,9}?)([A-Za-z][A-Za-z_-]*)/(\{\w+\}|[\w.-]+)\$?[`\"')]")
"""How a text shows that it is the path of a record: `projects/{id}`, `/v1/projects/{id}`, or of FHIR, `Patient/123`."""
_OF_MEDIA = frozenset(
    ("application", "audio", "font", "image", "message", "model", "multipart", "text", "video", "chemical", "example")
)
"""What `image/png` begins with, which is no path."""
_REFERENCE = "reference"
"""The member that holds the path in a reference of FHIR."""
_MOST = 80
_LINKAGES = (("data", "id"), ("data", "*", "id"))
IDENTIFIER = frozenset({"type", "id", "meta"})
"""What a reference holds by which a resource object links another one (JSON:API 1.1, resource identifier objects)."""


class RecordReferences:
    """The references in the bodies of one document; ``is_key`` tells the member that holds a record's own key."""

    def __init__(
        self, behaviours: Mapping[str, Behaviour], schemas: Schemas, is_key: Callable[[Behaviour, str], bool]
    ) -> None:
        self.schemas = schemas
        self._is_key = is_key
        self._resources: dict[str, str] = {}
        for resource in sorted({b.resource for b in behaviours.values() if b.resource is not None}, key=len):
            named = [part for part in resource.split("/") if part != "{}"]
            self._resources.setdefault(field_names.plain(named[-1] if named else ""), resource)
        places = ((b.resource, b.key_place) for b in behaviours.values() if b.action == "create")
        self._chosen = {
            name: place.names[-1] for name, place in places if name and place is not None and place.location == "body"
        }
        """The member in which callers choose the keys of a resource."""
        self._made = {b.resource for b in behaviours.values() if b.action == "create"}
        self._known: dict[str, dict[Place, str]] = {}
        self._before: dict[tuple[str, Place], str] = {}
        """What stands before the key in a reference that is the path of a record: `projects/`."""

    def of(self, behaviour: Behaviour) -> Mapping[Place, str]:
        """Place in the body → resource, or `ANY`; ``*`` stands for each item of an array."""
        name = behaviour.operation.id
        if name not in self._known:
            schema = self.schemas.below(behaviour.operation.request_schema, behaviour.envelope)
            found = self._found(behaviour, schema)
            before = ["*" if part == "0" else part for part in behaviour.envelope]  # each record of a list
            self._known[name] = {(*before, *place): resource for place, resource in found}
        return self._known[name]

    def linkage(self, behaviour: Behaviour) -> Place | None:
        """Where a body has its keys that is the linkage of one resource and nothing else (JSON:API 1.1, Updating
        Relationships); None of any other.
        """
        found = self.of(behaviour)
        return next((place for place in found if place in _LINKAGES and len(found) == 1 and found[place] != ANY), None)

    def key(self, behaviour: Behaviour, place: Place, value: JSON) -> str:
        """The key in a reference at ``place``, which may be the path of its record."""
        self.of(behaviour)
        return str(value).removeprefix(self._before.get((behaviour.operation.id, place), ""))

    def written(self, behaviour: Behaviour, place: Place, key: str) -> str:
        """How a reference at ``place`` names the record of this key."""
        self.of(behaviour)
        return self._before.get((behaviour.operation.id, place), "") + key

    def resource_named(self, name: str) -> str | None:
        """The resource that a member of this name refers to or holds, None where none has such a name."""
        words = field_names.words(_IDS.sub("", name))
        wanted = (plural for start in range(len(words)) for plural in _plurals("".join(words[start:])))
        return next((self._resources[plural] for plural in wanted if plural in self._resources), None)

    def _found(self, behaviour: Behaviour, schema: JSON) -> Iterator[tuple[Place, str]]:
        part = behaviour.key_place
        chosen = part.names[len(behaviour.envelope) :] if part is not None and part.location == "body" else ()
        if chosen and behaviour.acts_on is not None:
            yield chosen, behaviour.acts_on
        whole, members = self._linkage(schema)
        if members and members.keys() <= IDENTIFIER:
            yield whole, self._typed(members["type"]) or ANY
        for name, item in list(self.schemas.properties(schema).items())[:_MOST]:
            if members and members.keys() <= IDENTIFIER and name == whole[0]:
                continue
            if (name,) == chosen:
                continue  # the record's own key, whatever its description calls it: *the id of the owner*
            if self.schemas.keyword(item, "readOnly") is True or self._is_key(behaviour, name):
                continue
            linked = [*self._linked(behaviour, item)]
            yield from (((name, *place), resource) for place, resource in linked)
            if linked:
                continue
            place: Place = (name,)
            if "array" in self.schemas.types(item):
                place, item = (name, "*"), self.schemas.items(item)
            inner = self.schemas.properties(item)
            within: Place = (*place, _REFERENCE) if _REFERENCE in inner else place
            path = self._path(_REFERENCE if _REFERENCE in inner else name, inner.get(_REFERENCE, item))
            if path is not None:
                self._before[behaviour.operation.id, (*behaviour.envelope, *within)] = path[0]
                yield within, path[1]
                continue
            key = self._sole_key(name, inner)
            if key is not None:
                place, item = (*place, key), inner[key]
            asked = name in self.schemas.required(schema)
            resource = self._resource(behaviour, name, item, sure=key is not None, asked=asked)
            if resource is None and not asked:
                resource = self._addressed(name, item)
            if resource is not None:
                yield place, resource
            elif len(inner) > 1:
                yield from (((*place, *rest), kind) for rest, kind in self._inside(behaviour, inner))

    def _addressed(self, name: str, schema: JSON) -> str | None:
        """The resource of which an address is one: a URI in a member that is called as its records are."""
        is_address = self.schemas.keyword(schema, "format") in ("uri", "uri-reference", "url")
        return self.resource_named(name) if is_address and len(field_names.words(name)) == 1 else None

    def _sole_key(self, name: str, members: Mapping[str, JSON]) -> str | None:
        """The one member of an object that names a record by its key alone: ``"project": {"key": "ABC"}``."""
        key = next(iter(members)) if len(members) == 1 else None
        resource = self.resource_named(name) if key is not None and key not in _KEYS else None
        return key if key in _KEYS or (resource is not None and self._chosen.get(resource) == key) else None

    def _inside(self, behaviour: Behaviour, members: Mapping[str, JSON]) -> Iterator[tuple[Place, str]]:
        """The references in an object inside a body, such as a line of an order: to known resources, or told."""
        for name, each in list(members.items())[:_MOST]:
            inner = self.schemas.properties(each)
            key = self._sole_key(name, inner)
            place, item = ((name, key), inner[key]) if key is not None else ((name,), each)
            known = self._resource(behaviour, name, item, sure=key is not None)
            if self.schemas.keyword(each, "readOnly") is not True and (known or self._is_told(item)):
                yield place, known or ANY

    def _is_told(self, schema: JSON) -> bool:
        return _EXISTING.search(self.schemas.description(schema)) is not None

    def _linked(self, behaviour: Behaviour, schema: JSON) -> Iterator[tuple[Place, str]]:
        """The references in an object of resource linkages: ``{"author": {"data": {"type": "people", "id": "9"}}}``.

        So JSON:API writes what a record refers to (1.1, resource linkage), under whatever name.
        """
        members = self.schemas.properties(schema)
        for name, item in list(members.items())[:_MOST]:
            place, found = self._linkage(item)
            if found:
                kind = self._typed(found["type"]) or self._resource(behaviour, name, found["id"], sure=True)
                yield (name, *place), kind or ANY

    def _linkage(self, schema: JSON) -> tuple[Place, Mapping[str, JSON]]:
        """Where an object with a resource linkage has its key, and the members of its identifiers; none without one."""
        linkage = self.schemas.properties(schema).get("data")
        several = "array" in self.schemas.types(linkage)
        found = self.schemas.properties(self.schemas.items(linkage) if several else linkage)
        there = linkage is not None and {"type", "id"} <= found.keys()
        return ("data", *(("*",) if several else ()), "id"), found if there else {}

    def _typed(self, schema: JSON) -> str | None:
        """The resource that the one option of a `type` names."""
        options = self.schemas.keyword(schema, "enum") or [self.schemas.keyword(schema, "const")]
        named = [self._resources.get(field_names.plain(option)) for option in options if isinstance(option, str)]
        return named[0] if len(named) == 1 else None

    def _resource(
        self, behaviour: Behaviour, name: str, schema: JSON, *, sure: bool, asked: bool = False
    ) -> str | None:
        kinds = self.schemas.types(schema) - {"null"}
        if not kinds or not kinds <= {"string", "integer", "number"} or self.schemas.keyword(schema, "enum"):
            return None
        number = "string" not in kinds or self.schemas.keyword(schema, "format") == "uuid"
        stem, ends = _IDS.subn("", name)
        words = field_names.words(stem)
        if words[-1:] == ("parent",) and (ends or number):
            return behaviour.resource or ANY
        for start in range(len(words) if ends or sure else (1 if number else 0)):
            found = next((self._resources[n] for n in _plurals("".join(words[start:])) if n in self._resources), None)
            if found is not None:
                own = (
                    asked and found == behaviour.resource and not start and not number and not self._has_example(schema)
                )
                return found if words and not own else None  # a client's own `clientId` is a text beside its key
        return self._said(schema) or (ANY if (ends and words and number) else None)

    def _path(self, name: str, schema: JSON) -> tuple[str, str] | None:
        """What stands before the key in a text that is shown as the path of a record, and its resource.

        Without braces for the key it may be another text, unless the member is called as such a record is.
        """
        keyword = self.schemas.keyword
        if self.schemas.types(schema) - {"null"} != {"string"} or keyword(schema, "enum"):
            return None
        shown = [each for each in (keyword(schema, "example"), *(keyword(schema, "examples") or ())) if each]
        said = [*(f"`{each}`" for each in shown if isinstance(each, str)), keyword(schema, "description")]
        shows = [one for each in said if isinstance(each, str) for one in _PATH.finditer(each)]
        found = [(one, kind) for one in shows if (kind := self._kind(one)) and self._is_sure(name, one, kind, shows)]
        pattern = str(keyword(schema, "pattern") or "").lstrip("^\\")
        given = [*map(str, shown), *filter(None, [pattern])]
        found = [each for each in found if given or each[0][1] in ("", "/")]  # else none of another's is sent
        written = [(self._before_key(one, given), kind) for one, kind in found]
        whole = [(before, kind) for before, kind in written if before is not None]
        return next((each for each in whole if each[1] in self._made), next(iter(whole), ("", ANY) if found else None))

    def _kind(self, one: re.Match[str]) -> str | None:
        return next((self._resources[n] for n in _plurals(one[2].lower()) if n in self._resources), None)

    def _is_sure(self, name: str, one: re.Match[str], kind: str, shows: list[re.Match[str]]) -> bool:
        """Whether a text is no other one: braces say so, here or beside it, or the name of the member."""
        braced = any(each[2] == one[2] and each[3].startswith("{") for each in shows)
        called = name in (_REFERENCE, "parent") or self.resource_named(name) == kind
        return braced or (called and one[2].lower() not in _OF_MEDIA)

    @staticmethod
    def _before_key(one: re.Match[str], given: list[str]) -> str | None:
        """What is written before the key; None where keys of others may stand in it."""
        above = one[1].strip("/")
        if "{" in above or ("/" in above and not one[3].startswith("{")):
            return None
        before = f"{one[1]}{one[2]}/"
        return before if any(each.startswith(("/", "\\/")) for each in given) else before.removeprefix("/")

    def _said(self, schema: JSON) -> str | None:
        """The resource of which a description says that the member has the id; where it may be a name as well, one that
        can be made: a provider's are what examples name.
        """
        for named, word, other in _SAID.findall(self.schemas.description(schema)):
            plurals = (plural for text in (word + other, word) for plural in _plurals(text.lower()))
            found = next((self._resources[plural] for plural in plurals if plural in self._resources), None)
            if found is not None and (found in self._made or not named):
                return found
        return None

    def _has_example(self, schema: JSON) -> bool:
        return any(self.schemas.keyword(schema, name) for name in ("example", "examples"))


def _plurals(word: str) -> tuple[str, ...]:
    return (word, f"{word}s", f"{word}es", f"{word[:-1]}ies")
