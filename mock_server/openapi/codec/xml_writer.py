"""Values as XML documents, by the XML Objects of their schema (OpenAPI 3.2.0 section 4.26)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.codec.xml_rules import Rule, element_name, item_rule, rule_of
from mock_server.openapi.reading.json_text import text_of
from mock_server.openapi.schema.shapes import Shape

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_MAX_DEPTH = 100
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)
_NIL = ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"'


def write_xml(value: JSON, schemas: Schemas, schema: Schema) -> bytes:
    """The document with ``value``; its root is called as the schema or its component, else ``root``."""
    shape = Shape(schemas, schema)
    rule = rule_of(shape, _component(schema) or "root")
    out: list[str] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
    if isinstance(value, list):
        out += [f"<{_tag(rule)}{_namespace(rule)}>"]
        inner = rule_of(shape.item(0), _item_component(schemas, schema) or "item")
        for index, item in enumerate(value):
            _write(out, item, shape.item(index), inner, 1)
        out.append(f"</{_tag(rule)}>")
    else:
        _write(out, value, shape, rule, 0)
    return "".join(out).encode()


def _write(out: list[str], value: JSON, shape: Shape, rule: Rule, depth: int) -> None:
    tag = _tag(rule)
    if value is None:
        out.append(f"<{tag}{_namespace(rule)}{_NIL}/>")
    elif isinstance(value, dict) and depth < _MAX_DEPTH:
        _write_object(out, value, shape, rule, depth)
    elif isinstance(value, list) and depth < _MAX_DEPTH:
        out.append(f"<{tag}{_namespace(rule)}>")
        for index, item in enumerate(value):
            _write(out, item, shape.item(index), rule_of(shape.item(index), "item"), depth + 1)
        out.append(f"</{tag}>")
    else:
        out.append(f"<{tag}{_namespace(rule)}>{_clean(value).translate(_IN_TEXT)}</{tag}>")


def _write_object(out: list[str], value: dict[str, JSON], shape: Shape, rule: Rule, depth: int) -> None:
    attributes, inner = "", []
    for name, item in value.items():
        field = shape.property(name)
        own = rule_of(field, name)
        if own.node == "attribute":
            if item is not None:
                attributes += f' {_tag(own)}="{_clean(item).translate(_IN_ATTRIBUTES)}"'
        elif own.node == "text":
            inner.append(_clean(item).translate(_IN_TEXT))
        elif isinstance(item, list):
            each = item_rule(field, own, name)
            if own.wrapped:
                inner.append(f"<{_tag(own)}{_namespace(own)}>")
            for index, element in enumerate(item):
                _write(inner, element, field.item(index), each, depth + 1)
            if own.wrapped:
                inner.append(f"</{_tag(own)}>")
        else:
            _write(inner, item, field, own, depth + 1)
    tag = _tag(rule)
    out += [f"<{tag}{_namespace(rule)}{attributes}>", *inner, f"</{tag}>"]


def _clean(value: JSON) -> str:
    text = text_of(value)
    return _NO_XML.sub("\ufffd", text)


def _tag(rule: Rule) -> str:
    return f"{rule.prefix}:{rule.name}" if rule.prefix and rule.namespace else rule.name


def _namespace(rule: Rule) -> str:
    if not rule.namespace:
        return ""
    uri = _clean(rule.namespace).translate(_IN_ATTRIBUTES)
    return f' xmlns:{rule.prefix}="{uri}"' if rule.prefix else f' xmlns="{uri}"'


def _component(schema: Schema) -> str | None:
    ref = schema.get("$ref") if isinstance(schema, dict) else None
    return element_name(ref.rpartition("/")[2]) if isinstance(ref, str) else None


def _item_component(schemas: Schemas, schema: Schema) -> str | None:
    array = schemas.follow(schema)
    return _component(array["items"]) if isinstance(array, dict) and "items" in array else None
