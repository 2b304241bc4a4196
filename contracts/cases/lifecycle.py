"""The resources of a document with the operations that work on them, and how a record of each is removed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.openapi import Behaviour, Parameter, Schemas


@dataclass(slots=True)
class Lifecycle:
    """One resource: its operations by what they do."""

    resource: str
    operations: dict[str, Behaviour] = field(default_factory=dict)

    def __getitem__(self, action: str) -> Behaviour | None:
        return self.operations.get(action)

    @property
    def chosen(self) -> bool:
        """Whether the caller chooses the key."""
        create = self.operations.get("create")
        return create is not None and create.key is not None

    @property
    def removable(self) -> bool:
        """Whether there is an operation that removes."""
        return "delete" in self.operations


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """Where in a request something stands: ``path``, ``query``, ``header`` or ``body``, and its name or tokens."""

    location: str
    names: tuple[str, ...]

    def find(self, path: Mapping[str, str], query: Iterable[tuple[str, str]], body: Any) -> Any:
        """The value there, or None."""
        if self.location == "path":
            return path.get(self.names[0])
        if self.location == "query":
            return next((value for name, value in query if name == self.names[0]), None)
        if self.location == "body":
            for name in self.names:
                body = body.get(name) if isinstance(body, dict) else None
            return body
        return None


def part_of(expression: str | None) -> RequestPlace | None:
    """The part that ``$request.path.id`` or ``$request.body#/id`` names; None for anything else."""
    if expression is None or not expression.startswith("$request."):
        return None
    rest = expression.removeprefix("$request.")
    if rest.startswith("body#/"):
        return RequestPlace("body", pointers.tokens(rest.removeprefix("body")))
    location, _, name = rest.partition(".")
    return RequestPlace(location, (name,)) if name else None


def lifecycles(behaviours: Mapping[str, Behaviour]) -> dict[str, Lifecycle]:
    """Every resource of the document by name."""
    found: dict[str, Lifecycle] = {}
    for behaviour in behaviours.values():
        if behaviour.action != "none" and behaviour.resource is not None:
            cycle = found.setdefault(behaviour.resource, Lifecycle(behaviour.resource))
            cycle.operations.setdefault(behaviour.action, behaviour)
    return found


def variants(behaviour: Behaviour, schemas: Schemas) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The ways to call a delete: ("soft" or "hard", query pairs), the way without pairs first where it exists."""
    soft = behaviour.soft
    if soft is None:
        return (("hard", ()),)
    part = part_of(soft.unless)
    if part is None or part.location != "query":
        return (("soft", ()),)
    parameter = next((p for p in behaviour.operation.parameters if p.name == part.names[0]), None)
    if parameter is None:
        return (("soft", ()),)
    true, false = _words(parameter, schemas)
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = [("soft", ())]
    if false:
        found.append(("soft", ((parameter.name, false),)))
    return (*found, ("hard", ((parameter.name, true),)))


def _words(parameter: Parameter, schemas: Schemas) -> tuple[str, str | None]:
    schema = schemas.follow(parameter.schema)
    options = schema.get("enum") if isinstance(schema, dict) else None
    texts = [
        str(option).lower() if isinstance(option, bool) else str(option) for option in options or ("true", "false")
    ]
    true = next((text for text in texts if text.lower() in ("true", "1", "yes", "on")), texts[0])
    false = next((text for text in texts if text.lower() in ("false", "0", "no", "off")), None)
    return true, false
