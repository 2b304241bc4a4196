"""XML bodies as values of the types that the schema names. The door to the XML parser.

No document type is taken, so no entity can be declared, expanded or fetched; depth and number of elements are bounded.
Namespaces are not checked: an element counts by its local name. OpenAPI 3.2.0 section 4.26 (XML Object).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.openapi.codec.xml_rules import item_rule, rule_of
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

MAX_DEPTH = 100
MAX_ELEMENTS = 100_000


class XMLTextError(Exception):
    """A body that is no XML, or none that is taken; ``str()`` is a clause in lower case."""


class _Element:
    __slots__ = ("attributes", "children", "name", "texts")

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name = name
        self.attributes = attributes
        self.children: list[_Element] = []
        self.texts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self.texts)


class _Builder:
    """Builds elements from what the parser calls back."""

    def __init__(self) -> None:
        self.top = _Element("", {})
        self._open = [self.top]
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1 + len(attributes)
        if len(self._open) > MAX_DEPTH:
            raise XMLTextError(f"is nested deeper than {MAX_DEPTH} levels")
        if self._count > MAX_ELEMENTS:
            raise XMLTextError(f"holds more than {MAX_ELEMENTS} elements and attributes")
        element = _Element(_local(name), attributes)
        self._open[-1].children.append(element)
        self._open.append(element)

    def end(self, _name: str) -> None:
        self._open.pop()

    def text(self, data: str) -> None:
        self._open[-1].texts.append(data)


def read_xml(body: bytes, schemas: Schemas, schema: Schema) -> JSON:
    """The value of an XML document under ``schema``; raises XMLTextError."""
    from xml.parsers import expat  # nosec: documents with a DTD are refused below

    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        place = f"(line {error.lineno} column {error.offset + 1})"
        raise XMLTextError(f"is no valid XML: {expat.ErrorString(error.code)} {place}") from None
    except (ValueError, LookupError):
        raise XMLTextError("is no valid XML: its encoding is unknown") from None
    return _value(builder.top.children[0], Shape(schemas, schema))


def _refuse_doctype(*_: Any) -> None:
    raise XMLTextError("has a document type declaration, which is not taken")


def _value(element: _Element, shape: Shape) -> JSON:
    if any(_local(name) == "nil" and value == "true" for name, value in element.attributes.items()):
        return None
    if shape.object:
        if element.children or _own(element.attributes) or not shape.scalar:
            return _object(element, shape)
    elif shape.array and shape.types and (element.children or not shape.scalar):
        return [_value(child, shape.item(index)) for index, child in enumerate(element.children)]
    elif not shape.types:
        return _untyped(element)
    if element.children:
        return _untyped(element)
    return shape.value(element.text if "string" in shape.types else element.text.strip())


def _object(element: _Element, shape: Shape) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    attributes = _own(element.attributes)
    children: dict[str, list[_Element]] = {}
    for child in element.children:
        children.setdefault(child.name, []).append(child)
    for name in shape.properties:
        field = shape.property(name)
        rule = rule_of(field, name)
        if rule.node == "attribute":
            if rule.name in attributes:
                found[name] = field.value(attributes.pop(rule.name))
        elif rule.node == "text":
            found[name] = field.value(element.text)
        elif field.array and field.types:
            items = children.pop(rule.name if rule.wrapped else item_rule(field, rule, name).name, None)
            if items is not None:
                inner = [child for item in items for child in item.children] if rule.wrapped else items
                found[name] = [_value(child, field.item(index)) for index, child in enumerate(inner)]
        elif rule.name in children:
            values = [_value(child, field) for child in children.pop(rule.name)]
            found[name] = values[0] if len(values) == 1 else values
    for name, values in children.items():
        inner_values = [_value(child, shape.property(name)) for child in values]
        found.setdefault(name, inner_values[0] if len(values) == 1 else inner_values)
    for name, text in attributes.items():
        found.setdefault(name, shape.property(name).value(text))
    return found


def _untyped(element: _Element) -> JSON:
    attributes = _own(element.attributes)
    if not element.children and not attributes:
        return element.text
    found: dict[str, JSON] = dict(attributes)
    for child in element.children:
        value = _untyped(child)
        if child.name not in found:
            found[child.name] = [value]
        elif isinstance(found[child.name], list):
            found[child.name].append(value)
    return {name: value[0] if isinstance(value, list) and len(value) == 1 else value for name, value in found.items()}


def _own(attributes: dict[str, str]) -> dict[str, str]:
    """The attributes that are data: no namespace declarations, nothing of XML Schema's instance namespace."""
    return {
        _local(name): value
        for name, value in attributes.items()
        if name != "xmlns" and not name.startswith(("xmlns:", "xsi:", "xml:"))
    }


def _local(name: str) -> str:
    return name.rpartition(":")[2]
