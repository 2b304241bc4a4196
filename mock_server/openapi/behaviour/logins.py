"""Operations that a user logs in by: a secret is sent beside a name, and the answer shows the user's record."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import field_names
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_LEAST = 2
"""The fewest members by which a schema is known."""


class Login(NamedTuple):
    """Whose record an answer shows at ``place``: that of ``resource`` which has the ``member`` that was sent.

    ``shown`` are the members that it shows of it: none that is secret.
    """

    resource: str
    member: str
    place: tuple[str, ...]
    shown: frozenset[str]


class Logins(ShownSchemas):
    """Finds the user whom an operation's answer shows."""

    def find(self, operation: Operation) -> Login | None:
        """``POST /auth/login`` with an e-mail and a password, which answers a token and the user."""
        sent = self._schemas.properties(self._known.request(operation))
        if operation.method != "POST" or not any(map(field_names.is_secret_name, sent)):
            return None
        for place, shown in self._objects(self._known.answer(operation)):
            members = self._schemas.properties(shown)
            member = next((name for name in sent if name in members and not field_names.is_secret_name(name)
                           and self._schemas.types(members[name]) == {"string"}), None)  # fmt: skip
            owner = self._owner(frozenset(members)) if member is not None else None
            if owner is not None and member is not None:
                unsent = self._schemas.unsent(self._schemas.follow(shown or {}), "response")
                open_ = (name for name in members if name not in unsent and not field_names.is_secret_name(name))
                return Login(owner.name, member, place, frozenset(open_))
        return None

    def _objects(self, answer: Schema | None) -> Iterator[tuple[tuple[str, ...], Schema | None]]:
        yield (), answer
        for name, item in self._schemas.properties(answer).items():
            yield (name,), item
            for inner, schema in self._schemas.properties(item).items():
                yield (name, inner), schema

    def _owner(self, names: frozenset[str]) -> Resource | None:
        every = dict.fromkeys(self._known.resources.values())
        found = [owner for owner in every if owner.item is not None and not owner.parents
                 and self._names(self._known.record_schema(owner)) == names]  # fmt: skip
        return found[0] if len(names) >= _LEAST and len(found) == 1 else None
