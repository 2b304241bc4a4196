"""What a command does to the record that it is given to, where a request makes a record of the command itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.collection_names import collection_name
from mock_server.openapi.behaviour import verbs
from mock_server.store import change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.commands import Commands
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Store


def told(commands: Commands | None, body: JSON) -> Mapping[str, JSON]:
    """What the command of a body changes; nothing where it has none."""
    verb = body.get(commands.member) if commands is not None and isinstance(body, dict) else None
    return commands.effects.get(verb, {}) if commands is not None and isinstance(verb, str) else {}


def dated(changes: Mapping[str, JSON], now: Callable[[], JSON]) -> dict[str, JSON]:
    """The changes, with the time of the request where they say so."""
    return {name: now() if value is verbs.NOW else value for name, value in changes.items()}


def carry_out(commands: Commands, call: Call, store: Store, now: Callable[[], JSON]) -> None:
    """Change the record above the new one as the body's command says, where it is there."""
    changes = told(commands, call.body)
    if not changes or commands.owner is None:
        return
    owners = collection_name(commands.owner, (call.path.get(name) for name in commands.above))
    key = str(call.path.get(commands.parameter))
    change(store, owners, key, lambda held: {**held, **dated(changes, now)})
