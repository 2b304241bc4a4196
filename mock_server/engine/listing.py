"""Filters, sorts and pages a list of records by the parameters that are recognisable as such."""

from __future__ import annotations

import copy
import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.assumed_parameters import WAY, AssumedParameters
from mock_server.engine.list_filters import ListFilters, bounded
from mock_server.engine.list_periods import bounds
from mock_server.engine.listed_members import ListedMembers
from mock_server.engine.pagination import Envelope, Position, names_sent
from mock_server.openapi.behaviour import field_names, record_keys
from mock_server.openapi.schema.example_members import ExampleMembers

if TYPE_CHECKING:
    from mock_server.engine.selection import Selection
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_DOWN = re.compile(r"desc(?:ending)?|-1", re.I)
_ENDING = re.compile(r"(.+?)[:|. _-]*(asc(?:ending)?|desc(?:ending)?|(?<=:)-?1)", re.I)


class Page(NamedTuple):
    """The records asked for, what the envelope says (path, value, must be there), and the headers."""

    records: list[JSON]
    said: list[tuple[tuple[str, ...], JSON, bool]]
    headers: dict[str, str | None]


class Listing:
    """The recognisable list parameters of one operation; ``item`` is the schema of its records."""

    def __init__(self, behaviour: Behaviour, synthesis: Synthesis, item: Schema | None) -> None:
        self.behaviour = behaviour
        self.synthesis = synthesis
        self.item = item
        asked = {p.name: p.schema for p in behaviour.operation.parameters if p.location == "query"}
        self._objects = _spread_objects(synthesis.schemas, behaviour.operation)
        for name in self._objects:
            asked = {**synthesis.schemas.properties(asked[name]), **asked}
        self._asked = tuple(asked)
        self._told = ExampleMembers(synthesis.schemas)
        told = synthesis.schemas.properties(self._told.request(behaviour.operation))
        self._schemas = {**told, **asked}
        self._names = tuple(dict.fromkeys((*asked, *told)))  # a search or a list may be told in a body

    @cached_property
    def _envelope(self) -> Envelope:
        response = self.behaviour.operation.success()
        schema = self._told.schema(response) if response is not None else None
        moving = tuple(name for name in self._asked if name not in self._bounds)
        return Envelope(self.synthesis.schemas, schema, self.behaviour.record or (), moving)

    @cached_property
    def key(self) -> str | None:
        """The property that tells records apart, by which a cursor names its place."""
        name, shown = self.behaviour.property, self.synthesis.schemas.properties(self.item)
        return name if name in shown else record_keys.key_property(self.synthesis.schemas, self.item, None, None)

    @cached_property
    def _members(self) -> ListedMembers:
        return ListedMembers(self.synthesis.schemas, self.item)

    @cached_property
    def _filters(self) -> ListFilters:
        asked = (p for p in self.behaviour.operation.parameters if p.location == "query")
        return ListFilters(self.synthesis, self._members, {p.name: p.description for p in asked})

    @cached_property
    def _bounds(self) -> dict[str, tuple[str, bool]]:
        """The parameters that bound a period."""
        return bounds(self.synthesis.schemas, self.item, self._schemas)

    @cached_property
    def _assumed(self) -> AssumedParameters:
        return AssumedParameters(self.synthesis.schemas, self.behaviour.operation)

    @cached_property
    def _headers(self) -> tuple[str, ...]:
        response = self.behaviour.operation.success()
        return tuple(header.name for header in response.headers) if response is not None else ()

    def page(self, records: Selection, call: Call, *, made_up: bool = False) -> Page:
        """The records that the call asks for, in its order, and what is said of the whole list.

        Of records that are ``made_up`` filters that leave none leave all: the mock did not know what was wished for.
        """
        sent = names_sent(call.query_string)
        for members in (given for name in self._objects if isinstance(given := call.query.get(name), dict)):
            call = copy.copy(call)
            call.query = {**members, **call.query}
        if isinstance(call.body, dict):
            call, sent = copy.copy(call), sent | call.body.keys()
            call.query = {**call.body, **call.query}
        every, left_out = records, self._assumed.left_out(call.query, sent)
        for name in self._names:
            if name in left_out:
                records = self._filters.leaving_out(records, name, left_out[name])
            elif name in sent and name in call.query and (period := self._bounds.get(name)) is not None:
                records = bounded(records, (period[0],), call.query[name], above=period[1])
            elif name in sent and name in call.query and not _is_no_filter(name):
                records = self._filters.filtered(records, name, _said(name, call.query[name], sent))
        records = self._sorted(every if made_up and not len(records) else records, call, sent)
        total, limit = len(records), self._number(call, field_names.limit(self._asked))
        offset, number = self._number(call, self._place) or 0, self._number(call, field_names.PAGE)
        offset = max(0, offset - self._first_offset)
        if number is not None and limit:
            offset = max(0, number - (0 if self._from_zero else 1)) * limit
        elif number is not None and number > (0 if self._from_zero else 1):
            offset = total  # where nobody says how long a page is, the first one holds all
        elif (after := self._cursor(call, records, made_up=made_up)) is not None:
            offset = after
        elif limit and (before := self._ending(call, records)) is not None:
            offset, limit = max(0, before - limit), min(limit, before)
        start = min(offset, total)  # however far away a page is, no engine is asked for more than there are
        page = records.part(start, total if limit is None else min(start + limit, total))
        ends = tuple(_text_of(record, self.key) for record in (page[:1] or [None]) + (page[-1:] or [None]))
        counted = self._counted(number, offset, limit)
        position = Position(
            offset, limit, len(page), total, counted, self._mark(page, start), (ends[0], ends[1]), self._first_offset
        )
        headers = self._envelope.headers(self._headers, position, call) if self._headers else {}
        return Page(page, self._envelope.said(position, call), headers)

    def narrowed(self, records: Selection, call: Call) -> Selection | None:
        """The records that the call's filters leave; None where it sends something else than a filter or a flag."""
        flags = {
            p.name for p in self.behaviour.operation.parameters if self.synthesis.schemas.types(p.schema) == {"boolean"}
        }
        for name in names_sent(call.query_string):
            if name not in self._names or name not in call.query:
                continue
            before, records = records, self._filters.filtered(records, name, call.query[name])
            if records is before and (name not in flags or self._members.inside(name) is not None):
                return None
        return records

    def _mark(self, page: list[JSON], start: int) -> str | None:
        """What a cursor after this page says: the key of its last record, or how many came, where none shows."""
        if not page or not isinstance(page[-1], dict):
            return None
        return _text_of(page[-1], self.key) or str(start + len(page))

    def _counted(self, number: int | None, offset: int, limit: int | None) -> int | None:
        if number is not None or not any(field_names.PAGE.match(name) for name in self._names):
            return number
        return offset // limit + (0 if self._from_zero else 1) if limit else (0 if self._from_zero else 1)

    def _sorted(self, records: Selection, call: Call, sent: frozenset[str]) -> Selection:
        orders = [name for name in self._names if field_names.SORT.match(name)]
        given = {name: call.query[name] for name in orders if isinstance(call.query.get(name), str | list)}
        by = [name for name, value in given.items() if not WAY.fullmatch(str(value))]
        chosen = next((name for name in by if name in sent), None)
        if chosen is None:
            chosen = next((name for name in by if name in self._assumed.orders), None)
        wanted = given.get(chosen or "")
        if wanted is None:
            return self._turned(records, call, sent)
        direction = next(
            (str(call.query[n]) for n in self._names if field_names.DIRECTION.match(n) and n in call.query), ""
        )
        for text, way in reversed(_wishes(wanted if isinstance(wanted, list) else [wanted])):
            member = self._members.named(text.lstrip("+-"))
            ended = _ENDING.fullmatch(text) if member is None else None
            if ended is not None:
                member, way = self._members.named(ended[1].lstrip("+-")), ended[2]
            if member is not None:
                down = text.startswith("-") or _DOWN.fullmatch(way or direction) is not None
                records = records.ordered(member, down=down)
        return records

    def _turned(self, records: Selection, call: Call, sent: frozenset[str]) -> Selection:
        """The records the other way round, where the client asked for a direction and nothing else."""
        names = [name for name in self._names if field_names.DIRECTION.match(name) and name in sent]
        down = any(_DOWN.fullmatch(str(call.query.get(name))) for name in names)
        return records.kept(records.all()[::-1]) if down else records

    def _ending(self, call: Call, records: Selection) -> int | None:
        """The place before which a page ends."""
        names = [name for name in self._names if field_names.BACKWARDS.match(name) and name not in self._bounds]
        given = next((call.query[name] for name in names if call.query.get(name) is not None), None)
        return None if given is None or self.key is None else records.place(self.key, str(given))

    def _cursor(self, call: Call, records: Selection, *, made_up: bool) -> int | None:
        """The place at which a page begins; behind all that is made up where a cursor was made up as well."""
        names = [name for name in self._names if field_names.CURSOR.match(name) and name not in self._bounds]
        given = next((call.query[name] for name in names if call.query.get(name) is not None), None)
        if given is None:
            return None
        if self.key is None:
            return int(given) if re.fullmatch(r"\d{1,9}", str(given)) else None
        place = records.place(self.key, str(given))
        if place is None and made_up:
            return len(records)
        return None if place is None else place + 1

    @cached_property
    def _first_offset(self) -> int:
        """From what an offset counts: from one (SCIM's `startIndex`) where its default or its minimum is that."""
        schemas = self.synthesis.schemas
        for parameter in self.behaviour.operation.parameters:
            schema = schemas.follow(parameter.schema) if self._place.match(parameter.name) else None
            if isinstance(schema, dict):
                return 1 if schema.get("default", schema.get("minimum")) == 1 else 0
        return 0

    @cached_property
    def _place(self) -> re.Pattern[str]:
        return field_names.offset(self._asked)

    @cached_property
    def _from_zero(self) -> bool:
        for name in self._asked:
            if field_names.PAGE.match(name):
                schema = self.synthesis.schemas.follow(self._schemas[name])
                return isinstance(schema, dict) and (schema.get("minimum") == 0 or schema.get("default") == 0)
        return False

    def _number(self, call: Call, form: re.Pattern[str]) -> int | None:
        for name in self._names:
            value = call.query.get(name)
            if (
                name not in self._bounds
                and form.match(name)
                and isinstance(value, int)
                and not isinstance(value, bool)
                and value >= 0
            ):
                return value
        return None


def _said(name: str, value: JSON, sent: frozenset[str]) -> JSON:
    """What of an object the client spelled out in the query: none of its defaults filters."""
    spelled = tuple(one for one in sent if one.startswith(f"{name}["))
    if not spelled or not isinstance(value, dict):
        return value
    return {inner: item for inner, item in value.items() if any(s.startswith(f"{name}[{inner}]") for s in spelled)}


def _is_no_filter(name: str) -> bool:
    return field_names.asks(name) or bool(field_names.SORT.match(name) or field_names.DIRECTION.match(name))


def _wishes(given: list[JSON]) -> list[tuple[str, str]]:
    """Members to sort by, each with its direction where that follows: ``a,desc``, ``a:desc``, ``-a``, ``a desc``."""
    wishes: list[tuple[str, str]] = []
    for text in (part.strip() for item in given for part in str(item).split(",")):
        if wishes and WAY.fullmatch(text):
            wishes[-1] = (wishes[-1][0], text)
        elif text:
            wishes.append((text, ""))
    return wishes


def _text_of(record: JSON, name: str | None) -> str | None:
    """A member's value as text."""
    value = record.get(name) if isinstance(record, dict) and name is not None else None
    return None if value is None else str(value)


def _spread_objects(schemas: Schemas, operation: Operation) -> tuple[str, ...]:
    """The names of objects in the query whose members are parameters: of style `form`, exploded, as is the default
    (OpenAPI 3.0.3 section 4.7.12.4).
    """
    return tuple(
        one.name
        for one in operation.parameters
        if (one.location, one.style, one.explode) == ("query", "form", True)
        and schemas.types(one.schema) - {"null"} == {"object"}
        and schemas.properties(one.schema)
    )
