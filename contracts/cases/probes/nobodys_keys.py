"""Keys that nobody has, for operations that change a record where the run has none: a key of the run's harms nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.told_uuids import is_uuid, takes_uuids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import Operation, Parameter


def nobodys(
    steps: RecordSteps, operation: Operation, known: Mapping[str, str], *, plain: bool = False
) -> Mapping[str, str] | None:
    """The path parameters, each that is not ``known`` with a key of the run's that no record has; None where a schema
    takes no such key.

    A ``plain`` one has letters and digits alone: some services take paths with other marks for none of theirs. A schema
    may take none of these, and none is asked for where the usual keys are plain: all would be sent twice. Where a
    description asks for UUIDs it is one of these.
    """
    takers = {parameter.name: parameter for parameter in operation.parameters if parameter.location == "path"}
    wanted = {name: takers.get(name) for name in operation.path_names if not known.get(name)}
    if plain and all((_fresh(steps, taker, plain=False) or "").isalnum() for taker in wanted.values()):
        return None
    found = {name: known.get(name) or _fresh(steps, takers.get(name), plain) for name in operation.path_names}
    return {name: key for name, key in found.items() if key is not None} if None not in found.values() else None


def numbered(steps: RecordSteps, operation: Operation, path: Mapping[str, str]) -> Mapping[str, str] | None:
    """``path`` with numbers that no record has in place of the run's own texts; None where a schema takes none there.

    Many documents call a key a text that their service reads as a number: it refuses all others before it looks.
    """
    found = dict(path)
    for parameter in operation.parameters:
        text = path.get(parameter.name, "") if parameter.location == "path" else ""
        if steps.names.tag in text.lower() and steps.samples.valid(parameter.schema, number := steps.names.number()):
            found[parameter.name] = number
    return found if found != path else None


def _fresh(steps: RecordSteps, taker: Parameter | None, plain: bool) -> str | None:
    schema, valid = None if taker is None else taker.schema, steps.samples.valid
    uuids = taker is not None and takes_uuids(steps.schemas, taker)
    if "integer" in steps.schemas.types(schema):
        number = steps.names.number()
        return number if valid(schema, int(number)) else None

    def fits(text: str) -> bool:
        formed = is_uuid(text) if uuids else text.isalnum() or not plain
        return formed and (schema is None or valid(schema, text))

    name = steps.names.fresh(fits)
    return name if fits(name) else None
