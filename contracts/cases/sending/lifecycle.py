"""The resources of a document with the operations that work on them, and how a record of each is removed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    def puts(self) -> Behaviour | None:
        """What makes a record at the path that names it, where nothing else makes any."""
        replace = self.operations.get("replace")
        only = replace is not None and replace.creates and bool(replace.key_parameter) and self["create"] is None
        return replace if only else None

    @property
    def makes(self) -> Behaviour | None:
        """What makes a record: a create, else the PUT that makes it."""
        return self["create"] or self.puts

    @property
    def removable(self) -> bool:
        """Whether there is an operation that removes."""
        return "delete" in self.operations


def lifecycles(behaviours: Mapping[str, Behaviour]) -> dict[str, Lifecycle]:
    """Every resource of the document by name."""
    found: dict[str, Lifecycle] = {}
    for behaviour in sorted(behaviours.values(), key=lambda each: each.within is not None):
        if behaviour.action != "none" and behaviour.resource is not None:
            cycle = found.setdefault(behaviour.resource, Lifecycle(behaviour.resource))
            cycle.operations.setdefault(behaviour.action, behaviour)
    for cycle in found.values():
        create, listing = cycle["create"], cycle["list"]
        if create is not None and listing is not None and create.within != listing.within:
            del cycle.operations["list"]  # it lists others than those that are made
    return found


def variants(behaviour: Behaviour | None, schemas: Schemas) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The ways to call a delete: ("soft" or "hard", query pairs), the way without pairs first where it exists."""
    if behaviour is None:
        return ()
    soft = behaviour.soft
    if soft is None:
        return (("hard", ()),)
    part = soft.unless_place
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
