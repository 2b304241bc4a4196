"""XML bodies become values by the XML Objects of their schema; hostile ones are refused."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.openapi.codec.decoders import BodySyntaxError
from tests.requests.small_documents import decoded

ORDER = {
    "type": "object",
    "xml": {"name": "order"},
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "note": {"type": "string", "xml": {"name": "remark"}},
        "paid": {"type": "boolean"},
        "lines": {"type": "array", "xml": {"wrapped": True}, "items": {"type": "integer", "xml": {"name": "line"}}},
        "tags": {"type": "array", "items": {"type": "string", "xml": {"name": "tag"}}},
        "more": {"type": "array", "items": {"type": "string"}},
        "home": {"type": "object", "properties": {"zip": {"type": "integer"}}},
    },
}


def test_xml() -> None:
    """Elements, attributes, wrapped and plain arrays, by the XML Objects of the schema."""
    body = """<?xml version="1.0"?><o:order xmlns:o="urn:o" id="5" xmlns:xsi="urn:i">
      <remark>a &amp; <![CDATA[<b>]]></remark>
      <paid> true </paid><lines><line>1</line><line>2</line></lines><tag>x</tag><tag>y</tag><more>z</more>
      <home><zip>7</zip></home><extra a="1"><b/></extra><none xsi:nil="true"/></o:order>"""
    assert decoded("application/xml", body, ORDER) == {
        "id": 5, "note": "a & <b>", "paid": True, "lines": [1, 2], "tags": ["x", "y"], "more": ["z"],
        "home": {"zip": 7}, "extra": {"a": "1", "b": ""}, "none": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "body", "value"),
    [
        ({"type": "integer"}, "<a> 5 </a>", 5),
        ({"type": "string"}, "<a> x </a>", " x "),
        ({"type": "array", "items": {"type": "integer"}}, "<a><b>1</b><b>2</b></a>", [1, 2]),
        ({"type": "array", "items": {"type": "integer"}}, "<a/>", []),
        ({"type": "object"}, "<a/>", {}),
        (None, "<a><b>1</b><b>2</b><c/></a>", {"b": ["1", "2"], "c": ""}),
        ({"type": "integer"}, "<a><b>1</b></a>", {"b": "1"}),
        (ORDER, "<order><paid>1</paid><paid>2</paid></order>", {"paid": ["1", "2"]}),
        ({"type": "object", "properties": {"t": {"type": "integer", "xml": {"nodeType": "text"}},
          "l": {"type": "array", "xml": {"nodeType": "element"}, "items": {"type": "integer"}}}},
         "<a>5<l><l>1</l></l></a>", {"t": 5, "l": [1]}),
    ],
)  # fmt: skip
def test_xml_of_other_shapes(schema: Any, body: str, value: Any) -> None:
    """Roots that are scalars or arrays, no schema at all, and the nodeType of OpenAPI 3.2."""
    assert decoded("text/xml", body, schema) == value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "no valid XML"),
        (b"<a>", "no valid XML"),
        (b"<a>\x00</a>", "no valid XML"),
        (b"\xff\xfe", "no valid XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "no valid XML"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/hostname"><a/>', "document type"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b"<a>&b;</a>", "no valid XML"),
        (b"<a>" * 200 + b"</a>" * 200, "deeper than 100 levels"),
        (b"<a>" + b"<b/>" * 100_001 + b"</a>", "more than 100000 elements"),
        (b"<a>" + b"<b c='1' d='2'/>" * 40_000 + b"</a>", "more than 100000 elements"),
    ],
)
def test_hostile_xml(body: bytes, message: str) -> None:
    """No document type, no entities, bounded depth and number."""
    with pytest.raises(BodySyntaxError, match=message):
        decoded("application/xml", body, ORDER)
