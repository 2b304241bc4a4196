"""Shows the records of a collection."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action
from mock_server.engine.collection_names import parents_of, resource_of
from mock_server.engine.listing import Listing, Page
from mock_server.engine.outcome import Outcome, nothing
from mock_server.engine.selection import Selection
from mock_server.engine.several_answers import told_of_several
from mock_server.openapi.reading.pointers import MISSING, at, replaced, without
from mock_server.store import ReadList, asked

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.store import RecordList, Row


_MOST_MADE_UP = 1_000


class ListRecords(Action):
    """Shows a page of the records that the request's filters leave; a documented example before there are any."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome:
        """Decide."""
        resource = self.resource(call)
        invents = self.missing.lists_inventions(resource) and not self.owning.is_own(call)
        made_up = self._made_up(call, success, resource) if invents else None
        records = self._records(call, resource) if made_up is None else made_up
        if made_up is None and invents and self._holds_nothing(resource, records):
            call.told = ("invented", resource, None)
            return self._imagined(call, success)
        shown = Selection(records, self.composer.shown, self.composer.shows_as_kept)
        page = self._listing.page(shown, call, made_up=made_up is not None)
        page = page._replace(records=[self.selected(call, record) for record in page.records])
        call.told = ("listed", resource, len(page.records)) if made_up is None else ("invented", resource, None)
        body = self._listed(call, success, page.records, page)
        if not success.is_valid(body):
            mended = [self.composer.conforming(resource, record) for record in page.records]
            body = success.mended(self._listed(call, success, mended, page))
        return Outcome(success, body, nothing, page.headers)

    def _made_up(self, call: Call, success: SuccessAnswer, resource: str) -> RecordList | None:
        """What is shown before there are records: those that the list makes up, as clients have changed them.

        None where they are not records, where a record is there that they don't show, or where the example stands as it
        is written.
        """
        if self.behaviour.within is not None or self.behaviour.across or success.streams:
            return None
        rows = self.made_up.rows(self.behaviour.resource or "", self._listing.key)
        held = dict(self.store.listing(resource).part(0, _MOST_MADE_UP))
        if not rows or not all(key in rows and self.missing.is_invented(resource, key) for key in held):
            return None
        shown = {
            key: held.get(key) or self._below(call, key, row)
            for key, row in rows.items()
            if not self.missing.is_deleted(resource, key)
        }
        untouched = not held and len(shown) == len(rows) and not call.query_string
        if untouched and success.media is not None and success.media.examples:
            return None
        return ReadList(list(shown.items()))

    def _below(self, call: Call, key: str, row: dict[str, JSON]) -> dict[str, JSON]:
        """A made up record, as one of those above it that the path names."""
        row = self.parents.put({**row, **self.composer.parents_of(row, call.path)}, call.path)
        return self.links.led(call, row, key)

    def _imagined(self, call: Call, success: SuccessAnswer) -> Outcome:
        """What is shown where nothing is known of records: of the answer's own items the page that is asked for."""
        place = self.behaviour.record
        if place is None or not call.query_string or success.streams or self.behaviour.each_in is not None:
            return self.without_record(call, success)
        items = at(success.conforming(success.value(call, MISSING)), place)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return self.without_record(call, success)
        rows = ReadList([(str(number), item) for number, item in enumerate(items) if isinstance(item, dict)])
        page = self._listing.page(Selection(rows, lambda record: record), call, made_up=True)
        body = self._listed(call, success, page.records, page)
        if page.records == items or not success.is_valid(body):
            return self.without_record(call, success)
        return Outcome(success, body, nothing, page.headers)

    def _records(self, call: Call, resource: str) -> RecordList:
        """All records; where the path names a part, those that were made there or that carry its keys."""
        if self.behaviour.across:
            return self._across(call)
        part, every = self.part(call), self.store.listing(resource)
        if part is None and self.behaviour.stands_for is not None:
            return ReadList(
                [(key, self.meant(self._owners(call), key, record)) for key, record in every.part(0, len(every))]
            )
        if part is None:
            return every
        own = [(name, str(call.path.get(parameter))) for name, parameter in self.composer.inherited]
        return ReadList(
            [
                (key, record)
                for key, record in self._perhaps_of(part, every, own)
                if self.store.holds(part, key) or any(str(record.get(name)) == wanted for name, wanted in own)
            ]
        )

    def _holds_nothing(self, resource: str, records: RecordList) -> bool:
        """Whether there is no record of which this list could show some."""
        return len(records) == 0 if self.behaviour.across else self.store.count(resource) == 0

    def _across(self, call: Call) -> RecordList:
        """The records below all parents that begin with those of the path."""
        owners, own = self.parent_keys(call), self.behaviour.resource or ""
        names = [name for name in self.store.resources()
                 if resource_of(name) == own and parents_of(name)[: len(owners)] == owners]  # fmt: skip
        return ReadList([row for name in names for row in self.store.records(name)])

    def _perhaps_of(self, part: str, every: RecordList, own: list[tuple[str, str]]) -> list[Row]:
        """The records that may be of a part, in the order of their creation: where they can be looked up, no others."""
        found = [every.where(name, asked((wanted,))) for name, wanted in own]
        if not found or None in found:
            return every.part(0, len(every))
        made = self.store.listing(part)
        keys = {key for rows in (made, *found) if rows is not None for key, _ in rows.part(0, len(rows))}
        places = sorted(place for key in keys if (place := every.place(key)) is not None)
        return [row for place in places for row in every.part(place, place + 1)]

    def _listed(self, call: Call, success: SuccessAnswer, records: list[JSON], page: Page) -> JSON:
        member = self.behaviour.each_in
        if self.behaviour.record is None:
            body = told_of_several(self.synthesis.schemas, success.schema, success.value(call, MISSING), records)
        else:
            body = success.value(call, records if member is None else [{member: record} for record in records])
        for path, value, must in page.said:
            if at(body, path[:-1]) is MISSING or (at(body, path) is MISSING and not must):
                continue
            body = without(body, path) if value is None and not must else replaced(body, path, value)
        return body

    @cached_property
    def _listing(self) -> Listing:
        return Listing(self.behaviour, self.synthesis, self.record_schema)
