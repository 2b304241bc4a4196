"""A documented success that goes out item by item, as a value: the records that its items carry."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.answers import SuccessAnswer
from mock_server.openapi.behaviour.behaviour import Reason
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import MediaType, Response


class StreamedSuccess(SuccessAnswer):
    """``value`` is the array of the records that the stream carries, MISSING where its items are made up one by one.

    ``schema`` describes that array; ``marks`` are the places of the events that were sent, by their ids.
    """

    streams = True

    def __init__(
        self,
        behaviour: Behaviour,
        response: Response | None,
        media: MediaType,
        synthesis: Synthesis,
        envelopes: dict[str, JSON] | None = None,
    ) -> None:
        super().__init__(behaviour, response, media, synthesis, envelopes)
        self.schema = media.items.listed if media.items is not None else None
        self.marks: dict[str, int] = {}

    @cached_property
    def frame(self) -> JSON:
        """Nothing: what the document's examples show is made into items when it is sent."""
        return MISSING

    @cached_property
    def is_valid(self) -> Callable[[JSON], bool]:
        """Whether an array of records conforms to the documented items."""
        check = super().is_valid
        return lambda body: body is MISSING or check(body)

    def value(self, call: Call, record: JSON, shown: dict[str, JSON] | None = None, *, several: bool = False) -> JSON:
        """The array of what is to be shown; MISSING where the items are something else."""
        call.status = self.status
        if record is MISSING or not self._carries_records:
            return MISSING
        return record if isinstance(record, list) else [record]

    def reasons(self) -> list[Reason]:
        """How the answer goes out, for people."""
        declared = "stream" in self.behaviour.operation.extension
        name = self.media.name if self.media is not None else ""
        items = "the records" if self._carries_records else "made up or the document's examples"
        why = "x-mock.stream" if declared else f"{name} is a sequence; its items are {items}"
        return [
            Reason(f"streams {name}: {self.behaviour.stream}", "declared" if declared else "inferred", why),
            *super().reasons(),
        ]

    @cached_property
    def _carries_records(self) -> bool:
        """Whether the items are what the operation lists or reads, by the members that they have."""
        if self.schema is None or self.behaviour.action not in ("list", "read"):
            return False
        schemas, operation = self.synthesis.schemas, self.behaviour.operation
        shown = schemas.below(operation.response_schema(), self.behaviour.record or ())
        shown = schemas.items(shown) or shown
        names = schemas.properties(shown).keys()
        own = schemas.properties(schemas.items(self.schema)).keys()
        return len(names & own) * 2 >= max(1, min(len(names), len(own)))


def success_answer(
    behaviour: Behaviour,
    response: Response | None,
    media: MediaType | None,
    synthesis: Synthesis,
    envelopes: dict[str, JSON] | None = None,
) -> SuccessAnswer:
    """The success of an operation in one media type, in the way that goes out in."""
    if media is not None and media.is_streamed:
        return StreamedSuccess(behaviour, response, media, synthesis, envelopes)
    return SuccessAnswer(behaviour, response, media, synthesis, envelopes)
