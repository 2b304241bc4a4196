"""Faults of meaning: the keys and times that the service makes itself."""

from __future__ import annotations

import hashlib
import itertools
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.planted import Change, setting
from tests.target.changes import Table, client, put
from tests.target.service import milliseconds

if TYPE_CHECKING:
    from tests.target.service import Service


def _digits(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _keys_repeat(number: int) -> Change:
    def change(service: Service) -> None:
        counter = itertools.count()
        service.client_key = lambda prefix, _: prefix + _digits(f"{prefix}{next(counter) // 2 % number}")

    return change


def _key_from_name(service: Service) -> None:
    service.api_key = lambda name: "mk-" + _digits(name)


def _secret_is_publishable(shown: dict[str, Any]) -> None:
    shown["secret_key"] = "sk_" + shown["publishable_key"][3:]


def _keys_swapped(shown: dict[str, Any]) -> None:
    shown["secret_key"], shown["publishable_key"] = shown["publishable_key"], shown["secret_key"]


def _clock(shift: timedelta) -> Change:
    def change(service: Service) -> None:
        clock = service.clock
        service.clock = lambda: clock() + shift

    return change


def _updated(shift: timedelta) -> Change:
    def change(service: Service) -> None:
        service.editors.append(lambda shown: shown.update(updated_at=milliseconds(service.clock() + shift)))

    return change


GENERATED: Table = {
    "one-secret-for-all": (
        "Every client has the same secret key.",
        client(put("secret_key", "sk_" + _digits("all"))),
    ),
    "one-publishable-key-for-all": (
        "Every client has the same publishable key.",
        client(put("publishable_key", "pk_" + _digits("all"))),
    ),
    "secret-repeats-publishable": (
        "Both keys of a client have the same digits.",
        client(_secret_is_publishable),
    ),
    "keys-swapped": ("The two keys stand in each other's place.", client(_keys_swapped)),
    "keys-made-from-the-id": (
        "A client's keys follow from its id.",
        setting(client_key=lambda prefix, client_id: prefix + _digits(prefix + client_id)),
    ),
    "keys-repeat-after-eight": ("The ninth client has the first one's keys.", _keys_repeat(8)),
    "same-api-key-twice": (
        "Every API key is the same.",
        setting(api_key=lambda name: "mk-" + _digits("one")),
    ),
    "api-key-made-from-the-name": ("Two API keys of a name are the same.", _key_from_name),
    "api-key-empty": ("A new API key is empty.", setting(api_key=lambda name: "")),
    "api-key-says-null": ("A new API key is the word null.", setting(api_key=lambda name: "null")),
    "api-key-is-the-name": ("A new API key is its name.", setting(api_key=lambda name: name)),
    "created-at-constant": (
        "Every client was created at the same time, long ago.",
        setting(stamp=lambda moment: "2024-03-21T18:42:15.291Z"),
    ),
    "clock-a-day-ahead": ("Times are a day ahead.", _clock(timedelta(days=1))),
    "clock-an-hour-behind": ("Times are an hour behind.", _clock(timedelta(hours=-1))),
    "local-time-as-utc": ("Times are those of Tokyo, marked as UTC.", _clock(timedelta(hours=9))),
    "updated-before-created": (
        "A client was updated five minutes before it was created.",
        _updated(timedelta(minutes=-5)),
    ),
    "updated-in-the-future": ("A new client was updated a day from now.", _updated(timedelta(days=1))),
}
