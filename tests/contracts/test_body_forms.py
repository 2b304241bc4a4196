"""What is said of a body that is no object: each kind, and what all kinds but null have in common."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.judging.body_form import body_forms
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Operation

JSON = (("Content-Type", "application/json"),)
BOTH = "a body that is neither an object nor null"


@pytest.fixture
def operation(tmp_path: Path) -> Operation:
    """One that takes an object."""
    body = {"content": {"application/json": {"schema": {"type": "object"}}}}
    add = {"operationId": "add", "requestBody": body, "responses": {"201": {"description": "made"}}}
    described = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/tides": {"post": add}}}
    file = tmp_path / "tides.json"
    file.write_text(json.dumps(described), "utf-8")
    found = load_document(file).operation("add")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("value", "common"), [([], True), ("a", True), (1, True), (True, True), (None, False), ({}, False)]
)
def test_bodies_that_are_no_objects(operation: Operation, value: Any, common: bool) -> None:
    """A service that fails at all of them but null fails for one cause."""
    request = Request("POST", "/tides", JSON, json.dumps(value).encode(), "add")
    assert (BOTH in body_forms(request, operation)) is common


def test_no_body_and_null_may_be_one_cause(operation: Operation) -> None:
    """What reads a body and finds nothing fails at both; any other body is none of it."""
    said = [[*body_forms(Request("POST", "/tides", JSON, body, "add"), operation)] for body in (b"", b"null", b"[]")]
    nothing = "nothing in the body (none, or null)"
    assert [nothing in forms for forms in said] == [True, True, False]
    assert [forms[0] for forms in said] == ["no body", "a body that is null", "a body that is a list"]


@pytest.mark.parametrize("levels", [7, 8, 31, 32])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")])
def test_how_deep_a_body_is(operation: Operation, levels: int, opened: str, closed: str) -> None:
    """By levels, of lists and objects alike; what stands beside each other makes nothing deeper."""
    times = levels // (len(closed))
    deep = (opened * times + "1" + closed * times).encode()
    known = times * len(closed)
    said = [form for form in body_forms(Request("POST", "/tides", JSON, deep, "add"), operation) if "nested" in form]
    assert said == [f"a body nested {least} levels and more" for least in (32, 8) if known >= least]
    wide = json.dumps([[1]] * levels).encode()
    assert not [f for f in body_forms(Request("POST", "/tides", JSON, wide, "add"), operation) if "nested" in f]
