"""How keys are written: what a document says of their case and form, and in which case a service keeps them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.told_uuids import has_uuids, is_uuid
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON


def says_any_case(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether the document says of the key, its parameter or its create, that upper and lower case are the same."""
    create, removal = cycle["create"], cycle["delete"]
    said = [*create.operation.texts] if create is not None else []
    said.append(steps.schemas.description(steps.key_schema(cycle)))
    if removal is not None:
        own = (p for p in removal.operation.parameters if (p.location, p.name) == ("path", removal.key_parameter))
        said += [parameter.description for parameter in own]
    return any(map(field_names.means_any_case, said))


def learn_spelling(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Make a record, where the document says that a key is kept in one case, and choose keys in that case from then on.

    One that is answered otherwise than it was chosen would be two keys of one record to whoever counts them.
    """
    key = steps.fresh(cycle)
    answered = steps.answered(cycle, steps.create(cycle, steps.body(cycle, key), "create with a key in one case"))
    if answered is not None and answered != key and answered in (key.upper(), key.lower()):
        steps.names.spelled[cycle.resource] = str.upper if answered == key.upper() else str.lower
    if answered is not None:
        steps.delete(cycle, answered, "remove")


def fresh_text(steps: RecordSteps, cycle: Lifecycle, schema: JSON) -> str:
    """A key that this run has not used, as the record's path and the ``schema`` of the key, where there is one, ask.

    Where the path takes numbers alone it is one.
    Where it asks for UUIDs no other text is a key to the service, in a body as little.
    """

    def valid(text: str) -> bool:
        return schema is None or steps.samples.valid(schema, text)

    create = cycle["create"]
    led = steps.schemas.types(create.key_schema) if create is not None else frozenset()
    if led and led <= {"integer", "number"}:
        return steps.names.number()
    if any(has_uuids(steps.schemas, behaviour) for behaviour in cycle.operations.values()):
        name = steps.names.fresh(lambda text: is_uuid(text) and valid(text))
        if is_uuid(name):
            return name
    name = steps.names.fresh(valid if schema is not None else None)
    kept = steps.names.spelled.get(cycle.resource, str)(name)
    return kept if steps.names.owns(kept) and valid(kept) else name
