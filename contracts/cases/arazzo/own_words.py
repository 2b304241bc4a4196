"""What of a workflow's words becomes the run's own, so that safety knows its records again, and the way back.

A record is the run's own by evidence: its create shows the run's tag. So one free text of each create carries it, and a
key that the workflow chooses is one of the run's. Criteria see the words that the workflow has.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from contracts.traffic.free_texts import is_free
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Behaviour


class OwnWords:
    """The words of one run of a workflow."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._sent: dict[str, str] = {}
        """What is sent for a word."""
        self._meant: dict[str, str] = {}

    def key(self, behaviour: Behaviour, name: str, text: str) -> str:
        """What stands for a key in the path: that of the run where the workflow chose it."""
        own = behaviour.key_place
        makes = behaviour.action in ("create", "replace") and not self.steps.sender.ownership.made_any(text)
        chooses = makes and own is not None and (own.location, own.names[:1]) == ("path", (name,))
        return self._renamed(behaviour, text) if chooses else self._sent.get(text, text)

    def body(self, behaviour: Behaviour, body: JSON) -> JSON:
        """A body by which its record is known as the run's own."""
        if behaviour.action != "create" or not isinstance(body, dict):
            return body
        body = copy.deepcopy(body)
        own = behaviour.key_place
        if own is not None and own.location == "body":
            given = pointers.at(body, own.names, None)
            if isinstance(given, str) and given:
                body = pointers.replaced(body, own.names, self._renamed(behaviour, given))
        if self.steps.names.marks(body):
            return body
        place = behaviour.envelope
        record = pointers.at(body, place, None) if place else body
        schema = self.steps.schemas.below(behaviour.operation.request_schema, place)
        for name, item in self.steps.schemas.properties(schema).items():
            text = record.get(name) if isinstance(record, dict) else None
            if isinstance(text, str) and is_free(self.steps.schemas, item):
                marked = f"{text} {self.steps.names.tag}".strip()
                if self.steps.samples.valid(item, marked):
                    self._learn(text, marked)
                    return pointers.replaced(body, (*place, name), marked)
        return body

    def back(self, value: JSON) -> JSON:
        """``value`` with the words that the workflow has."""
        if isinstance(value, dict):
            return {name: self.back(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.back(item) for item in value]
        return self._meant.get(value, value) if isinstance(value, str) else value

    def _renamed(self, behaviour: Behaviour, text: str) -> str:
        if self.steps.names.owns(text):
            return text
        if text not in self._sent:
            cycle = self.steps.cycles.get(behaviour.resource or "")
            self._learn(text, self.steps.fresh(cycle) if cycle is not None else self.steps.names.fresh())
        return self._sent[text]

    def _learn(self, word: str, sent: str) -> None:
        self._sent[word], self._meant[sent] = sent, word
