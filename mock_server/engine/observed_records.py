"""What the exchanges of a real service show of its records, kept so that the mock goes on from there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from mock_server.engine.collection_names import MADE_IN
from mock_server.engine.json_patch import JSONPatchError
from mock_server.engine.outcome import Outcome
from mock_server.engine.record_editing import EditedResource
from mock_server.engine.resource_places import resource_places
from mock_server.openapi.behaviour.behaviour import CALLER
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.pointers import MISSING, at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.records import Record
    from mock_server.engine.resource_places import ResourcePlace
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call

_GONE = (404, 410)


class ObservedRecords:
    """Keeps what answers show of records in the APIs' stores, under the keys that the service gave them.

    An answer of success that shows a record puts it there, with what is known of it already; one that shows none does
    to the known record what the request asked for; a removal removes it, and so does a read that no longer finds it.
    What the service generated beside a record, such as a secret that is shown once, is not kept.
    """

    def __init__(self, apis: Iterable[Api]) -> None:
        places = resource_places(apis)
        self._places = {(id(place.api), place.name): place for place in places}
        self._collections = {(id(place.api), path_templates.shape(place.collection)): place for place in places}

    def observe(self, plan: OperationPlan, call: Call, status: int, body: JSON, location: str | None = None) -> int:
        """Take over what one answer shows; ``body`` is decoded, or MISSING. How many records it was."""
        behaviour = plan.behaviour
        place = self._places.get((id(plan.api), behaviour.resource or ""))
        if place is None or behaviour.action == "none":
            return 0
        edited = EditedResource(place, plan.action.parent_keys(call))
        if status in _GONE and behaviour.action == "read" and behaviour.key != CALLER:
            return int(edited.remove(plan.action.key(call)))
        if not 200 <= status < 300:
            return 0
        if behaviour.action == "delete":
            return self._deleted(plan, call, edited)
        count = 0
        for key, record in self._shown(plan, call, body, location, edited):
            self._keep_parents(place, edited.parents)
            edited.put(key, edited.whole(key, {**(edited.read(key) or {}), **record}))
            part = plan.action.part(call)
            if part is not None:
                plan.api.store.create(part, key, {MADE_IN: plan.action.resource(call)})
            count += 1
        return count

    def _shown(
        self, plan: OperationPlan, call: Call, body: JSON, location: str | None, edited: EditedResource
    ) -> Iterator[tuple[str, Record]]:
        """The records that an answer shows, else the one that the request leaves behind, with their keys."""
        behaviour = plan.behaviour
        found = at(body, behaviour.record) if behaviour.record is not None and body is not MISSING else MISSING
        for record in found if isinstance(found, list) else [found]:
            own = edited.key_of(record) if isinstance(record, dict) else None
            if own is not None or (isinstance(record, dict) and behaviour.action != "list"):
                key = self._key(plan, call, own, location, body)
                if key is not None:
                    yield key, record
        if found is MISSING and behaviour.action != "list":
            key = self._key(plan, call, None, location, body)
            record = self._left(plan, call, edited.read(key)) if key is not None else None
            if key is not None and record is not None:
                yield key, record

    @staticmethod
    def _key(plan: OperationPlan, call: Call, own: str | None, location: str | None, body: JSON) -> str | None:
        """The key of a record: that of the answer where the service gives it, else that of the request."""
        behaviour, action = plan.behaviour, plan.action
        by_answer = behaviour.action in ("create", "list") or behaviour.key == CALLER or behaviour.alias is not None
        if own is not None and by_answer:
            return own
        if behaviour.key is not None and behaviour.key != CALLER:
            asked = action.key_of(call, None)
            if asked is not MISSING and asked is not None:
                return action.key(call)
        shown = at(body, behaviour.answer_path) if behaviour.answer_path is not None and body is not MISSING else None
        if isinstance(shown, str | int) and not isinstance(shown, bool):
            return str(shown)
        if location is not None and behaviour.action == "create":
            return unquote(urlsplit(location).path.rstrip("/").rpartition("/")[2]) or None
        return own

    @staticmethod
    def _left(plan: OperationPlan, call: Call, known: Record | None) -> Record | None:
        """The record after a request whose answer does not show it; None where nobody knows."""
        action, composer = plan.behaviour.action, plan.action.composer
        sent = plan.action.sent(call)
        if not isinstance(sent, dict | list):
            return None
        if action == "merge":
            try:
                return composer.merged(known, sent) if known is not None else None
            except JSONPatchError:
                return None
        if action == "create":
            return composer.new(sent, path=call.path)
        return sent if action == "replace" and isinstance(sent, dict) else None

    @staticmethod
    def _deleted(plan: OperationPlan, call: Call, edited: EditedResource) -> int:
        """What a removal does here: to the record, and to what lies below it."""
        if edited.read(plan.action.key(call)) is None:
            return 0
        outcome = plan.action.run(call, plan.successes[0])
        if isinstance(outcome, Outcome):
            outcome.effect()
        return 1

    def _keep_parents(self, place: ResourcePlace, parents: tuple[str, ...]) -> None:
        """Records below one that was never seen itself prove that it is there."""
        above = place.collection[: place.collection.rfind("}") + 1].rpartition("/")[0]
        owner = self._collections.get((id(place.api), path_templates.shape(above))) if parents else None
        if owner is None:
            return
        edited = EditedResource(owner, parents[:-1])
        if edited.read(parents[-1]) is None:
            self._keep_parents(owner, parents[:-1])
            edited.put(parents[-1], edited.whole(parents[-1], {}))
