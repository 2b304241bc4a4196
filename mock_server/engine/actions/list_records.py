"""Shows the records of a collection."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine.actions.action import Action
from mock_server.engine.listing import Listing, Page
from mock_server.engine.outcome import Outcome, nothing
from mock_server.openapi.reading.pointers import MISSING, at, replaced, without

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.openapi.reading.call import Call


class ListRecords(Action):
    """Shows a page of the records that the request's filters leave; a documented example before there are any."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome:
        """Decide."""
        resource = self.resource(call)
        if self.store.count(resource) == 0 and self.missing.lists_inventions(resource):
            return self.without_record(call, success)
        records = [self.composer.shown(record) for _, record in self.store.records(resource)]
        page = self._listing.page(records, call)
        body = self._listed(call, success, page.records, page)
        if not success.is_valid(body):
            shown = [self.composer.conforming(resource, record) for record in page.records]
            body = success.mended(self._listed(call, success, shown, page))
        return Outcome(success, body, nothing, page.headers)

    def _listed(self, call: Call, success: SuccessAnswer, records: list[Any], page: Page) -> Any:
        body = success.value(call, records)
        for path, value, must in page.said:
            if at(body, path[:-1]) is MISSING or (at(body, path) is MISSING and not must):
                continue
            body = without(body, path) if value is None and not must else replaced(body, path, value)
        return body

    @cached_property
    def _listing(self) -> Listing:
        return Listing(self.behaviour, self.synthesis, self.record_schema)
