"""Every way to be let in, and every way not to be, on every operation; a refusal must have changed nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.broken_bodies import json_media
from contracts.cases.probes.credential_probes import bad, family, is_plainly_wrong
from contracts.cases.records.independence import independent, refused
from contracts.traffic.credentials import NONE, CredentialParts
from contracts.traffic.operation_purpose import says_search
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import Behaviour, Operation


def probes(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """The access journeys of the document."""
    guarded = [b for b in steps.judge.behaviours.values() if b.operation.security and all(b.operation.security)]
    done: set[str] = set()
    for cycle in steps.cycles.values():
        create, delete = cycle["create"], cycle["delete"]
        if create in guarded and create is not None:
            yield f"let in: {create.operation.id}", partial(let_in, cycle=cycle)
            yield f"keep out: {create.operation.id}", partial(keep_out_create, cycle=cycle)
            yield f"keep out before all else: {create.operation.id}", partial(keep_out_first, cycle=cycle)
            done.add(create.operation.id)
            if delete in guarded and delete is not None:
                yield f"keep out: {delete.operation.id}", partial(keep_out_delete, cycle=cycle)
                done.add(delete.operation.id)
            changed = [
                b for action in ("read", "replace", "merge") if (b := cycle[action]) is not None and b in guarded
            ]
            if changed:
                yield f"keep out of a record: {cycle.resource}", partial(keep_out_item, cycle=cycle, behaviours=changed)
                done.update(behaviour.operation.id for behaviour in changed)
    for behaviour in guarded:
        operation = behaviour.operation
        plain = (behaviour.action == "none" and operation.method == "GET") or says_search(operation)
        if operation.id not in done and (behaviour.action in ("read", "list") or plain):
            yield f"keep out: {operation.id}", partial(keep_out, operation=operation)


def last_probes(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """What is sent last, because it carries what the target answered: secrets that it issued, as credentials."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is not None and create.operation.security and all(create.operation.security):
            yield f"keep out what was issued: {cycle.resource}", partial(issued, cycle=cycle)


@independent
def let_in(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each documented way lets in, by itself and beside the others, on every operation of the resource."""
    create = cycle["create"]
    if create is None:
        return
    ways = steps.sender.credentials.alternatives(create.operation)
    both = [ways[0] + way for way in ways[1:] if not ways[0].shares_a_field(way)]
    for access in (*ways, *both):
        if not steps.may_create(cycle):
            return
        key = steps.fresh(cycle) if cycle.chosen else None
        causes = (f"by {access.name}",)
        sent = steps.create(
            cycle, steps.body(cycle, key), f"create by {access.name}", causes, access=access, source="access"
        )
        found = steps.key_of(cycle, sent, key)
        if found is None or not cycle.removable:
            continue
        for action in ("read", "list"):
            steps.act(cycle, action, found, f"{action} by {access.name}", causes, access=access, source="access")
        for way, query in steps.ways(cycle):
            steps.delete(
                cycle, found, f"{way} delete by {access.name}", causes, query=query, access=access, source="access"
            )


@refused
def keep_out_create(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Without valid credentials nothing is created: all by one key, until something is said of it that is drift.

    Who lets in whoever asks, with none and with a wrong one, would make a record for each of the others.
    """
    create = cycle["create"]
    if create is None or steps.parents(cycle) is None:
        return
    operation = create.operation
    key: str | None = None
    let_in: set[bool] = set()
    for access in sorted(bad(steps.sender.credentials, operation), key=is_plainly_wrong, reverse=True):
        if not steps.may_create(cycle) or len(let_in) > 1:
            return
        if key is None and cycle.chosen:
            key = steps.fresh(cycle)
        sent = steps.create(
            cycle,
            steps.body(cycle, key),
            f"create with {access.name}",
            ("kept out", access.name, family(access)),
            access=access,
            source="access",
        )
        if sent is not None and sent.succeeded and (found := steps.key_of(cycle, sent, key)) and cycle.removable:
            steps.delete(cycle, found, "remove what should not be there")
        if sent is not None and sent.succeeded and is_plainly_wrong(access):
            let_in.add(access is NONE)
        if sent is None or sent.succeeded or sent.findings:
            key = None


@refused
def keep_out_first(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Credentials are asked for first, whatever else is right or wrong with a create, and whether it is there."""
    create = cycle["create"]
    if create is None or (path := steps.parents(cycle)) is None:
        return
    operation = create.operation
    key = steps.fresh(cycle) if cycle.chosen else None
    wrong = [access for access in bad(steps.sender.credentials, operation) if access is NONE or "wrong" in access.name]
    for access in wrong:
        for kind, raw in (
            ("a malformed body", b"{"),
            ("an empty body", b""),
            ("another type", b"[]"),
            ("an empty object", b"{}"),
        ):
            request = steps.requests.build(operation, path=path, raw=raw, media=json_media(operation), access=access)
            steps.send(request, f"{kind} with {access.name}", ("kept out", "before validation"), "access")
        request = steps.requests.build(operation, path=path, raw=b"a", media="text/plain", access=access)
        steps.send(request, f"another media type with {access.name}", ("kept out", "before validation"), "access")
        _credential_in_body(steps, cycle, operation, access, key)
    if cycle.chosen and cycle.removable and key is not None:
        for access in wrong:
            steps.create(
                cycle,
                steps.body(cycle, key),
                f"create with {access.name}",
                ("kept out",),
                access=access,
                source="access",
            )
        steps.create(cycle, steps.body(cycle, key), "create what was kept out", ("kept out",), source="access")
        for access in wrong:
            steps.create(
                cycle,
                steps.body(cycle, key),
                f"create again with {access.name}",
                ("kept out", "before the state"),
                access=access,
                source="access",
            )
        steps.delete(cycle, key, "remove")


def _credential_in_body(
    steps: RecordSteps, cycle: Lifecycle, operation: Operation, access: CredentialParts, key: str | None
) -> None:
    """The right credential, but as a member of the body, lets nobody in."""
    body = steps.body(cycle, key)
    if not isinstance(body, dict) or access is not NONE:
        return
    for scheme, value in steps.sender.credentials.values.items():
        name = str(steps.sender.credentials.schemes.get(scheme, {}).get("name") or scheme)
        if name not in steps.schemas.properties(operation.request_schema):
            steps.create(
                cycle,
                {**body, name: value},
                "create with the credential in the body",
                ("kept out", "in the body"),
                access=access,
                source="access",
            )


@independent
def keep_out_delete(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Without valid credentials nothing is removed, and nothing is told of what exists."""
    delete = cycle["delete"]
    if delete is None:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    key = steps.key_of(cycle, steps.create(cycle, steps.body(cycle, key), "create"), key)
    if key is None:
        return
    query = steps.hard(cycle)
    for access in bad(steps.sender.credentials, delete.operation):
        steps.delete(
            cycle,
            key,
            f"delete with {access.name}",
            ("kept out", access.name, family(access)),
            query=query,
            access=access,
            source="access",
        )
    wrong = [
        access for access in bad(steps.sender.credentials, delete.operation) if access is NONE or "wrong" in access.name
    ]
    for access in wrong:
        steps.delete(cycle, key, f"delete with {access.name}", ("kept out",), query=(), access=access, source="access")
        if cycle.chosen:
            steps.delete(
                cycle,
                steps.fresh(cycle),
                f"delete what is not there with {access.name}",
                ("kept out", "before the state"),
                access=access,
                source="access",
            )
            steps.delete(
                cycle,
                f"{key}!",
                f"delete a malformed key with {access.name}",
                ("kept out", "before validation"),
                access=access,
                source="access",
            )
    if cycle.chosen:
        steps.create(cycle, steps.body(cycle, key), "create what nobody could delete", ("kept out",))
    steps.delete(cycle, key, "remove", ("kept out",))


@independent
def keep_out_item(steps: RecordSteps, cycle: Lifecycle, behaviours: list[Behaviour]) -> None:
    """Without valid credentials a record is neither read nor changed."""
    key = steps.fresh(cycle) if cycle.chosen else None
    key = steps.key_of(cycle, steps.create(cycle, steps.body(cycle, key), "create"), key)
    if key is None:
        return
    for behaviour in behaviours:
        reads = behaviour.action == "read"
        body = MISSING if reads else steps.requests.body(behaviour.operation)
        for access in bad(steps.sender.credentials, behaviour.operation):
            if reads or access is NONE or "wrong" in access.name:
                label, causes = f"{behaviour.action} with {access.name}", ("kept out", access.name, family(access))
                steps.act(cycle, behaviour.action, key, label, causes, body=body, access=access, source="access")
    if cycle.removable:
        steps.delete(cycle, key, "remove")


@independent
def issued(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A secret that a create hands out is not the credential of the operation that made it."""
    create = cycle["create"]
    steps.sender.safety.creations.probe_last()
    if create is None or not steps.may_create(cycle):
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    sent = steps.create(cycle, steps.body(cycle, key), "create", source="access")
    response = create.operation.response(sent.status) if sent is not None and sent.succeeded else None
    if sent is None or response is None:
        return
    for role in steps.sender.generated.roles(create, response):
        value = pointers.at(sent.body, role.pointer)
        if role.kind != "unique" or not isinstance(value, str) or not value.isascii() or not value.isprintable():
            continue
        for scheme in dict.fromkeys(r.scheme for alternative in create.operation.security for r in alternative):
            carried = steps.sender.credentials.carry(scheme, value)
            access = CredentialParts(f"{scheme}: the issued {role.pointer[-1]}", carried.headers, carried.query)
            other = steps.fresh(cycle) if cycle.chosen else None
            again = steps.create(
                cycle,
                steps.body(cycle, other),
                f"create with {access.name}",
                ("kept out", "an issued secret"),
                access=access,
                source="access",
            )
            found = steps.key_of(cycle, again, other)
            if found is not None and cycle.removable:
                steps.delete(cycle, found, "remove what should not be there", source="access")
    found = steps.key_of(cycle, sent, key)
    if found is not None and cycle.removable:
        steps.delete(cycle, found, "remove", source="access")


@refused
def keep_out(steps: RecordSteps, operation: Operation) -> None:
    """Without valid credentials nothing is read."""
    cycle = steps.cycles.get(steps.judge.behaviours[operation.id].resource or "")
    path = steps.parents(cycle) if cycle is not None else {}
    if path is None or (cycle is None and "{" in operation.path):
        return
    body = MISSING if operation.is_safe else steps.requests.body(operation)
    for access in bad(steps.sender.credentials, operation):
        steps.send(
            steps.requests.build(operation, path=path, body=body, access=access),
            f"read with {access.name}",
            ("kept out", access.name, family(access)),
            "access",
        )
