"""The law of the echo: a success answer that holds the record holds what was sent, as it was sent.

Numbers are equal when their values are, texts of a format when they name one value by its standard; the items of a set
stand in any order. What the answer's schema does not list may be missing; what was not sent may be null or absent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from contracts.laws.alternatives import names_of_open_kinds, strange_members
from contracts.laws.leeway import asks_for_standing, is_created, is_made_anew, picks_members, shows_what_was_sent
from contracts.laws.own_additions import gained_own, shown_in_full
from contracts.laws.own_settings import are_settings
from contracts.laws.said_changes import says_inside
from contracts.laws.same_values import difference, same, text, unrepeated
from contracts.traffic.effects import WRITING
from contracts.traffic.equivalent_texts import equivalent, same_number
from contracts.traffic.request_validity import Reading, Verdict
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.told_uuids import ToldUuids
    from mock_server.openapi import JSON, Behaviour, Operation, Response, Schemas

NOTHING: tuple[JSON, ...] = ([], {}, "")
"""What some services show where others show no member at all."""
_FOLLOWS = field_names.Telling(
    r"depend(?:s|ing)? (?:up)?on|inherit(?:s|ed)?|derived|(?:taken|copied|calculated|computed) from|based on|unless"
)
"""How a description says that what is not sent follows from something else."""
_POINT, _DIGIT = r"(?:\\\.|\[\.,?\])", r"(?:\\d|\[0-9\])"
_OF_DECIMALS = re.compile(
    rf"\^?(?!{_DIGIT}\{{\d+\}})(?:\\[d.]|[-+0-9\[\](){{}},?*+|:.])*?(?:{_POINT}{_DIGIT}(?:[+*]|\{{\d+(?:,\d*)?\}})?\)+"
    rf"(?:\?|\{{0,1\}})|{_POINT}\?{_DIGIT}(?:[+*]|\{{\d+(?:,\d*)?\}})?|{_POINT}(?:{_DIGIT}(?:\{{\d+(?:,\d+)?\}}|\?)?)+\)*)\$?"
)
"""The pattern of texts that are decimal numbers, which services keep as numbers: `^\\d+(\\.\\d{1,2})?$`, not
`^\\d+\\.\\d+$` (the parts of a version), nor a number of so many digits before the point (`^\\d{2}\\.\\d{2}$`).
"""
_NUMBERED = frozenset(("chapter", "code", "edition", "release", "section", "version"))
"""What two numbers with a point between them stand for that are no decimal."""
NOT_SENT = "it was not sent"
"""The cause of a value that nobody gave."""


class _Member(NamedTuple):
    """One member of a record: its ``schema`` in the request, the one ``answered`` by, and the ``record`` shown."""

    name: str
    place: str
    schema: JSON
    answered: JSON
    record: dict[str, JSON]


class Shown(NamedTuple):
    """A record in an answer: the schema of its ``owner``, where it stands, and whether its members were picked."""

    owner: JSON
    record: dict[str, JSON]
    root: tuple[str, ...]
    picks: bool = False


class Echo:
    """Compares what was sent with what came back, by the document's schemas."""

    def __init__(self, schemas: Schemas, uuids: ToldUuids) -> None:
        self.schemas, self.uuids = schemas, uuids

    def findings(
        self, reading: Reading, behaviour: Behaviour, response: Response, body: JSON, make: Maker
    ) -> list[Finding]:
        """What did not come back as it was sent, and defaults that were not applied."""
        if behaviour.action not in WRITING or behaviour.record is None or not isinstance(reading.body, dict):
            return []
        is_grey = reading.verdict is Verdict.GREY and not reading.unbinding
        record, given = pointers.at(body, behaviour.record), pointers.at(reading.body, behaviour.envelope)
        if is_grey or not isinstance(record, dict) or not isinstance(given, dict):
            return []
        answer, creates = make.exchange.answer, behaviour.action == "create"
        if answer is None or (creates and not shows_what_was_sent(answer.status, behaviour.operation)):
            return []
        if answer.status != 201 and asks_for_standing(make.exchange.request):
            return []
        made = (is_created if creates else is_made_anew)(answer.status, behaviour.operation)
        owner, picks = self.schemas.below(response.schema, behaviour.record), picks_members(reading, make.exchange)
        return list(self.compared(reading, behaviour, Shown(owner, record, behaviour.record, picks), make, made=made))

    def compared(
        self, reading: Reading, behaviour: Behaviour, of: Shown, make: Maker, *, made: bool
    ) -> Iterator[Finding]:
        """What of the body of a create or a change is not shown as it was sent; of what was ``made``, defaults too."""
        given = pointers.at(reading.body, behaviour.envelope)
        answered, record = self.schemas.properties(of.owner), of.record
        asked = self.schemas.below(reading.operation.request_schema, behaviour.envelope)
        taken = self.schemas.properties(asked)
        shown = record.keys() if of.picks else answered.keys() | record.keys()
        spelled = self.schemas.spelled(asked, of.owner)
        found: dict[str, Finding] = {}
        for name, schema in taken.items():
            called = spelled.get(name, name)
            if called not in shown or not (name in given or (made and called == name)):
                continue
            member = _Member(called, pointers.text((*of.root, called)), schema, answered.get(called), record)
            finding = None
            if name not in given:
                finding = self._filled_in(member, of.owner, make)
            elif not (given[name] == "" and _is_form(reading) and behaviour.action == "create"):
                # of a create in a form an empty text may say that there is nothing
                value = _without_empty(given[name], record.get(called)) if _is_form(reading) else given[name]
                same = self.uuids.same(behaviour, name, value, record.get(called))
                none = value is None and self._is_own_settings(member)
                if not (same or none or self._says_nothing(reading, value, member)):
                    finding = self._altered(member, value, make)
            if finding is not None and not any(self._is_the_servers(behaviour, o, schema) for o in {name, called}):
                found[name] = finding
        if not found:
            return  # mostly so, and whose the members are is asked where one differs
        strange = strange_members(self.schemas, asked, given) | addressed_members(reading, record)
        open_ = names_of_open_kinds(self.schemas, asked, given) | self._listed_beside(reading, behaviour)
        yield from (finding for name, finding in found.items() if name not in strange | open_)

    def members(self, reading: Reading, behaviour: Behaviour) -> frozenset[str]:
        """The members of a record that the body of a request may have."""
        asked = self.schemas.below(reading.operation.request_schema, behaviour.envelope)
        return frozenset(self.schemas.properties(asked))

    def _listed_beside(self, reading: Reading, behaviour: Behaviour) -> set[str]:
        """The members that another object in the body lists as well: the answer may be about that one."""
        *above, own = behaviour.envelope or ("",)
        around = self.schemas.properties(self.schemas.below(reading.operation.request_schema, (*above,)))
        others = [item for name, item in around.items() if own and name != own]
        return {name for item in others for name in self.schemas.properties(item)}

    def _is_the_servers(self, behaviour: Behaviour, name: str, schema: JSON) -> bool:
        """Whether the service answers what it will, whatever was sent under this name."""
        if self.schemas.keyword(schema, "writeOnly") is True or self.schemas.keyword(schema, "readOnly") is True:
            return True
        if name in behaviour.ignores:
            return True
        if behaviour.action == "create" and behaviour.key is None and name == behaviour.property:
            return True  # the service assigns the key, whatever a body has in its place
        # what is sent says which version is meant, what is answered which it is now
        return field_names.tells_version(name, self.schemas.types(schema), self.schemas.description(schema))

    def _altered(self, of: _Member, value: JSON, make: Maker) -> Finding | None:
        """The finding of a member that was sent and did not come back so."""
        got, there = of.record.get(of.name), of.name in of.record
        if self._kept(value, got, of.answered, of.schema, of.name):
            return None
        what = difference(value, got, there)
        message = f"{of.place} did not come back as it was sent: {what}"
        assumed = self.schemas.assumed(of.answered)
        shown = text(got) if there else "absent"
        return make("echo", of.place, text(value), shown, message, cause=what, assumed=assumed)

    def _filled_in(self, of: _Member, owner: JSON, make: Maker) -> Finding | None:
        """The finding of a member of a new record that was left out, and has not its default or has one of nobody's."""
        default, got = self.schemas.keyword(of.schema, "default"), of.record.get(of.name)
        if default is not None and _FOLLOWS.told_in(self.schemas.keyword(of.schema, "description")):
            return None
        if default is not None and not same(default, got):
            message = f"{of.place} was left out and does not have its default"
            return make("default", of.place, text(default), text(got), message, assumed=self.schemas.assumed(of.schema))
        if default is None and got and self._optional(of.answered) and not self._is_own_settings(of):
            message, why = f"{of.place} was not sent and has a value", self.schemas.assumed(owner)
            return make("echo", of.place, "null, or nothing", text(got), message, cause=NOT_SENT, assumed=why)
        return None

    def _is_own_settings(self, of: _Member) -> bool:
        """Whether it shows settings that the service goes by where a request has none, and nothing of the run's."""
        got = of.record.get(of.name)
        return are_settings(self.schemas, of.name, of.answered, got) and gained_own({}, got, same)

    def _kept(self, sent: JSON, got: JSON, schema: JSON, asked: JSON = None, called: str = "") -> bool:
        """Whether the value came back; objects of listed properties may have gained some.

        ``schema`` is that of the answer's value, ``asked`` that of the request's; ``called`` is its name.
        """
        known = self.schemas.properties(schema) if isinstance(sent, dict) else {}
        open_ = names_of_open_kinds(self.schemas, asked, sent) if isinstance(sent, dict) else frozenset()
        if open_ and not (known and isinstance(got, dict)):
            return True  # nothing tells which of its members should have come back
        if known and isinstance(sent, dict) and isinstance(got, dict):
            unlisted = self.schemas.keyword(schema, "additionalProperties") in (None, False)  # kept or ignored
            taken = self.schemas.properties(asked)
            return all(
                got.get(name) is None or is_never_null(self.schemas, known.get(name))
                if value is None
                or (value in NOTHING and got.get(name) is None and not is_never_null(self.schemas, known.get(name)))
                else name in got and self._kept(value, got[name], known.get(name), taken.get(name), name)
                for name, value in sent.items()
                if name not in open_
                and (name in known or not unlisted)
                and not field_names.tells_version(name, self.schemas.types(known.get(name)))
            )
        if isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
            items, of = self.schemas.items(schema), self.schemas.items(asked)
            if all(self._kept(one, other, items, of) for one, other in zip(sent, got, strict=True)):
                return True
            is_set = any(self.schemas.keyword(item, "uniqueItems") is True for item in (schema, asked))
            return is_set and all(any(self._kept(one, other, items, of) for other in got) for one in sent)
        if same(sent, got) or gained_own(sent, got, same) or self._is_one_value(sent, got, schema, asked, called):
            return True
        if self._are_options(schema, asked) and isinstance(sent, list) and got == unrepeated(sent):
            return True  # of options that a thing has, twice says no more than once
        both = (schema, asked)
        return shown_in_full(self.schemas, *both, sent, got) or says_inside(self.schemas, both, sent, got)

    def _are_options(self, *lists: JSON) -> bool:
        """Whether a list is one of options."""
        return any(isinstance(self.schemas.keyword(self.schemas.items(item), "enum"), list) for item in lists)

    def _is_one_value(self, sent: JSON, got: JSON, schema: JSON, asked: JSON, called: str) -> bool:
        """Whether both are spellings of one value: by the format, or where a number may be written as a text."""
        kinds = self.schemas.types(asked)
        if "string" in kinds and kinds & {"number", "integer"}:
            return same_number(sent, got)
        if not isinstance(sent, str) or not isinstance(got, str):
            return False
        pattern = self.schemas.keyword(asked, "pattern")
        is_decimal = isinstance(pattern, str) and _OF_DECIMALS.fullmatch(pattern) is not None
        if is_decimal and _NUMBERED.isdisjoint(field_names.words(called)):
            return same_number(sent, got)
        formats = {self.schemas.keyword(item, "format") for item in (schema, asked)} - {None}
        return any(equivalent(str(name), sent, got) for name in formats)

    def _says_nothing(self, reading: Reading, value: JSON, of: _Member) -> bool:
        """Whether this is how a body says that there is nothing, so that nothing is to come back."""
        if value is None:
            return removes_by_null(reading.operation) or is_never_null(self.schemas, of.answered)
        if of.record.get(of.name) is None and value in NOTHING:
            return of.name not in of.record or "null" in self.schemas.types(of.answered) or _is_form(reading)
        return False

    def _optional(self, schema: JSON) -> bool:
        """Whether the answer's property may be null, and so has a way to say that nothing was sent."""
        return "null" in self.schemas.types(schema) and self.schemas.keyword(schema, "readOnly") is not True


def removes_by_null(operation: Operation) -> bool:
    """Whether a null in a body removes the member by the media type: RFC 7396."""
    media = operation.request_media
    return media is not None and "merge-patch" in media.name


def is_never_null(schemas: Schemas, schema: JSON) -> bool:
    """Whether a value is never null by its schema, so that no answer can show that null was sent."""
    types = schemas.types(schema)
    return bool(types) and "null" not in types


def addressed_members(reading: Reading, record: dict[str, JSON]) -> set[str]:
    """The members that are shown as the query, or the path, has them under their name, or are the key that it has."""
    keys = [("id", key) for key in reading.path.values()]
    given = {(field_names.plain(name), value) for name, value in (*reading.query, *reading.path.items(), *keys)}
    return {name for name, shown in record.items() if (field_names.plain(name), str(shown)) in given}


def _is_form(reading: Reading) -> bool:
    """Whether a body has no way to say that there is nothing but an empty text."""
    media = reading.operation.request_media
    return media is not None and not media.is_json


def _without_empty(sent: JSON, got: JSON) -> JSON:
    """An object that was sent in a form, but for its empty texts that are not shown."""
    if not isinstance(sent, dict) or not isinstance(got, dict):
        return sent
    return {name: value for name, value in sent.items() if value != "" or got.get(name) is not None}
