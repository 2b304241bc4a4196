"""Writes that follow what is done already: where another process comes between they are made anew."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from mock_server.store.errors import StoreChanged

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.store.protocol import Record, Store

_TRIES = 50


def change(store: Store, resource: str, key: str, changed: Callable[[Record], Record]) -> bool:
    """Put what ``changed`` makes of a record in its place; False where there is none, or others always came first."""
    for _ in range(_TRIES):
        held = store.read(resource, key)
        if held is None:
            return False
        made = changed(held)
        with suppress(StoreChanged):
            if made is held or store.replace(resource, key, made):
                return True
    return False


def put(store: Store, resource: str, key: str, record: Record) -> None:
    """Keep a record whether there is one with this key or not."""
    for _ in range(_TRIES):
        with suppress(StoreChanged):
            if store.replace(resource, key, record) or store.create(resource, key, record):
                return
