"""Records that are shown as JSON and as XML: the texts of one are those of the other, each in its own element."""

from __future__ import annotations

import html
import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.cases.records.plausible_keys import leaves
from mock_server.openapi import media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, MediaType


def shown_as_xml(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource whose records the run can make, and that one read shows as both."""
    for cycle in steps.cycles.values():
        media = _xml(cycle)
        if media is not None and (cycle["create"] is not None or cycle.puts is not None):
            yield f"XML of {cycle.resource}", partial(both, cycle=cycle, media=media)


def _xml(cycle: Lifecycle) -> MediaType | None:
    """The XML of a read that shows JSON of the same schema as well."""
    response = cycle["read"].operation.success(("200",)) if cycle["read"] is not None else None
    content = response.content if response is not None else ()
    shown = [media for media in content if media.is_json]
    return next((m for m in content if media_types.is_xml(m.essence) and m.schema and m.schema in _of(shown)), None)


def _of(content: list[MediaType]) -> list[JSON]:
    return [media.schema for media in content]


@independent
def both(steps: RecordSteps, cycle: Lifecycle, media: MediaType) -> None:
    """Make one, read it as both, and remove it."""
    key, read = made_whole(steps, cycle), cycle["read"]
    if key is None or read is None:
        return
    shown = steps.act(cycle, "read", key, "read it as JSON")
    sent = steps.act(cycle, "read", key, f"read it as {media.essence}", headers=(("Accept", media.essence),))
    answer = sent.exchange.answer if sent is not None and sent.succeeded else None
    record = steps.sender.addressing.record(read, shown.body) if shown is not None and shown.succeeded else None
    kind = media_types.essence(answer.header("Content-Type") or "") if answer is not None else ""
    if sent is not None and answer is not None and isinstance(record, dict) and media_types.is_xml(kind):
        schema = steps.schemas.below(media.schema, read.record or ())
        elements = {name: _element(steps, name, item) for name, item in steps.schemas.properties(schema).items()}
        given = _given(steps, sent)
        texts = {n: v for n, v in record.items() if isinstance(v, str) and n in elements and v in given}
        for name, flaw in wrong(texts, elements, answer.body).items():
            place = pointers.text((*(read.record or ()), name))
            observe(steps, sent, "echo", place, texts[name], "not there", f"{place} {flaw}")
    remove_it(steps, cycle, key)


def _given(steps: RecordSteps, sent: Sent) -> set[str]:
    """The run's texts that its requests gave the record: what the service made of it may name the form it stands in."""
    readings = (steps.sender.judge.reader.read(exchange.request) for exchange in sent.before)
    given = (text for reading in readings if reading is not None for _, text in leaves(reading.body, ()))
    return {text for text in given if isinstance(text, str) and steps.names.marks(text)}


def wrong(texts: Mapping[str, str], elements: Mapping[str, str], xml: bytes) -> dict[str, str]:
    """The members whose texts an XML body shows nowhere, or in the element of another member."""
    try:
        body = " ".join(html.unescape(xml.decode("utf-8")).split())
    except UnicodeDecodeError:
        return {}
    found: dict[str, str] = {}
    for name, text in texts.items():
        words = " ".join(text.split())
        element = rf"<(?:[\w.-]+:)?([\w.-]+)(?: [^<>]*)?>\s*(?:<!\[CDATA\[)?\s*{re.escape(words)}\s*[\]<]"
        within = re.search(element, body) if body.count(words) == 1 else None
        if words not in body:
            found[name] = "is shown as JSON, and nowhere as XML"
        elif within and within[1] != elements[name] and within[1] in elements.values():
            found[name] = "is shown as JSON, and in the element of another member as XML"
    return found


def _element(steps: RecordSteps, name: str, schema: JSON) -> str:
    xml = steps.schemas.keyword(schema, "xml")
    told = xml.get("name") if isinstance(xml, dict) else None
    return told if isinstance(told, str) else name
