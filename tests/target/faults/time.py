"""Faults that come and go: now and then, for a moment, or after a while."""

from __future__ import annotations

import itertools
import time
from typing import TYPE_CHECKING

from tests.target.changes import Table, every, finishing
from tests.target.exchange import CREATE, DELETE, ISSUE, Reply, refusal

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target.clients import Client
    from tests.target.exchange import Call
    from tests.target.service import Service

_MOMENT = 1.0


def _hard_delete_lags(service: Service) -> None:
    removed: dict[str, float] = {}

    def remove(client_id: str) -> None:
        removed[client_id] = time.monotonic()
        service.clients.remove(client_id)

    def taken(client_id: str) -> bool:
        if time.monotonic() - removed.get(client_id, -_MOMENT) < _MOMENT:
            return True
        return service.clients.find(client_id) is not None

    service.remove, service.taken = remove, taken


def _create_lags(service: Service) -> None:
    made: dict[str, float] = {}

    def put(client_id: str, client: Client) -> None:
        made[client_id] = time.monotonic()
        service.clients.put(client_id, client)

    def step(call: Call) -> Reply | None:
        age = time.monotonic() - made.get(call.client_id, -_MOMENT)
        return refusal(404) if call.operation == DELETE and age < _MOMENT else None

    service.put = put
    service.checks.append(step)


def _create_lost(number: int) -> Change:
    def change(service: Service) -> None:
        counter = itertools.count(1)

        def put(client_id: str, client: Client) -> None:
            if next(counter) % number:
                service.clients.put(client_id, client)

        service.put = put

    return change


def _after(number: int, name: str) -> Change:
    """From the ``number``-th created client on, answers lack this field."""

    def change(service: Service) -> None:
        counter = itertools.count(1)

        def edit(call: Call, reply: Reply) -> None:
            if next(counter) >= number:
                reply.body["data"].pop(name)

        finishing(edit, CREATE, (201,))(service)

    return change


def _every_answer(number: int, edit_status: int) -> Change:
    """Each ``number``-th success leaves as a server error although it was done."""

    def change(service: Service) -> None:
        counter = itertools.count(1)

        def edit(call: Call, reply: Reply) -> None:
            if reply.ok and next(counter) % number == 0:
                error = refusal(edit_status)
                reply.status, reply.body = error.status, error.body

        service.finishers.append(edit)

    return change


def _dropped() -> Reply:
    return Reply(500, {}, dropped=True)


def _first_is_not_ready(service: Service) -> None:
    counter = itertools.count()
    service.gates.append(lambda call: refusal(500) if call.operation and next(counter) == 0 else None)


TIME: Table = {
    "every-third-create-fails": ("Every third create is a 500.", every(3, CREATE, lambda: refusal(500))),
    "every-fifth-delete-fails": ("Every fifth delete is a 500.", every(5, DELETE, lambda: refusal(500))),
    "every-fourth-create-conflicts": (
        "Every fourth create is a 409.",
        every(4, CREATE, lambda: refusal(409, "Resource already exists")),
    ),
    "every-sixth-delete-answers-404": (
        "Every sixth delete is a 404.",
        every(6, DELETE, lambda: refusal(404)),
    ),
    "every-fifth-api-key-answers-503": (
        "Every fifth API key is a 503 that doesn't say when to come back.",
        every(5, ISSUE, lambda: refusal(503)),
    ),
    "every-tenth-call-answers-401": (
        "Every tenth good call is a 401.",
        every(10, None, lambda: refusal(401)),
    ),
    "every-tenth-answer-never-comes": ("Every tenth good call is hung up on.", every(10, None, _dropped)),
    "every-seventh-success-says-500": (
        "Every seventh success is done and then a 500.",
        _every_answer(7, 500),
    ),
    "every-fifth-create-is-lost": ("Every fifth created client isn't kept.", _create_lost(5)),
    "id-is-free-only-after-a-moment": ("A hard-deleted id stays taken for a second.", _hard_delete_lags),
    "client-is-known-only-after-a-moment": ("A new client can't be deleted for a second.", _create_lags),
    "secret-key-missing-after-twenty": (
        "From the twentieth client on the secret key is missing.",
        _after(20, "secret_key"),
    ),
    "first-call-fails": ("The first call after the start is a 500.", _first_is_not_ready),
}
