"""Faults of meaning: what creating, creating again and deleting do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.target.changes import Table, asked, body, deleted, given, put
from tests.target.clients import Client
from tests.target.exchange import CREATE, DELETE, ISSUE, Reply, refusal
from tests.target.fields import OPTIONAL_CLIENT_FIELDS, is_identifier

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.planted import Change
    from tests.target.exchange import Call
    from tests.target.service import Service


def _is_hard(service: Service, call: Call) -> bool:
    return call.sent.get("hard") == "true"


def _is_deactivated(service: Service, call: Call) -> bool:
    found = service.clients.find(call.client_id)
    return found is not None and found.deactivated


def _is_unknown(service: Service, call: Call) -> bool:
    return service.clients.find(call.client_id) is None


def _soft_again(service: Service, call: Call) -> bool:
    return _is_deactivated(service, call) and not _is_hard(service, call)


def _hard_after_soft(service: Service, call: Call) -> bool:
    return _is_deactivated(service, call) and _is_hard(service, call)


def _soft_delete_removes(service: Service) -> None:
    service.deactivate = service.clients.remove


def _soft_delete_frees(service: Service) -> None:
    def taken(client_id: str) -> bool:
        found = service.clients.find(client_id)
        return found is not None and not found.deactivated

    service.taken = taken


def _hard_delete_keeps(service: Service) -> None:
    service.remove = lambda client_id: None


def _hard_delete_reserves(service: Service) -> None:
    gone: set[str] = set()
    service.taken = lambda client_id: client_id in gone or service.clients.find(client_id) is not None

    def remove(client_id: str) -> None:
        gone.add(client_id)
        service.clients.remove(client_id)

    service.remove = remove


def _never_taken(service: Service) -> None:
    service.taken = lambda client_id: False


def _conflict_shows_existing(status: int) -> Change:
    def change(service: Service) -> None:
        def conflict(call: Call) -> Reply:
            found = service.clients.find(call.sent["id"])
            return Reply(status, {"success": True, "data": dict(found.shown) if found else None})

        service.conflict = conflict

    return change


def _conflict_removes(service: Service) -> None:
    def conflict(call: Call) -> Reply:
        service.clients.remove(call.sent["id"])
        return refusal(409, "Resource already exists")

    service.conflict = conflict


def _invalid_create_is_kept(service: Service) -> None:
    validate = service.validate

    def check(call: Call) -> Reply | None:
        reply = validate(call)
        client_id = call.sent.get("id")
        if reply and call.operation == CREATE and is_identifier(client_id) and not service.taken(str(client_id)):
            service.put(str(client_id), Client(service.new_record(call.sent)))
        return reply

    service.validate = check


def _recreated(*names: str) -> Change:
    """A client made again after its hard deletion takes these fields over from the one before."""

    def change(service: Service) -> None:
        graves: dict[str, dict[str, Any]] = {}

        def remove(client_id: str) -> None:
            found = service.clients.find(client_id)
            if found:
                graves[client_id] = found.shown
            service.clients.remove(client_id)

        def edit(shown: dict[str, Any]) -> None:
            before = graves.get(shown["id"], {})
            shown |= {name: before[name] for name in names if name in before}

        service.remove = remove
        service.editors.append(edit)

    return change


def _fields_leak(service: Service) -> None:
    last: dict[str, Any] = {}

    def edit(shown: dict[str, Any]) -> None:
        before = dict(last)
        last.clear()
        last.update(shown)
        shown |= {name: before[name] for name in OPTIONAL_CLIENT_FIELDS if name in before and name not in shown}

    service.editors.append(edit)


def _one_name_once(operation: str, status: int) -> Change:
    def change(service: Service) -> None:
        names: set[str] = set()

        def step(call: Call) -> Reply | None:
            if call.operation != operation:
                return None
            name = call.sent["name"]
            if name in names:
                return refusal(status, "Name in use" if status == 409 else [{"field": "name", "message": "is in use"}])
            names.add(name)
            return None

        service.checks.append(step)

    return change


def _alike(fold: Callable[[str], str]) -> Change:
    return lambda service: service.clients.refold(fold)


def _hard_if_given(sent: dict[str, Any]) -> None:
    if "hard" in sent:
        sent["hard"] = "true"


LIFECYCLE: Table = {
    "soft-delete-removes": ("A soft delete removes the client.", _soft_delete_removes),
    "soft-delete-frees-the-id": ("A soft-deleted client's id can be used again.", _soft_delete_frees),
    "second-soft-delete-answers-404": (
        "Deactivating a second time is a 404.",
        asked(lambda: refusal(404), DELETE, _soft_again),
    ),
    "second-soft-delete-answers-409": (
        "Deactivating a second time is a 409.",
        asked(lambda: refusal(409), DELETE, _soft_again),
    ),
    "second-soft-delete-says-not-deleted": (
        "Deactivating a second time says `deleted: false`.",
        asked(lambda: Reply(200, {"success": True, "deleted": False, "hard": False}), DELETE, _soft_again),
    ),
    "hard-delete-after-soft-answers-404": (
        "A deactivated client can't be removed: 404.",
        asked(lambda: refusal(404), DELETE, _hard_after_soft),
    ),
    "hard-delete-keeps": ("A hard delete says so and removes nothing.", _hard_delete_keeps),
    "hard-delete-reserves-the-id": ("A hard-deleted client's id stays taken.", _hard_delete_reserves),
    "hard-is-ignored": ("Every delete is a soft one.", given(DELETE, put("hard", "false"))),
    "hard-false-means-hard": ("`hard=false` removes.", given(DELETE, _hard_if_given)),
    "every-delete-is-hard": ("A delete removes without being asked to.", given(DELETE, put("hard", "true"))),
    "hard-not-echoed": ("A hard delete says `hard: false`.", body(put("hard", False), DELETE, 200)),
    "soft-delete-says-hard": ("A soft delete says `hard: true`.", body(put("hard", True), DELETE, 200)),
    "delete-says-not-deleted": ("A delete says `deleted: false`.", body(put("deleted", False), DELETE, 200)),
    "unknown-client-is-deleted": (
        "Deleting a client that isn't there is a 200.",
        asked(deleted, DELETE, _is_unknown),
    ),
    "unknown-client-is-hard-deleted": (
        "Removing a client that isn't there is a 200.",
        asked(
            lambda: deleted(hard=True),
            DELETE,
            lambda service, call: _is_unknown(service, call) and _is_hard(service, call),
        ),
    ),
    "second-create-overwrites": ("A second create with an id replaces the client.", _never_taken),
    "second-create-answers-201": (
        "A second create shows the client there is, as new.",
        _conflict_shows_existing(201),
    ),
    "second-create-answers-200": (
        "A second create shows the client there is.",
        _conflict_shows_existing(200),
    ),
    "refused-second-create-removes": ("A 409 removes the client there is.", _conflict_removes),
    "invalid-create-is-kept": (
        "A create refused with 400 takes the id all the same.",
        _invalid_create_is_kept,
    ),
    "recreated-client-has-old-keys": (
        "A client made again after a hard delete has the old keys.",
        _recreated("publishable_key", "secret_key"),
    ),
    "recreated-client-has-old-fields": (
        "A client made again after a hard delete has the old fields.",
        _recreated(*OPTIONAL_CLIENT_FIELDS),
    ),
    "recreated-client-is-inactive": (
        "A client made again after it was deactivated and removed is inactive.",
        _recreated("status"),
    ),
    "fields-leak-from-the-client-before": (
        "A field that wasn't sent shows the previous client's.",
        _fields_leak,
    ),
    "ids-ignore-case": ("Ids that differ in case are one.", _alike(str.lower)),
    "ids-ignore-hyphens": (
        "Hyphen and underscore are the same in ids.",
        _alike(lambda i: i.replace("-", "_")),
    ),
    "ids-cut-to-64": ("Only 64 characters of an id count.", _alike(lambda client_id: client_id[:64])),
    "client-names-are-unique": ("A second client of a name is a 409.", _one_name_once(CREATE, 409)),
    "api-key-names-are-unique": ("A second API key of a name is a 400.", _one_name_once(ISSUE, 400)),
    "api-key-names-conflict": ("A second API key of a name is a 409.", _one_name_once(ISSUE, 409)),
}
