"""The ways in which a fault or a variant rewires a service before its first request."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.planted import Change, several
from tests.target.exchange import CREATE, Call, Reply, refusal

if TYPE_CHECKING:
    from tests.target.service import Service

Table = dict[str, tuple[str, Change]]
Edit = Callable[[dict[str, Any]], None]
Asked = Callable[["Service", Call], bool]


def finishing(
    edit: Callable[[Call, Reply], None], operation: str | None = None, statuses: tuple[int, ...] = ()
) -> Change:
    """Replies of this operation (all) and these statuses (all) pass through ``edit`` before they leave."""

    def finish(call: Call, reply: Reply) -> None:
        if operation in (None, call.operation) and (not statuses or reply.status in statuses):
            edit(call, reply)

    return lambda service: service.finishers.append(finish)


def body(edit: Edit, operation: str, status: int) -> Change:
    """The JSON object in this operation's answers of this status is edited."""
    return finishing(lambda call, reply: edit(reply.body), operation, (status,))


def client(edit: Edit) -> Change:
    """The client in the answer to its creation is edited."""
    return body(lambda answer: edit(answer["data"]), CREATE, 201)


def error(edit: Edit, *statuses: int) -> Change:
    """The body of every error of these statuses is edited."""
    return finishing(lambda call, reply: edit(reply.body), statuses=statuses)


def raw(write: Callable[[Service, Reply], bytes], operation: str | None, *statuses: int, **headers: str) -> Change:
    """These answers carry the bytes that ``write`` makes, under these headers (``_`` stands for ``-``)."""

    def change(service: Service) -> None:
        def edit(call: Call, reply: Reply) -> None:
            reply.raw = write(service, reply)
            reply.headers |= {name.replace("_", "-"): value for name, value in headers.items()}

        finishing(edit, operation, statuses)(service)

    return change


def status(operation: str | None, old: int, new: int) -> Change:
    """A status is replaced by another one, also in the body's code."""

    def edit(call: Call, reply: Reply) -> None:
        reply.status = new
        if "code" in reply.body:
            reply.body["code"] = new

    return finishing(edit, operation, (old,))


def drop(*names: str) -> Edit:
    """Without these properties."""

    def edit(answer: dict[str, Any]) -> None:
        for name in names:
            answer.pop(name, None)

    return edit


def put(name: str, value: Any) -> Edit:
    """With this property set to ``value``, or to what it makes of the old one when it can be called."""

    def edit(answer: dict[str, Any]) -> None:
        answer[name] = value(answer.get(name)) if callable(value) else value

    return edit


def rename(old: str, new: str) -> Edit:
    """With a property under another name."""

    def edit(answer: dict[str, Any]) -> None:
        if old in answer:
            answer[new] = answer.pop(old)

    return edit


def kept(name: str, turn: Callable[[Any], Any]) -> Change:
    """A field of a client, if it was sent, is kept and shown as ``turn`` makes it."""

    def edit(shown: dict[str, Any]) -> None:
        if name in shown:
            shown[name] = turn(shown[name])

    return lambda service: service.editors.append(edit)


def lax(operation: str, name: str, accepts: Callable[[Any], bool] = lambda value: True) -> Change:
    """An input field also takes what ``accepts`` says."""

    def change(service: Service) -> None:
        field = service.fields[operation][name]
        also = dataclasses.replace(field, accepts=lambda value: field.accepts(value) or accepts(value))
        service.fields[operation][name] = also

    return change


def strict(operation: str, name: str, refuses: Callable[[Any], bool]) -> Change:
    """An input field takes less: not what ``refuses`` says."""

    def change(service: Service) -> None:
        field = service.fields[operation][name]
        less = dataclasses.replace(field, accepts=lambda value: field.accepts(value) and not refuses(value))
        service.fields[operation][name] = less

    return change


def needed(operation: str, name: str, required: bool = True) -> Change:
    """An input field has to be given, or no longer has to."""

    def change(service: Service) -> None:
        fields = service.fields[operation]
        fields[name] = dataclasses.replace(fields[name], required=required)

    return change


def asked(reply: Callable[[], Reply], operation: str, when: Asked, early: bool = False) -> Change:
    """A call for which ``when`` holds gets ``reply`` once it is valid or, ``early``, once it is admitted."""

    def change(service: Service) -> None:
        def step(call: Call) -> Reply | None:
            return reply() if call.operation == operation and when(service, call) else None

        if not early:
            service.checks.append(step)
            return
        parse = service.parse
        service.parse = lambda call: step(call) or parse(call)

    return change


def fails(operation: str, when: Asked, early: bool = False) -> Change:
    """A call for which ``when`` holds ends in a 500."""
    return asked(lambda: refusal(500), operation, when, early)


def every(number: int, operation: str | None, reply: Callable[[], Reply]) -> Change:
    """Each ``number``-th call of this operation that is admitted and valid gets ``reply``."""

    def change(service: Service) -> None:
        counter = itertools.count(1)

        def step(call: Call) -> Reply | None:
            return reply() if operation in (None, call.operation) and next(counter) % number == 0 else None

        service.checks.append(step)

    return change


def deleted(hard: bool = False) -> Reply:
    """The answer to a deletion."""
    return Reply(200, {"success": True, "deleted": True, "hard": hard})


def given(operation: str, turn: Edit) -> Change:
    """What was sent is edited once it has been found valid."""

    def change(service: Service) -> None:
        def step(call: Call) -> Reply | None:
            if call.operation == operation:
                turn(call.sent)
            return None

        service.checks.append(step)

    return change


def spared(operation: str, name: str, default: Callable[[], Any]) -> Change:
    """A required input field may be left out and becomes ``default()``."""

    def fill(sent: dict[str, Any]) -> None:
        if name not in sent:
            sent[name] = default()

    return several(needed(operation, name, required=False), given(operation, fill))
