"""Looks at records for ownership's sake: what was there before, and what a create's answer alone does not prove."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from contracts.cases.records.observing import observe
from contracts.cases.sending.addressing import without_address
from contracts.cases.sending.pair_judge import FIRST_SHOWN
from contracts.laws.told_failures import ABSENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

_PAUSES, _LOOKS = (0.2, 1.0), 2
"""Seconds between looks at what was created, and how often a resource is so waited for."""
_PLAIN = re.compile(r"[!-~]+")
"""What an address is written with (RFC 3986 section 2)."""


def look_before(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str]) -> None:
    """Before the first create whose key the server assigns: what is listed now was there before."""
    listing = cycle["list"]
    if cycle.chosen or listing is None:
        return
    with steps.sender.asking.making():
        if cycle.resource not in steps.failed_creates.before:
            steps.failed_creates.listed(cycle, None)
            sent = steps.send(steps.requests.build(listing.operation, path=path), "list what is there before")
            steps.failed_creates.listed(cycle, sent)


def look_after(steps: RecordSteps, cycle: Lifecycle, sent: Sent | None) -> None:
    """Read what a create's answer alone does not prove; that is no finding, since repetitions look less.

    What the two sides answer to it is therefore judged when the record is read in order.
    """
    steps.jobs.remember(sent)
    key, sender = steps.answered(cycle, sent), steps.sender
    if key is None or steps.failed_creates.names_another(cycle, sent, key):
        return
    if sent is not None:
        _where_it_leads(steps, cycle, sent, key)
    where = steps.where(cycle, key)
    if not sender.ownership.open(cycle.resource, key, where[1]) and not sender.pairs.first_reads.holds(where):
        return
    action, parted = "read" if cycle["read"] is not None else "list", sender.known.parted(where)
    with sender.collector.unobserved():
        look = steps.act(cycle, action, key, f"{action} what was created")
    if look is not None and not parted:
        sender.pardon(look.exchange.request)
    if sender.known.made(where):
        _first_shown(steps, look, action, cycle, key)
    if look is not None and sent is not None and action == "read":
        _tell_of_another_parent(steps, cycle, sent, look)
        _where_it_is(steps, cycle, sent, look, key)


def _first_shown(steps: RecordSteps, look: Sent | None, action: str, cycle: Lifecycle, key: str) -> None:
    """Tell what a first look shows otherwise than the create was sent it, unless a read a moment later shows it so."""
    found = [one for one in look.findings if one.law in FIRST_SHOWN] if look is not None else []
    if not found:
        return
    first, sender = steps.sender.pairs.first_reads, steps.sender
    for pause in _PAUSES if steps.waited.get(cycle.resource, 0.0) < sum(_PAUSES) * _LOOKS else ():
        if not sender.target.wait(pause):
            return
        steps.waited[cycle.resource] = steps.waited.get(cycle.resource, 0.0) + pause
        with sender.collector.unobserved():
            again = steps.act(cycle, action, key, f"{action} what was created, a moment later")
        shown = {(one.law, one.place) for one in again.findings} if again is not None else set()
        if any((one.law, one.place) not in shown for one in found):
            first.late.add(cycle.resource)
            return
    for one in found:
        sender.collector.observe(one)


def _tell_of_another_parent(steps: RecordSteps, cycle: Lifecycle, sent: Sent, look: Sent) -> None:
    """A new record's own path that shows a record of the same key, with nothing of the run in it, below another parent:
    which member has the parent's key the answer to the create shows.
    """
    create, read, addressing = cycle["create"], cycle["read"], steps.sender.addressing
    if create is None or read is None or not create.parents or sent.reading is None or not look.succeeded:
        return
    parent, name = sent.reading.path.get(create.parents[-1]), addressing.key_name(read)
    mine, shown = addressing.record(create, sent.body), addressing.record(read, look.body)
    if not isinstance(mine, dict) or not isinstance(shown, dict) or str(mine.get(name)) != str(shown.get(name)):
        return
    if not steps.names.marks(mine) or steps.names.marks(shown):
        return
    above = (n for n, value in mine.items() if n != name and str(value) == parent and type(shown.get(n)) is type(value))
    led = next((n for n in above if shown[n] != mine[n]), None)
    if led is not None:
        message = "shows a record below another parent, and not the one that was made"
        proof = (sent.exchange,)  # a repetition may meet no record of the same key below another parent
        observe(steps, look, "read-back", led, str(mine[led]), str(shown[led]), message, proved_by=proof)


def _where_it_leads(steps: RecordSteps, cycle: Lifecycle, sent: Sent, key: str) -> None:
    """Follow the Location of a create (RFC 9110 section 10.2.2) that names another key than its record has, or none.

    So with the record's own link (`self` of HAL and JSON:API), which names another key.
    """
    create, addressing = cycle["create"], steps.sender.addressing
    if cycle["read"] is None or create is None or sent.status != 201:
        return
    located = addressing.located_key(create, sent.exchange.answer)
    if located != key:
        _follow(steps, cycle, sent, key, located, "header Location")
    linked = addressing.linked_key(create, sent.body, _written(steps, create, sent))
    if linked is not None and linked not in (key, located):
        _follow(steps, cycle, sent, key, linked, "link self")


def _where_it_is(steps: RecordSteps, cycle: Lifecycle, sent: Sent, look: Sent, key: str) -> None:
    """Follow the own link of a record that is read, where the answer to its create shows none."""
    create, read, addressing = cycle["create"], cycle["read"], steps.sender.addressing
    if create is None or read is None or not look.succeeded or not sent.succeeded:
        return
    written = _written(steps, create, sent)
    linked = addressing.linked_key(read, look.body, written)
    if linked not in (None, key) and addressing.linked_key(create, sent.body, written) is None:
        _follow(steps, cycle, look, key, linked, "link self")


def _written(steps: RecordSteps, create: Behaviour, sent: Sent) -> frozenset[str]:
    """The members that a client may write: an address in one of them is its own, and not that of the record."""
    return steps.judge.echo.members(sent.reading, create) if sent.reading is not None else frozenset()


def _follow(steps: RecordSteps, cycle: Lifecycle, sent: Sent, key: str, led: str | None, place: str) -> None:
    """Read a record by its key first: where that shows it, what leads to nothing, or to another one, leads astray."""
    read, addressing = cycle["read"], steps.sender.addressing
    plain = steps.on_item(cycle, "read", key)
    there = steps.on_item(cycle, "read", led) if led is not None else _undocumented(steps, sent, plain)
    if read is None or plain is None or there is None:
        return
    with steps.sender.collector.unobserved():
        looks = [steps.send(request, "read where the answer leads") for request in (plain, there)]
    mine, other = ((addressing.record(read, look.body) if look is not None else None) for look in looks)
    if not isinstance(mine, dict) or looks[1] is None or not steps.names.marks(mine):
        return
    astray = led is not None and isinstance(other, dict) and _is_another(mine, other, addressing.key_name(read))
    if astray or looks[1].status in ABSENT:
        address = key if led is not None else plain.target
        told = led if led is not None else there.target
        observe(steps, sent, "link-leads", place, address, told, "does not lead to the record that was made")


def _is_another(mine: Mapping[str, JSON], other: Mapping[str, JSON], key: str) -> bool:
    """Whether two reads show two records: by their keys, else by all but the address by which each was asked for.

    What else differs may move from read to read.
    """
    keys = [record.get(key) for record in (mine, other)]
    return str(keys[0]) != str(keys[1]) if None not in keys else without_address(mine) != without_address(other)


def _undocumented(steps: RecordSteps, sent: Sent, read: Request | None) -> Request | None:
    """What asks for an address of the target's below its base that no operation has, as ``read`` asks; else None.

    None too where the document says nothing of a Location: nobody promised it.
    """
    url, answer = steps.sender.target.url, sent.exchange.answer
    address = answer.header("Location") if answer is not None else None
    if not address or not _PLAIN.fullmatch(address) or read is None or not _promises(sent):
        return None
    try:
        base, parts = urlsplit(url), urlsplit(urljoin(url + sent.exchange.request.target, address))
    except ValueError:
        return None
    path = parts.path.removeprefix(base.path.rstrip("/"))
    below = parts.netloc == base.netloc and parts.path.startswith(f"{base.path.rstrip('/')}/")
    if not below or any(operation.read_path(path) is not None for operation in steps.judge.document.operations):
        return None
    return replace(read, target=f"{path}?{parts.query}" if parts.query else path, operation=None)


def _promises(sent: Sent) -> bool:
    """Whether the document names the Location of this answer."""
    response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
    return response is not None and any(header.name.lower() == "location" for header in response.headers)
