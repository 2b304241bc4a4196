"""Strings that hold something else: decoded and parsed, they conform to what is said of them."""

from __future__ import annotations

import base64
import csv
import io
import json
import quopri
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.openapi.generator import Generator
from mock_server.values import Values
from tests.generator.satisfiable import judge, satisfiable

if TYPE_CHECKING:
    from collections.abc import Callable

ROW: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 5}}}
DECODERS: dict[str, Callable[[str], bytes]] = {
    "": str.encode,
    "7bit": str.encode,
    "base64": base64.b64decode,
    "base64url": base64.urlsafe_b64decode,
    "base32": base64.b32decode,
    "base16": base64.b16decode,
    "quoted-printable": lambda text: quopri.decodestring(text.encode()),
}


def made(schema: Any, seed: int = 1, definitions: dict[str, Any] | None = None) -> Any:
    """A value of the schema."""
    known = definitions or {}
    return Generator(lambda ref: known[ref.removeprefix("#/$defs/")], Values(seed)).generate(schema)


@settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
@given(satisfiable(), st.sampled_from(sorted(DECODERS)), st.integers(0, 5))
def test_parsed_content_conforms(drawn: tuple[Any, dict[str, Any], Any], encoding: str, seed: int) -> None:
    """For every schema to which some value conforms, in every encoding, wherever the string stands."""
    schema, definitions, _ = drawn
    text: dict[str, Any] = {"type": "string", "contentMediaType": "application/json", "contentSchema": schema}
    if encoding:
        text["contentEncoding"] = encoding
    owner = {"type": "object", "required": ["data"], "properties": {"data": text}}
    found = made(owner, seed, definitions)["data"]
    value = json.loads(DECODERS[encoding](found))
    assert judge(schema, definitions).is_valid(value), value


@pytest.mark.parametrize("seed", range(3))
def test_other_languages_can_be_read_back(seed: int) -> None:
    """XML, tables, forms, tokens and lines, each as its own parser reads it; files are of their type."""
    tree = ElementTree.fromstring(made({"contentMediaType": "application/xml", "contentSchema": ROW}, seed))
    assert int(tree.findtext("n") or 0) >= 5
    rows = {"type": "array", "minItems": 2, "items": ROW}
    table = list(csv.DictReader(io.StringIO(made({"contentMediaType": "text/csv", "contentSchema": rows}, seed))))
    assert len(table) >= 2
    assert all(int(row["n"]) >= 5 for row in table)
    form = made({"contentMediaType": "application/x-www-form-urlencoded", "contentSchema": ROW}, seed)
    assert int(parse_qs(form)["n"][0]) >= 5
    lines = made({"contentMediaType": "application/jsonl", "contentSchema": rows}, seed).splitlines()
    assert all(json.loads(line)["n"] >= 5 for line in lines)
    parts = {"type": "array", "minItems": 2, "prefixItems": [{"const": {"typ": "JWT", "alg": "HS256"}}, ROW]}
    token = made({"contentMediaType": "application/jwt", "contentSchema": parts}, seed).split(".")
    head, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token[:2])
    assert (head, claims["n"] >= 5, len(token)) == ({"typ": "JWT", "alg": "HS256"}, True, 3)
    picture = made({"contentMediaType": "image/png", "contentEncoding": "base64"}, seed)
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    json.loads(made({"type": "string", "contentMediaType": "application/problem+json"}, seed))


def test_length_and_form_come_first() -> None:
    """They are asserted, and what the string holds is not: where both can't be had, the string is right."""
    text = {"type": "string", "contentMediaType": "application/json", "contentSchema": ROW, "maxLength": 3}
    assert len(made(text)) <= 3
    assert json.loads(made({**text, "maxLength": 20}))["n"] >= 5


def test_a_description_within_itself_ends() -> None:
    """A text that may hold a text of the same kind."""
    node = {"type": "object", "required": ["n"], "properties": {
        "n": {"type": "integer"}, "inner": {"type": "string", "contentSchema": {"$ref": "#/$defs/node"}}}}  # fmt: skip
    assert isinstance(made(node, definitions={"node": node})["n"], int)
