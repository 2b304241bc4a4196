"""Selectors of labels, as Kubernetes has them: `labelSelector=app=web`, `app!=web`, `app in (web, api)`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.laws.filter_expressions import Expression
from contracts.laws.inner_members import value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mock_server.openapi import JSON, Parameter, Schemas

_NAME = re.compile(r"(?:label_?)?selector", re.IGNORECASE)
_GRAMMAR = re.compile(r"restrict the list of returned objects by their labels|\w!=\w|[`\"']!=[`\"']", re.IGNORECASE)
"""How documents say that this grammar is meant: in the words of Kubernetes, or by the operator that others have not."""
_OF_SETS = re.compile(r"restrict the list of returned objects by their labels|set-based|\bin ?\(|[`\"']in[`\"']", re.I)
LABEL, VALUES = "app", ("web", "api")
"""A label and two values that keep its syntax."""


def is_selector(schemas: Schemas, parameter: Parameter) -> bool:
    """Whether a parameter selects by labels in this grammar, as far as its document tells."""
    named = _NAME.fullmatch(parameter.name) is not None and schemas.types(parameter.schema) == {"string"}
    return named and _GRAMMAR.search(_said(schemas, parameter)) is not None


def _said(schemas: Schemas, parameter: Parameter) -> str:
    return f"{parameter.raw.get('description')} {schemas.keyword(parameter.schema, 'description')}"


def labels_of(schemas: Schemas, parameter: Parameter, members: Mapping[str, JSON]) -> str | None:
    """The member with the labels that a parameter selects by, None where it selects by none, or in another grammar."""
    if not is_selector(schemas, parameter):
        return None
    found = [name for name, item in members.items() if name.rpartition(".")[2] == "labels" and of_texts(schemas, item)]
    inner = [name for name in found if "." in name and members[name] is members[found[0]]]
    return next(iter(inner or found), None)


def labelled(schemas: Schemas, schema: JSON, body: dict[str, JSON], value: str) -> dict[str, JSON]:
    """A body whose labels, by its schema there or in an object of it, have this value; as it is where it has none."""
    found = schemas.properties(schema)
    if "labels" in found and of_texts(schemas, found["labels"]):
        return {**body, "labels": {LABEL: value}}
    for name, item in found.items():
        held = body.get(name)
        if isinstance(held, dict) and (within := labelled(schemas, item, held, value)) is not held:
            return {**body, name: within}
    return body


def of_texts(schemas: Schemas, item: JSON) -> bool:
    """Whether a member is a map of texts under any names."""
    held = schemas.keyword(item, "additionalProperties")
    return "object" in schemas.types(item) and isinstance(held, dict) and schemas.types(held) - {"null"} == {"string"}


def selectors(
    schemas: Schemas, parameter: Parameter, members: Mapping[str, JSON], records: Iterable[JSON]
) -> list[Expression]:
    """What a parameter may be asked of the label that the run's own records have, nothing where it selects by none."""
    labels = labels_of(schemas, parameter, members)
    if labels is None or not any(value_of(each, f"{labels}.{LABEL}") for each in records):
        return []
    member = f"{labels}.{LABEL}"
    found = [
        Expression(member, "=", "", before=f"{LABEL}="),
        Expression(member, "!=", "", before=f"{LABEL}!="),
        Expression(member, "=", ")", before=f"{LABEL} in (nobody, "),
        Expression(member, "!=", ")", before=f"{LABEL} notin (nobody, "),
    ]
    return found if _OF_SETS.search(_said(schemas, parameter)) else found[:2]
