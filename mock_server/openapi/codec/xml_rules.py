"""How a schema maps to XML: names, attributes, wrapped arrays.

OpenAPI 3.2.0 section 4.26 (XML Object), its ``nodeType`` and the ``attribute`` and ``wrapped`` of 3.0 and 3.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.schema.shapes import Shape

_NOT_IN_NAMES = re.compile("[^A-Za-z0-9_.\\-\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0410-\u044f\u4e00-\u9fa5]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One schema's XML Object. ``named`` says whether ``name`` stands in it or is the property's."""

    name: str
    named: bool
    node: str
    wrapped: bool
    prefix: str
    namespace: str


def rule_of(shape: Shape, name: str) -> Rule:
    """The rule for the value of a property called ``name``; ``node`` is element, attribute, text or none."""
    xml: dict[str, JSON] = next((part["xml"] for part in shape.parts if isinstance(part.get("xml"), dict)), {})
    node = str(xml.get("nodeType", "attribute" if xml.get("attribute") is True else ""))
    given = xml.get("name")
    wrapped = xml.get("wrapped") is True or (node == "element" and shape.array and bool(shape.types))
    return Rule(
        name=element_name(given if isinstance(given, str) and given else name),
        named=isinstance(given, str) and bool(given),
        node="text" if node in ("text", "cdata") else ("attribute" if node == "attribute" else "element"),
        wrapped=wrapped,
        prefix=element_name(xml["prefix"]) if isinstance(xml.get("prefix"), str) and xml["prefix"] else "",
        namespace=xml["namespace"] if isinstance(xml.get("namespace"), str) else "",
    )


def item_rule(array: Shape, rule: Rule, name: str) -> Rule:
    """The rule for the items of the array property ``name``, whose own rule is ``rule``.

    An item without a name of its own is called as the array: by its rule where it is wrapped, else by the property.
    """
    return rule_of(array.item(0), rule.name if rule.wrapped else name)


def element_name(name: str) -> str:
    """``name``, or what of it XML allows in the name of an element."""
    name = _NOT_IN_NAMES.sub("_", name) or "_"
    return name if not (name[0].isdigit() or name[0] in ".-") else "_" + name
