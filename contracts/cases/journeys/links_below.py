"""Links that a record shows to what is below it (HAL's `_links`, the `links` of JSON:API): they lead below that record.

What a link leads to is asked for only where its path has another key than the record's; it is told where nothing is
there. Links out of the document, templates, and what stands below another record and is there are left alone.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.records.answer_addresses import located
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.cases.sending.addressing import LINKS
from contracts.laws.read_back import shown_record
from contracts.laws.told_failures import ABSENT
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.answer_addresses import Led
    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

_MOST = 10


def links_below(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource whose records the run can make, and that are documented to have links."""
    for cycle in steps.cycles.values():
        read = cycle["read"]
        response = read.operation.success(("200",)) if read is not None else None
        known = steps.schemas.properties(shown_record(steps.schemas, response, read)) if read is not None else {}
        if any(name in known for name in LINKS) and (cycle["create"] is not None or cycle.puts is not None):
            yield f"links below {cycle.resource}", partial(followed, cycle=cycle)


@independent
def followed(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Read a record of the run's own, and follow those of its links that have another key."""
    key, read, parents = made_whole(steps, cycle), cycle["read"], steps.parents(cycle)
    if key is None or read is None or parents is None:
        return
    sent = steps.act(cycle, "read", key, "read its links")
    record = steps.sender.addressing.record(read, sent.body) if sent is not None and sent.succeeded else None
    name = next((name for name in LINKS if isinstance(record, dict) and isinstance(record.get(name), dict)), None)
    links = record.get(name) if isinstance(record, dict) and name is not None else None
    own = {**steps.sender.path_keys.on(read, parents), read.key_parameter or "": key}
    for relation, link in [*links.items()][:_MOST] if isinstance(links, dict) else ():
        led = located(steps, address) if (address := _address(link)) is not None else None
        if sent is not None and led is not None and _is_astray(steps, read, led, own, relation):
            place = pointers.text((*(read.record or ()), str(name), relation))
            message = f"{place} leads below another record, which is not there"
            observe(steps, sent, "link-leads", place, "below this record", str(address), message)
    remove_it(steps, cycle, key)


def _address(link: JSON) -> str | None:
    found = link.get("href") if isinstance(link, dict) else link
    return found if isinstance(found, str) and found.startswith(("/", "http")) and "{" not in found else None


def _is_astray(steps: RecordSteps, read: Behaviour, led: Led, own: Mapping[str, str], relation: str) -> bool:
    """Whether a link to what is below the record by the link's name has another key and leads to nothing."""
    operation, path = led
    below = operation.path.startswith(f"{read.operation.path}/") and operation.path.rpartition("/")[2] == relation
    right = {**path, **{name: text for name, text in own.items() if name in path}}
    if not below or right == path:
        return False
    with steps.sender.collector.unobserved():
        looks = [_look(steps, (operation, values)) for values in (path, right)]
    missed, found = looks
    return missed is not None and missed.status in ABSENT and found is not None and found.succeeded


def _look(steps: RecordSteps, led: Led) -> Sent | None:
    return steps.send(steps.requests.build(led[0], path=led[1]), "follow its link")
