"""Decides whether a request may be sent: nothing that this run did not create is ever changed or removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.exchange import SAFE_METHODS

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.exchange import Request
    from contracts.traffic.request_validity import Reading
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import Behaviour

_CHANGES = ("delete", "replace", "merge")


class Safety:
    """The rules of one run; ``made`` tells whether the target answered a create of this key with success."""

    def __init__(self, names: RunNames, made: Callable[[str, str], bool], *, read_only: bool = False) -> None:
        self.names = names
        self.made = made
        self.read_only = read_only
        self.plain_keys = False
        """Whether keys without the run's tag may be created: only after creates and deletes proved exact."""

    def forbids(
        self, request: Request, reading: Reading | None, behaviour: Behaviour | None, key: object
    ) -> str | None:
        """Why ``request`` may not be sent, None where it may."""
        safe = request.method in SAFE_METHODS
        if self.read_only and not safe:
            return "only reading is allowed"
        if reading is None or behaviour is None:
            return None if safe else "nobody knows what an undocumented request changes"
        if safe:
            return None
        if behaviour.action == "create":
            return self._create(behaviour, key)
        if behaviour.action in _CHANGES:
            text = key if isinstance(key, str) else ""
            if self.names.owns(text) or self.made(behaviour.resource or "", text):
                return None
            return f"{text!r} was not created by this run"
        owned = [value for value in reading.path.values() if self.names.owns(value)]
        return None if owned else "nobody knows what this operation changes"

    def _create(self, behaviour: Behaviour, key: object) -> str | None:
        if behaviour.key is None or not isinstance(key, str) or self.plain_keys or self.names.owns(key):
            return None
        return None if self._is_nothing(key) else f"the key {key!r} does not tell whose it is"

    def _is_nothing(self, key: str) -> bool:
        return not key.strip()
