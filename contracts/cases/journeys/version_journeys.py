"""Versions of a record (RFC 9110 sections 8.8.3 and 13.1): where a document has ETag and If-Match, they hold."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import bodies, made
from contracts.cases.probes.odd_reads import OPEN
from contracts.cases.records.observing import observe
from contracts.cases.sending.requests import asks_for_versions
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Headers
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

_LAW = "preconditions"
_CHANGES = ("replace", "merge", "delete")


def version_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each change that takes `If-Match`, of a resource that the run can make and read."""
    for cycle in steps.cycles.values():
        makes = cycle["create"] is not None or cycle.puts is not None
        if not makes or cycle["read"] is None or not cycle.removable:
            continue
        for action in _CHANGES:
            if _takes(cycle[action], "if-match"):
                yield f"versions: {action} in {cycle.resource}", partial(versions, cycle=cycle, action=action)
        if _takes(cycle["read"], "if-none-match"):
            yield f"known versions of {cycle.resource}", partial(known, cycle=cycle)


def versions(steps: RecordSteps, cycle: Lifecycle, action: str) -> None:
    """A change asks for the version that is there: another is refused, the one that was shown taken, an old one not."""
    full, other, _ = bodies(steps, cycle)
    key = next(iter(made(steps, cycle, [full])), None)
    first = steps.act(cycle, "read", key, "read the version") if key is not None else None
    weak = _asks_for_weak(cycle[action])
    tag = tag_of(first, weak=weak)
    if key is None or tag_of(first, weak=True) is None:
        return
    body = other if action != "delete" else MISSING
    if not _malformed(steps, cycle, action, key, body):
        return
    if _without(steps, cycle, action, key, body):
        _remove(steps, cycle, key)
        return
    strange = _sent(steps, cycle, action, key, '"no-such-version"', body, "ask for a version that is none")
    if strange or tag is None:  # a weak one may match, or not, but none that nobody has shown
        _remove(steps, cycle, key)
        return
    if action == "delete":
        _stale_delete(steps, cycle, key, tag, (full, other))
        _remove(steps, cycle, key)
        return
    taken = _change(steps, cycle, action, key, tag, body, "ask for the version that was shown")
    if taken is not None and taken.status == 412 and not tag.startswith("W/"):  # by HTTP itself a weak one is none
        observe(steps, taken, _LAW, "status", "a success", "412", "refuses the version that it showed")
    second = steps.act(cycle, "read", key, "read the version after the change")
    new = tag_of(second, weak=weak)
    if taken is not None and taken.succeeded and first is not None and second is not None and second.succeeded:
        if new == tag and _record(steps, cycle, first) != _record(steps, cycle, second):
            tell_same(steps, second, tag)
        elif new is not None and new != tag:
            _sent(steps, cycle, action, key, tag, full, "ask for a version that was changed")
    _remove(steps, cycle, key)


def tell_same(steps: RecordSteps, sent: Sent, tag: str) -> None:
    """Tell a read after a change that shows the strong version from before (RFC 9110 section 8.8.1)."""
    message = "shows the same version of a changed record"
    observe(steps, sent, _LAW, "header ETag", "another version", tag, message)


def known(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Who names the version that is there is not sent it again, where the document says 304."""
    read = cycle["read"]
    key = next(iter(made(steps, cycle, bodies(steps, cycle)[:1])), None)
    first = steps.act(cycle, "read", key, "read the version") if key is not None else None
    tag = tag_of(first, weak=True)
    if read is None or key is None or tag is None or not any(r.status == "304" for r in read.operation.responses):
        return
    again = steps.act(cycle, "read", key, "read it unless it is the same", headers=(("If-None-Match", tag),))
    if again is not None and again.succeeded and again.exchange.answer is not None:
        same = again.exchange.answer.header("ETag") in (None, tag)
        if same and _record(steps, cycle, first) == _record(steps, cycle, again):
            observe(steps, again, _LAW, "status", "304", str(again.status), "sends again the version that is known")
    _remove(steps, cycle, key)


def _without(steps: RecordSteps, cycle: Lifecycle, action: str, key: str, body: JSON) -> bool:
    """Whether a change that names no version was taken although the document has a refusal of it, which is told."""
    behaviour, query = cycle[action], steps.hard(cycle) if action == "delete" else ()
    if behaviour is None or not asks_for_versions(behaviour.operation):
        return False
    request = steps.on_item(cycle, action, key, query=query, body=body)
    if request is None:
        return False
    headers = tuple((name, value) for name, value in request.headers if name.lower() != "if-match")
    with steps.sender.collector.unobserved():  # where it has to be named, a success breaks that law too
        sent = steps.send(replace(request, headers=headers), f"{action} without a version")
    if sent is None or not sent.succeeded:
        return False
    observe(steps, sent, _LAW, "status", "428", str(sent.status), "takes a change that names no version")
    return True


def _malformed(steps: RecordSteps, cycle: Lifecycle, action: str, key: str, body: JSON) -> bool:
    """Ask for a version in a form that names none (RFC 9110 section 8.8.3), which no service has to fail at; whether
    the record is still there."""
    with steps.sender.collector.leaving_open(OPEN):
        _change(steps, cycle, action, key, "no-quotes", body, "ask for a version that has no quotes")
    return steps.sender.made(cycle.resource, key)


def _stale_delete(steps: RecordSteps, cycle: Lifecycle, key: str, tag: str, texts: tuple[JSON, JSON]) -> None:
    """A removal of a version that another change has replaced."""
    for action in ("replace", "merge"):
        if cycle[action] is not None:
            change = steps.act(cycle, action, key, f"{action} by other values", body=texts[1])
            read = steps.act(cycle, "read", key, "read the version after the change")
            new = tag_of(read, weak=_asks_for_weak(cycle["delete"]))
            if change is not None and change.succeeded and new not in (None, tag):
                _sent(steps, cycle, "delete", key, tag, MISSING, "remove a version that was changed")
            return


def _sent(steps: RecordSteps, cycle: Lifecycle, action: str, key: str, tag: str, body: JSON, label: str) -> bool:
    """Whether a change was taken although the version that it asks for is not there, which is told."""
    sent = _change(steps, cycle, action, key, tag, body, label)
    if sent is None or not sent.succeeded:
        return False
    observe(steps, sent, _LAW, "status", "412", str(sent.status), "takes a change of a version that is not there")
    return True


def _change(
    steps: RecordSteps, cycle: Lifecycle, action: str, key: str, tag: str, body: JSON, label: str
) -> Sent | None:
    headers: Headers = (("If-Match", tag),)
    query = steps.hard(cycle) if action == "delete" else ()
    return steps.act(cycle, action, key, label, query=query, body=body, headers=headers)


def _remove(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    if steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _takes(behaviour: Behaviour | None, header: str) -> bool:
    parameters = behaviour.operation.parameters if behaviour is not None else ()
    return any(p.location == "header" and p.name.lower() == header for p in parameters)


def _asks_for_weak(behaviour: Behaviour | None) -> bool:
    """Whether the document writes a weak version (`W/"3"`) where it explains the `If-Match` of a change."""
    parameters = behaviour.operation.parameters if behaviour is not None else ()
    return any('W/"' in repr(p.raw) for p in parameters if p.location == "header" and p.name.lower() == "if-match")


def tag_of(sent: Sent | None, *, weak: bool = False) -> str | None:
    """The version that an answer shows; a weak one names no version for a change (RFC 9110 section 13.1.1), unless the
    document says otherwise.
    """
    answer = sent.exchange.answer if sent is not None and sent.succeeded else None
    tag = answer.header("ETag") if answer is not None else None
    return tag if tag and tag.endswith('"') and (weak or tag.startswith('"')) else None


def _record(steps: RecordSteps, cycle: Lifecycle, sent: Sent | None) -> JSON:
    behaviour = cycle["read"]
    return steps.sender.addressing.record(behaviour, sent.body) if behaviour is not None and sent is not None else None
