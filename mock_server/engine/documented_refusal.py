"""One error answer of the document, filled with what is wrong with a request."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer, json_answer
from mock_server.engine.error_roles import LISTS, PLACE, has_text, phrase, roles_filled
from mock_server.engine.member_errors import MemberErrors
from mock_server.engine.outcome_words import failed
from mock_server.engine.violation_entries import ViolationEntries
from mock_server.openapi.reading.media_types import is_xml
from mock_server.openapi.reading.pointers import MISSING, at, replaced, tokens, without

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import MediaType, Response, Schema
    from mock_server.openapi.schema.validation import Violation

_INVALID = (400, 422)
_READY, _LONGEST = 64, 4_096
"""Refusals that are ready to be given again, and characters of what one of them says."""


def _is_xml(media: MediaType) -> bool:
    return is_xml(media.essence) and media.schema is not None


def summary(violations: list[Violation]) -> str:
    """The violations as one sentence, the first twenty of them."""
    return "; ".join(f"{violation.field}: {violation.message}" for violation in violations[:20])


class DocumentedRefusal:
    """An answer in the shape of one response; ``message`` is what it says where the document has no example.

    ``of_another`` is true where the response is described for another status, so that no example tells of this one.
    ``taken`` are the members that the request may have, and `wrapper.member` those of the one that wraps all.
    """

    def __init__(
        self,
        status: int,
        response: Response,
        synthesis: Synthesis,
        message: str,
        *,
        taken: frozenset[str] = frozenset(),
        of_another: bool = False,
    ) -> None:
        self.status = status
        self.response = response
        self.synthesis = synthesis
        self.message = message
        self._ready: dict[str | tuple[Violation, ...], Answer] = {}
        self.media: MediaType | None = response.json or next(filter(_is_xml, response.content), None)
        self.schema: Schema = self.media.schema if self.media and self.media.schema is not None else True
        self._example_holds = bool(self.media and self.media.examples and response.status.isdigit() and not of_another)
        self._of_another = of_another
        self._taken = taken

    @cached_property
    def _base(self) -> JSON:
        if self.media is None:
            return None
        with self.synthesis.values.shared(str(self.media.pointer)):
            body = self.synthesis.example(self.media)
        if not isinstance(body, dict) or self._example_holds:
            return body
        own = self.message if self._of_another or not self.media.examples else None
        said = failed(self.synthesis.schemas, self.schema, body, self.status, phrase(self.status))
        if self._is_problem and "type" in said:
            said["type"] = "about:blank"  # RFC 9457 section 4.2.1
        made = said if self._is_valid(said) else body
        kept = {name: value for name, value in made.items() if self._is_problem and name == "type"}
        fillings = (
            {**roles_filled(made, self.status, own, reason=own is not None), **kept},
            roles_filled(made, self.status, own),
            roles_filled(made, self.status, None),
        )
        return next((filled for filled in fillings if self._is_valid(filled)), made)

    @property
    def _is_problem(self) -> bool:
        return self.media is not None and self.media.essence == "application/problem+json"

    @cached_property
    def _list_path(self) -> tuple[str, ...] | None:
        declared = self.response.extension.get("violations")
        if isinstance(declared, str):
            return tokens(declared)
        schemas = self.synthesis.schemas
        shape = schemas.properties(self.schema)
        for name, item in shape.items():
            if LISTS.match(name) and "array" in schemas.types(item):
                return (name,)
        for name, item in shape.items():
            for inner, value in schemas.properties(item).items():
                if LISTS.match(inner) and "array" in schemas.types(value):
                    return (name, inner)
        return None

    @cached_property
    def _map_path(self) -> tuple[tuple[str, ...], bool, ViolationEntries] | None:
        """Where the error has an object of messages by field, whether each field has a list of them, and how one is."""
        schemas = self.synthesis.schemas
        for around in ((), ("error",), ("details",), ("data",)):
            for name, item in schemas.properties(schemas.below(self.schema, around)).items():
                each = schemas.other_properties(item) if not schemas.properties(item) else None
                if not LISTS.match(name) or each is None:
                    continue
                inner = schemas.items(each)
                one = inner if inner is not None else each
                if "string" in schemas.types(one) or schemas.properties(one):
                    return (*around, name), inner is not None, ViolationEntries(self.synthesis, one, self.status)
        return None

    def _by_field(self, body: dict[str, JSON], violations: list[Violation]) -> JSON:
        """``body`` with the messages of each field in its object of them."""
        if self._map_path is None:
            return body
        place, several, entries = self._map_path
        told: dict[str, JSON] = {}
        around = self._wrapper(body, place)
        for violation in violations:
            said = entries.entry(violation) if entries.are_of_objects else violation.message
            field = violation.field.removeprefix(around)
            if several:
                told.setdefault(field, []).append(said)
            else:
                told.setdefault(field, said)
        return replaced(body, place, told)

    def _wrapper(self, body: JSON, place: tuple[str, ...]) -> str:
        """What stands around a request's members (`note.`) where the document's own messages are of these alone."""
        inside = {name.partition(".")[2]: name for name in self._taken if "." in name}
        shown = at(body, place)
        named = [inside[name] for name in shown if name in inside] if isinstance(shown, dict) else []
        return f"{named[0].partition('.')[0]}." if named else ""

    @cached_property
    def _members(self) -> MemberErrors:
        return MemberErrors(self.synthesis.schemas, self.schema, self._taken)

    @property
    def is_by_member(self) -> bool:
        """Whether its body tells what is wrong at each member of a request, and so has no place for anything else."""
        return bool(self._members)

    @cached_property
    def _entries(self) -> ViolationEntries:
        schema: Schema | None = self.schema
        for token in self._list_path or ():
            schema = self.synthesis.schemas.properties(schema).get(token)
        items = self.synthesis.schemas.items(schema)
        return ViolationEntries(self.synthesis, items, self.status, in_fragment=self._is_problem)

    @cached_property
    def _static(self) -> Answer:
        return self._encoded(self._without_violations(self.message))

    def _without_violations(self, message: str) -> JSON:
        """The body of a refusal that is about no part of the request: the example's violations nobody committed.

        Where nothing else in it is a message, an entry of the list is.
        """
        body, place = self._base, self._list_path
        if self._members and isinstance(body, dict) and not self._example_holds:
            said = self._members.in_general(body, message)
            return said if self._is_valid(said) else body
        if place is None and self._map_path is not None and not self._example_holds:
            bare = without(body, self._map_path[0]) if isinstance(body, dict) else body
            empty = replaced(body, self._map_path[0], {}) if isinstance(body, dict) else body
            return next((other for other in (bare, empty) if self._is_valid(other)), body)
        if place is None or not isinstance(body, dict) or at(body, place) is MISSING:
            return body
        if self._example_holds and self.status not in _INVALID:
            return body
        told = replaced(body, place, [self._entries.failure(message)])
        candidates = (without(body, place), replaced(body, place, []))
        first = has_text(candidates[0]) or self._example_holds
        for candidate in (*candidates, told) if first else (told, *candidates):
            if self._is_valid(candidate):
                return candidate
        return body

    def _encoded(self, body: JSON, headers: JSON = (), why: str | tuple[Violation, ...] = "") -> Answer:
        """The answer with this body, in JSON or in XML."""
        if self.media is None or not _is_xml(self.media):
            return json_answer(self.status, body, self._content_type, headers, why)
        from mock_server.openapi.codec import encoders

        data = encoders.encode(body, self.media, self.synthesis.schemas)
        fields = ((b"content-type", self._content_type), (b"content-length", b"%d" % len(data)), *headers)
        return Answer(self.status, fields, data, why)

    @property
    def _content_type(self) -> bytes:
        name = self.media.name if self.media else "application/json"
        return (name if "*" not in name else "application/json").encode("latin-1", "replace")

    def answer(self, violations: list[Violation], reason: str, headers: JSON, *, told: bool = False) -> Answer:
        """The answer; ``told`` puts the reason into it where it has a message, in place of the usual one."""
        why = tuple(violations) or reason
        if self.media is None:
            if not self.response.content:
                return Answer(self.status, ((b"content-length", b"0"), *headers), b"", why)
            text = reason.encode()
            media = (b"content-type", self.response.content[0].name.encode())
            return Answer(self.status, (media, (b"content-length", b"%d" % len(text)), *headers), text, why)
        if violations:
            plain = not (told or headers)
            known = self._ready.get(why) if plain else None
            return known or self._refusing(violations, tuple(violations), headers, told=told, kept=plain)
        if told:
            return self._encoded(self._telling(reason), headers, reason)
        static = self._static
        return Answer(static.status, (*static.headers, *headers), static.body, reason)

    def _refusing(
        self, violations: list[Violation], why: tuple[Violation, ...], headers: JSON, *, told: bool, kept: bool
    ) -> Answer:
        """The answer to violations; what is ``kept`` is ready for whoever is refused in the same way."""
        made = self._encoded(self._with(violations, told=told), headers, why)
        if kept and (self._list_path is None or self._entries.are_steady) and len(repr(why)) <= _LONGEST:
            if len(self._ready) >= _READY:
                self._ready.clear()
            self._ready[why] = made
        return made

    def _telling(self, reason: str) -> JSON:
        body = self._without_violations(reason)
        filled = roles_filled(body, self.status, reason) if isinstance(body, dict) else body
        return filled if self._is_valid(filled) else body

    def _with(self, violations: list[Violation], *, told: bool) -> JSON:
        body, place = self._base, self._list_path
        if not isinstance(body, dict):
            return body
        if self._members and self._is_valid(by_member := self._members.told(body, violations)):
            if self._members.tell_of(violations) or not isinstance(by_member, dict):
                return by_member
            body = by_member
        if place is not None:
            entries = [self._entries.entry(violation) for violation in violations]
            listed = {**body, place[0]: entries} if len(place) == 1 else replaced(body, place, entries)
            said = roles_filled(listed, self.status, summary(violations)) if told else listed
            for candidate in (said, listed) if told else (listed,):
                if self._is_valid(candidate):
                    return candidate
        if place is not None and not self._example_holds:
            bare = without(body, place)
            body = bare if self._is_valid(bare) and isinstance(bare, dict) else body
        filled = roles_filled(body, self.status, summary(violations))
        mapped = self._by_field(filled, violations)
        if mapped is not filled and self._is_valid(mapped):
            return mapped
        candidates = (self._located(filled, violations[0]), filled, self._located(body, violations[0]))
        return next((candidate for candidate in candidates if self._is_valid(candidate)), body)

    def _located(self, body: dict[str, JSON], violation: Violation) -> dict[str, JSON]:
        """``body`` with the place of what is wrong where the error has a member for it."""
        for at_place in ((), ("error",)):
            around = at(body, at_place)
            known = self.synthesis.schemas.properties(self.synthesis.schemas.below(self.schema, at_place))
            name = next((name for name in known if PLACE.match(name)), None)
            if name is not None and isinstance(around, dict) and not self._example_holds:
                located: dict[str, JSON] = replaced(body, (*at_place, name), violation.field)
                return located
        return body

    @cached_property
    def _is_valid(self) -> Callable[[JSON], bool]:
        check: Callable[[JSON], bool] = self.synthesis.validators.validator(self.schema, "response").is_valid
        return check
