"""The ways in which a fault or a variant rewires a board before its first request."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from tests.planted import Change
from tests.target_crud.exchange import Call, Reply, problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target_crud.fields import Field
    from tests.target_crud.records import Row
    from tests.target_crud.service import Service, Step

Table = dict[str, tuple[str, Change]]
Members = dict[str, Any]


def acting(**attributes: Any) -> Change:
    """Attributes of what operations do become what these make of the service."""

    def change(service: Service) -> None:
        for name, make in attributes.items():
            if not hasattr(service.actions, name):
                raise AttributeError(f"actions have no {name}")
            setattr(service.actions, name, make(service))

    return change


def listing(**attributes: Any) -> Change:
    """Attributes of the lists become these values."""

    def change(service: Service) -> None:
        for name, value in attributes.items():
            if not hasattr(service.listing, name):
                raise AttributeError(f"a listing has no {name}")
            setattr(service.listing, name, value)

    return change


def matching(name: str, match: Callable[[Any, Row], bool]) -> Change:
    """A filter of the lists lets through what ``match`` says."""

    def change(service: Service) -> None:
        service.listing.matches[name] = match

    return change


def reading(operation: str, name: str, take: Callable[[list[str]], Any]) -> Change:
    """A query parameter is read otherwise."""

    def change(service: Service) -> None:
        service.readers.query[operation][name] = take

    return change


def path(name: str, take: Callable[[str], Any]) -> Change:
    """A path parameter is read otherwise."""

    def change(service: Service) -> None:
        service.readers.path[name] = take

    return change


def before(name: str, step: Callable[[Service, Call], Reply | None]) -> Change:
    """``step`` is taken just before the step of this name."""

    def change(service: Service) -> None:
        own: Step = service.steps[name]
        service.steps[name] = lambda call: step(service, call) or own(call)

    return change


def finishing(edit: Callable[[Call, Reply], None], operation: str = "", *statuses: int) -> Change:
    """Replies of this operation (all) and these statuses (all) pass through ``edit`` before they leave."""

    def finish(call: Call, reply: Reply) -> None:
        if operation in ("", call.operation) and (not statuses or reply.status in statuses):
            edit(call, reply)

    return lambda service: service.finishers.append(finish)


def body(edit: Callable[[Members], None], operation: str = "", *statuses: int) -> Change:
    """The JSON object in these answers is edited."""
    return finishing(lambda call, reply: edit(reply.body), operation, *statuses)


def status(operation: str, old: int, new: int) -> Change:
    """A status is replaced by another one, also in a problem's own."""

    def edit(call: Call, reply: Reply) -> None:
        reply.status = new
        if isinstance(reply.body, dict) and "status" in reply.body:
            reply.body["status"] = new

    return finishing(edit, operation, old)


def refused(operation: str, old: int, new: int) -> Change:
    """A refusal of this operation has another status."""
    return finishing(lambda call, reply: vars_of(reply, problem(new, "This was refused")), operation, old)


def vars_of(reply: Reply, other: Reply) -> None:
    """``reply`` becomes ``other``."""
    reply.status, reply.body, reply.headers, reply.raw = other.status, other.body, other.headers, other.raw


def shown(table: str, edit: Callable[[Members], None]) -> Change:
    """Whatever is shown of this table's records is edited."""
    return lambda service: service.actions.shown.append(lambda name, members: edit(members) if name == table else None)


def kept(table: str, edit: Callable[[Members], None]) -> Change:
    """What is kept of a create in this table is edited."""
    return lambda service: service.actions.kept.append(lambda name, members: edit(members) if name == table else None)


def changed(table: str, edit: Callable[[Members], None]) -> Change:
    """A record of this table is edited after each replace and merge."""
    return lambda service: service.actions.changed.append(
        lambda name, row: edit(row.members) if name == table else None
    )


def put(name: str, value: Any) -> Callable[[Members], None]:
    """With this member set to ``value``, or, where it is there, to what ``value`` makes of it."""

    def edit(members: Members) -> None:
        if not callable(value):
            members[name] = value
        elif name in members:
            members[name] = value(members[name])

    return edit


def drop(*names: str) -> Callable[[Members], None]:
    """Without these members."""

    def edit(members: Members) -> None:
        for name in names:
            members.pop(name, None)

    return edit


def lax(name: str, accepts: Callable[[Any], bool], *operations: str) -> Change:
    """A member also takes what ``accepts`` says."""
    return _judged(name, lambda field: lambda value: field.accepts(value) or accepts(value), operations)


def strict(name: str, refuses: Callable[[Any], bool], *operations: str) -> Change:
    """A member takes less: not what ``refuses`` says."""
    return _judged(name, lambda field: lambda value: field.accepts(value) and not refuses(value), operations)


def _judged(name: str, judge: Callable[[Field], Callable[[Any], bool]], operations: tuple[str, ...]) -> Change:
    def change(service: Service) -> None:
        for operation in operations:
            field = service.fields[operation][name]
            service.fields[operation][name] = dataclasses.replace(field, accepts=judge(field))

    return change


def optional(name: str, default: Any, *operations: str) -> Change:
    """A required member may be left out and becomes ``default``."""

    def fill(service: Service, call: Call) -> Reply | None:
        if call.operation in operations:
            call.sent.setdefault(name, default)
        return None

    return before("validate", fill)


def unvalidated(*operations: str) -> Change:
    """Bodies of these operations are taken as they come."""

    def change(service: Service) -> None:
        own = service.steps["validate"]
        service.steps["validate"] = lambda call: None if call.operation in operations else own(call)

    return change


def fails(operation: str, when: Callable[[Call], bool]) -> Change:
    """A valid call for which ``when`` holds ends in a 500."""

    def step(service: Service, call: Call) -> Reply | None:
        return problem(500, "The board failed") if call.operation == operation and when(call) else None

    return before("act", step)
