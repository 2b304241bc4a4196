"""How faults of the ships are planted: a method gets another, or what is asked and answered is turned on its way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.ships.service import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.manners.serving import Answer, Asked
    from tests.ships.service import Ships

Change = Callable[[Any], None]
Table = dict[str, tuple[str, Change]]


def becomes(name: str, method: Callable[..., Any]) -> Change:
    """The method of this name becomes ``method``, which is given the service and the own method first."""

    def change(service: Ships) -> None:
        own = getattr(service, name)
        setattr(service, name, lambda *given, **named: method(service, own, *given, **named))

    return change


def asks(turn: Callable[[Asked], Asked]) -> Change:
    """Requests are turned before they are answered."""
    return becomes("answer", lambda _, own, asked: own(turn(asked)))


def answers(turn: Callable[[Asked, int, Any, dict[str, str]], Answer | None]) -> Change:
    """Answers are turned before they go out; None leaves one as it is."""

    def answer(_: Ships, own: Callable[[Asked], Answer], asked: Asked) -> Answer:
        found = own(asked)
        return turn(asked, *found) or found

    return becomes("answer", answer)


def fails(when: Callable[[Asked], Any], *, after: int | None = None) -> Change:
    """What ``when`` is true of is a 500: before anything is looked at, or instead of an answer with a status."""

    def answer(_: Ships, own: Callable[[Asked], Answer], asked: Asked) -> Answer:
        found = own(asked) if after is not None else None
        if (found is None or found[0] == after) and when(asked):
            return refusal(500, "failed")
        return found or own(asked)

    return becomes("answer", answer)


def several(*changes: Change) -> Change:
    """All of these."""

    def change(service: Ships) -> None:
        for each in changes:
            each(service)

    return change


def members(turn: Callable[[dict[str, Any]], Mapping[str, Any]]) -> Change:
    """What is shown of each ship is turned."""
    return becomes("shown", lambda _, own, row: turn(own(row)))


def stores(turn: Callable[[dict[str, Any]], dict[str, Any]]) -> Change:
    """What is kept of each body of a ship is turned."""
    return becomes("stored", lambda _, own, body: turn(own(body)))


def is_one(asked: Asked) -> bool:
    """Whether it is about one ship."""
    return len(asked.parts) == 2


def loaded(asked: Asked) -> Any:
    """The JSON of a body, None where it has none."""
    try:
        return json.loads(asked.data)
    except (ValueError, RecursionError):
        return None


def is_doubled(asked: Asked) -> bool:
    """Whether an object of a body has a member twice."""
    try:
        json.loads(asked.data, object_pairs_hook=_once)
    except KeyError:
        return True
    except (ValueError, RecursionError):
        return False
    return False


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise KeyError
    return dict(pairs)


def writes(asked: Asked) -> bool:
    """Whether it writes."""
    return asked.method in ("POST", "PUT", "PATCH")


def has_text(asked: Asked, test: Any) -> bool:
    """Whether it writes a text that ``test`` is true of."""
    body = loaded(asked) if writes(asked) else None
    return isinstance(body, dict) and any(isinstance(v, str) and test(v) for v in body.values())


def token(asked: Asked) -> str:
    """The credential without its scheme."""
    return asked.headers.get("Authorization", "").partition(" ")[2].strip()


def header(name: str, value: str | None) -> Change:
    """A field of answers is lost, or becomes ``value``."""
    return answers(lambda a, status, body, fields: (status, body, {k: v for k, v in fields.items() if k != name} | (
        {name: value} if value is not None else {})) if name in fields else None)  # fmt: skip


def media(media: str) -> Change:
    """What is shown says that it is of another media type."""
    return answers(lambda a, s, body, f: (s, body, f | {"Content-Type": media}) if s == 200 and body else None)
