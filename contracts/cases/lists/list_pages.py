"""Walks the pages of a list by what its document and its answers say of them: marks, offsets, numbers, links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.cases.lists.inner_parameters import InnerParameters
from contracts.cases.lists.list_offsets import first_place, offset
from contracts.cases.lists.next_marks import next_mark, says_more
from contracts.laws.list_walks import ListPage, Walk, members, page_number
from contracts.laws.told_failures import ABSENT
from contracts.laws.told_totals import exact_totals, has_place_of_next, leads_where_more_follows, links_to_next
from contracts.traffic.periods import TIME_FORMATS
from mock_server.openapi import field_names, percent, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Request, WrittenParameters
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Items
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import JSON, Behaviour, Parameter

_MOST = 25
"""Pages of one walk."""
_FULL = 20
"""Records on a page from which on a list without documented pages may be cut off all the same."""
_SIZES = (200, 100, 50, 20, 10)
_AFTER = re.compile(r"(?i)after")
"""Of names of marks those that take the key of a record."""
_TOTALLED = re.compile(r"^\$count$")
"""By what OData asks a list for `@odata.count` (URL Conventions 4.01, section 5.1.7)."""
_MAY_BE_REFUSED = frozenset(("state", "valid-accepted"))
"""What a refusal of that tells is open: services may want a header with it (Graph's `ConsistencyLevel`)."""
_OF_A_PAGE = re.compile(r"(?i)page")
"""What the name or the description of a size holds that is no limit of all that is wanted."""


class ListPages:
    """The pages of one list; ``path`` leads to it. ``last`` is the last exchange, for findings."""

    def __init__(
        self, steps: RecordSteps, behaviour: Behaviour, path: Mapping[str, str], queries: list[Parameter] | None = None
    ) -> None:
        self.steps = steps
        self.behaviour = behaviour
        self.path = path
        self.last: Sent | None = None
        self.access: CredentialParts | None = None  # whose list it is; the run's own user's where nobody is named
        self._exact = exact_totals(steps.schemas, behaviour.operation)
        self._empty = 0
        self._leads_on = leads_where_more_follows(steps.schemas, behaviour.operation)
        self._inside = InnerParameters(steps.schemas, behaviour.operation)
        self._queries = self._inside.queries if queries is None else queries
        self.speaks = any(field_names.asks(p.name) or field_names.POSITION.search(p.name) for p in self._queries)
        self._size = self._named(field_names.limit([p.name for p in self._queries]), "integer")
        self.counts = offset(steps.schemas, self._queries)
        """What tells how many records come before a page."""
        self._first = first_place(steps.schemas, self.counts)
        self._totalled = self._named(_TOTALLED, "boolean")
        self._number = self._named(field_names.PAGE, "integer")
        self.cursor = self._named(field_names.CURSOR)
        """The parameter that takes the mark of a page."""
        self._behind = False
        """Whether the page that was asked for last is missed: it is behind the end."""
        self._marks = self._number is None and self.counts is None
        """Whether the list leads on by marks: it did, or nothing else asks for a page."""
        self._goes_on = False
        """Whether more may be behind the page that was asked for last: a mark leads there, or a limit hides it."""

    def walk(
        self,
        label: str,
        given: WrittenParameters | None = None,
        size: int | None = None,
        most: int = _MOST,
        until: str = "",
    ) -> Walk:
        """The pages from the first one on, at most ``most``, or to the one that shows the record of the key ``until``.

        They are of this ``size``, or as large as the document allows.
        """
        asked = self._asked(size)
        base, walk = {**(given or {}), **(self.written(self._size, asked) if self._size and asked else {})}, Walk()
        wire: WrittenParameters | None = dict(base)
        for _ in range(most):
            if wire is None:
                break
            sent = (None if walk.pages else self._counted(label, wire)) or self.ask(label, wire)
            if sent is None:
                walk.whole = bool(walk.pages) and self._behind
                return walk
            walk.pages.append(self._page(sent, asked, walk.length))
            if walk.returns or until in walk.keys:
                return walk
            wire = self._following(sent, walk, base)
        walk.whole = wire is None and self._at_end(walk, asked or _FULL)
        return walk

    def _counted(self, label: str, wire: WrittenParameters) -> Sent | None:
        """The first page with the number of all records, where the list can be asked for it and refuses nothing."""
        with self.steps.sender.collector.leaving_open(_MAY_BE_REFUSED):
            sent = self.ask(label, {**self.written(self._totalled, True), **wire}) if self._totalled else None
        self._totalled = self._totalled if sent is not None else None
        return sent

    def first(self, label: str, given: WrittenParameters | None = None) -> ListPage | None:
        """The first page alone, None where there is none."""
        walk = self.walk(label, given, most=1)
        return walk.pages[0] if walk.pages else None

    def led_on(self, label: str, given: WrittenParameters, size: int) -> Walk:
        """The page that the link of the first one leads to, asked for as the link says and not as the caller would."""
        first = self.ask(label, {**given, **(self.written(self._size, size) if self._size is not None else {})})
        mark = next_mark(first) if first is not None else None
        wire = self._by_mark(mark, {}) if isinstance(mark, str) else None
        sent = self.ask(f"{label}, as the link leads on", wire) if wire and "?" in str(mark) else None
        return Walk([] if sent is None else [self._page(sent, None, 0)])

    def stands(self, walk: Walk, given: WrittenParameters | None = None, size: int | None = None) -> bool:
        """Whether the list is still as its walk began: nobody else changes it meanwhile."""
        kept = self.last
        again = self.walk("list it once more", given, size, most=1)
        self.last = kept
        return bool(again.pages and walk.pages) and again.pages[0].shows == walk.pages[0].shows

    def takes(self, size: int) -> bool:
        """Whether the document lets a caller ask for pages of this size."""
        return self._size is not None and self.steps.samples.valid(self._size.schema, size)

    @property
    def usual(self) -> int | None:
        """How many records a page has by the document where nobody asks for a size, None where it does not say."""
        found = self.steps.schemas.keyword(self._size.schema, "default") if self._size is not None else None
        return found if type(found) is int and found > 0 else None

    def unasked(self, label: str) -> ListPage | None:
        """The first page without a size."""
        sent = self.ask(label, {})
        return None if sent is None else self._page(sent, None, 0)

    def at(self, count: int) -> WrittenParameters:
        """What asks for the page after this many records, nothing where the document has no parameter for it."""
        return self.written(self.counts, count + self._first) if self.counts is not None else {}

    def _named(self, form: JSON, kind: str | None = None) -> Parameter | None:
        types = self.steps.schemas.types
        return next((p for p in self._queries if form.match(p.name) and (not kind or kind in types(p.schema))), None)

    def _asked(self, size: int | None) -> int | None:
        """The size of the pages to ask for: this one, or the largest that the document allows; None for none."""
        return next((wanted for wanted in ((size,) if size is not None else _SIZES) if self.takes(wanted)), None)

    def written(self, parameter: Parameter, value: JSON) -> WrittenParameters:
        """A parameter with this value, nothing where it has no form."""
        wire = self.steps.requests.writer.parameter(parameter, value)
        return {} if wire is None else {(parameter.location, parameter.name): wire}

    def ask(self, label: str, wire: WrittenParameters) -> Sent | None:
        """One page, None where there is none."""
        build, parameters = self.steps.requests.build, self.behaviour.operation.parameters
        known = {parameter.name for parameter in parameters if parameter.location == "query"}
        wire = self._inside.folded(wire)
        more = [(pair.name, pair.value) for (location, name), text in wire.items()
                if location == "query" and name not in known for pair in percent.pairs(text)]  # fmt: skip
        request = build(self.behaviour.operation, path=self.path, query=tuple(more), on_wire=wire, access=self.access)
        return self.sent(request, label)

    def sent(self, request: Request, label: str) -> Sent | None:
        """The answer to a request for a page, None where it shows none."""
        sent = self.steps.send(request, label)
        self._behind = sent is not None and sent.status in ABSENT
        if sent is None or not sent.succeeded or not isinstance(sent.body, dict | list):
            return None
        self.last = sent
        return sent

    def _page(self, sent: Sent, asked: int | None, before: int) -> ListPage:
        items = self.steps.sender.addressing.items(self.behaviour, sent.body)
        mark = next_mark(sent)
        self._marks = self._marks or mark is not None
        more = says_more(sent.body) if mark is None else self._leads_on or None
        leads = self._marks or links_to_next(self.steps.schemas, self.behaviour.operation)
        unmarked = more is None and leads and mark is None and self._tells_of_next(sent)
        satisfied = asked is not None and before + len(items) >= asked and self._is_limit()
        ends = more is False or (unmarked and not satisfied)
        self._empty = 0 if items else self._empty + 1  # whoever leads on behind two empty pages by number never ends
        leads_out = self._number is not None and self._empty > 1
        self._goes_on = (mark is not None and not leads_out) or (unmarked and satisfied)
        totals = tuple(self._totals(sent))
        name = self._number.name if self._number is not None else None
        by_number = name and (not before or any(given == name for given, _ in sent.exchange.request.query))
        number = page_number(sent.body) if by_number else None  # asked for otherwise, a page need not know its number
        exact = frozenset(place for place, _ in totals if not self._exact.isdisjoint((place, place.lower())))
        return ListPage(items, totals, ends, self._beside(sent), exact, number, more)

    def _is_limit(self) -> bool:
        """Whether the size may be that of all that a caller wants, behind which nothing leads on (OData's `$top`).

        It is that of a page where it says so, and where a mark that the caller sends goes on behind it.
        """
        size = self._size
        if size is None or self.cursor is not None or self._number is not None:
            return False
        return not _OF_A_PAGE.search(f"{size.name} {size.raw.get('description')}")

    def _beside(self, sent: Sent) -> Items:
        mock = sent.exchange.mock
        if mock is None or not 200 <= mock.status < 300:
            return []
        return self.steps.sender.addressing.items(self.behaviour, sent.mock_body)

    def _totals(self, sent: Sent) -> Iterator[tuple[str, int]]:
        for place, value in members(sent.body):
            sized = place[-1].lower().endswith("size") and pointers.text(place) not in self._exact  # may be octets
            if field_names.TOTALS.match(place[-1]) and not sized and type(value) is int:
                yield pointers.text(place), value
        for name, value in sent.exchange.answer.headers if sent.exchange.answer is not None else ():
            if field_names.TOTALS.match(name) and value.strip().isdecimal():
                yield f"header {name}", int(value)

    def _tells_of_next(self, sent: Sent) -> bool:
        """Whether the answers of this list have a place for what leads to the next page, by the document."""
        response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
        return response is not None and has_place_of_next(self.steps.schemas, response)

    def _following(self, sent: Sent, walk: Walk, base: WrittenParameters) -> WrittenParameters | None:
        """What asks for the next page, None at the end of what can be asked for."""
        mark = next_mark(sent)
        if mark is not None and self._goes_on:
            return self._by_mark(mark, base)
        if walk.pages[-1].ends or not walk.pages[-1].items:
            return None
        if says_more(sent.body) and self.cursor is not None and _AFTER.search(self.cursor.name):
            last = walk.pages[-1].items[-1][0]  # the key of the last record is the mark
            return {**base, **self.written(self.cursor, last)} if last is not None else None
        if self.counts is not None:
            return {**base, **self.at(walk.length)} or None
        if self._number is not None and (asked := self.written(self._number, self._first_number() + len(walk.pages))):
            return {**base, **asked}
        return None

    def _by_mark(self, mark: JSON, base: WrittenParameters) -> WrittenParameters | None:
        if isinstance(mark, str) and ("?" in mark or mark.startswith(("/", "http:", "https:"))):
            pairs: dict[str, list[str]] = {}
            for pair in percent.pairs(mark.partition("?")[2].partition("#")[0]):
                if not self.steps.requests.credentials.stand_in("query", pair.name):
                    pairs.setdefault(pair.name, []).append(pair.text)
            found = {("query", name): "&".join(texts) for name, texts in pairs.items()}
            return {**base, **found} if found else None
        for parameter in (self.cursor, self._number if isinstance(mark, int) else None):
            if parameter is not None and (asked := self.written(parameter, mark)):
                return {**base, **asked}
        return None

    def _knows_first(self) -> bool:
        """Whether the walk began with the list's first page: the document says what number that has, where any has."""
        schema = self._number.schema if self._number is not None else {}
        said = (self.steps.schemas.keyword(schema, word) for word in ("default", "minimum"))
        return not self._marks and (self._number is None or any(value in (0, 1) for value in said))

    def _first_number(self) -> int:
        """The number of the first page: one, unless the document counts from nought."""
        schema = self._number.schema if self._number is not None else None
        keyword = self.steps.schemas.keyword
        return 0 if 0 in (keyword(schema, "default"), keyword(schema, "minimum")) else 1

    def _at_end(self, walk: Walk, size: int) -> bool:
        """Whether nothing can follow the last page: it says so, it is empty, or not full on a list that knows no pages.

        ``size`` is how many records were asked for.
        """
        last = walk.pages[-1]
        if self._goes_on:
            return False
        if last.ends or (not last.items and (len(walk.pages) > 1 or self._knows_first())):
            return True
        others = [p for p in self._queries if p is not self._size and not self._is_span(p)]
        asks = any(field_names.asks(p.name) or field_names.POSITION.search(p.name) for p in others)
        return not asks and len(last.items) < min(size, _FULL)

    def _is_span(self, parameter: Parameter) -> bool:
        """Whether a parameter is a bound of a time that it names: `created_after`, which is no place in a list."""
        is_time = self.steps.schemas.keyword(parameter.schema, "format") in TIME_FORMATS
        return is_time and len(field_names.words(parameter.name)) > 1
