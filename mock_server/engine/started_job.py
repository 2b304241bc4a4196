"""Keeps the job that an operation starts, so that it can be looked at where the document has such jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.answers import Answer
from mock_server.engine.collection_names import collection_name
from mock_server.engine.created_location import location
from mock_server.engine.typed_values import as_type
from mock_server.openapi.reading.pointers import MISSING, at, replaced

if TYPE_CHECKING:
    from mock_server.engine.actions.action import Action
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.behaviour.started_jobs import Starts
    from mock_server.openapi.reading.call import Call


class StartedJob:
    """What one operation starts; ``reading`` is the action that shows such jobs."""

    def __init__(self, behaviour: Behaviour, starts: Starts, reading: Action) -> None:
        self._behaviour = behaviour
        self._starts = starts
        self._reading = reading

    def begun(self, call: Call, outcome: Outcome) -> Outcome:
        """The outcome with a job of its own in the answer, which is kept with the rest."""
        starts, reading = self._starts, self._reading
        whole = outcome.success.value(call, MISSING) if isinstance(outcome.body, Answer) else outcome.body
        shown = at(whole, starts.place)
        if not isinstance(shown, dict):
            return outcome
        key = reading.composer.make_key(reading.store.sequence)
        record = self._told({**shown, starts.key: key}, call)
        record = record if reading.jobs is None else reading.jobs.begun(record)
        body = replaced(whole, starts.place, record)
        if not outcome.success.is_valid(body):
            body = outcome.success.mended(body)
            record = {**record, **at(body, starts.place, {})}
        owners = collection_name(starts.resource, (call.path.get(name) for name in starts.above))

        def keep() -> Answer | None:
            refused = outcome.effect()
            if refused is None:
                reading.store.create(owners, str(key), record)
            return refused

        headers = outcome.headers
        response = outcome.success.response
        if any(header.name.lower() == "location" for header in (response.headers if response is not None else ())):
            headers = {**headers, "location": location(call, self._behaviour.operation.path, starts.item, key)}
        return outcome._replace(body=body, effect=keep, headers=headers)

    def _told(self, record: dict[str, JSON], call: Call) -> dict[str, JSON]:
        """The record of the job with the key of what the request makes, where it makes something."""
        behaviour, told = self._behaviour, call.told
        if told is None or told[0] != "created" or told[1].partition("|")[0] != behaviour.resource:
            return record
        members = self._reading.synthesis.schemas.properties(self._reading.record_schema)
        for name in self._starts.made:
            record = {**record, name: as_type(told[2], self._reading.synthesis.schemas.types(members.get(name)))}
        if behaviour.location is not None:
            url = location(call, behaviour.operation.path, behaviour.location, told[2])
            record = {**record, **dict.fromkeys(self._starts.leads, url)}
        return record
