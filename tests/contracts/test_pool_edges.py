"""Texts around what a pattern takes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.values.pools import Pools
from contracts.cases.values.typical_values import TypicalValues
from contracts.laws.judging import Judge
from contracts.traffic.format_clarity import clarity
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("pattern", "found"), [("^([a-z]+)?$", True), ("^$", False), ("([a-z]+)?", True)])
def test_a_pattern_whose_default_is_empty(pattern: str, found: bool, tmp_path: Path) -> None:
    """Its edges are those of a text that is not; where there is none it has no edges."""
    path = tmp_path / "hints.json"
    schema = {"type": "string", "pattern": pattern, "default": ""}
    hint = {"name": "hint", "in": "query", "schema": schema}
    get = {"operationId": "look", "parameters": [hint], "responses": {"200": {"description": "done"}}}
    path.write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "H", "version": "1"}, "paths": {"/": {"get": get}}})
    )
    pools = Pools(TypicalValues(Judge(load_document(path)).reader, "ctabcdefghijkl", {}))
    assert bool(list(pools.edges(schema))) is found


def test_no_half_of_a_text_with_a_nul_is_masked_in_sentences(tmp_path: Path) -> None:
    """Sent as a secret, half of it would count as the secret's beginning, or end, from six characters on."""
    path = tmp_path / "hints.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "H", "version": "1"}, "paths": {}}))
    pools = Pools(TypicalValues(Judge(load_document(path)).reader, "ctabcdefghijkl", {}))
    texts = [text for _, text in pools.values({"type": "string"}, "note") if isinstance(text, str) and "\0" in text]
    assert texts
    assert all(len(half) < 6 for text in texts for half in text.split("\0"))


def test_a_typical_value_is_the_same_each_time_and_nobody_elses(tmp_path: Path) -> None:
    """Whoever changes what was given changes nothing for the next; what was told since then is taken."""
    path = tmp_path / "hints.json"
    note = {"type": "object", "required": ["note"], "properties": {"note": {"type": "string"}}}
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "H", "version": "1"}, "paths": {}}))
    values = TypicalValues(Judge(load_document(path)).reader, "ctabcdefghijkl", {})
    first = values.typical(note)
    first["note"] = "changed"
    assert values.typical(note) == {"note": "note ctabcdefghijkl"}
    values.told[values.spot(values.schemas.properties(note)["note"], "note")] = "of the document"
    assert values.typical(note) == {"note": "of the document"}


def test_a_pattern_of_mailboxes_holds_the_runs_name(tmp_path: Path) -> None:
    """What is made with it can be told, and removed: frameworks write patterns where documents have formats."""
    path = tmp_path / "hints.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "H", "version": "1"}, "paths": {}}))
    values = TypicalValues(Judge(load_document(path)).reader, "ctabcdefghijkl", {})
    for pattern in (r"^[a-z.]{1,30}@[a-z]{1,20}\.[a-z]{2,3}$", r"^https?://[a-z.]{3,30}(/[!-~]{0,60})?$"):
        assert "ctabcdefghijkl" in values.typical({"type": "string", "pattern": pattern}, "place")


BESIDE: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("date", r"\d{4}-\d\d-\d\d", {"pattern": "^20"}),
    ("date-time", r"\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)", {"pattern": "Z$"}),
    ("email", r"[\w.+-]+@[\w.]+", {"pattern": "@fleet\\.example$"}),
    ("email", r"[\w.+-]+@[\w.]+", {"maxLength": 30}),
    ("hostname", r"[\w.]+", {"pattern": "\\.com$"}),
    ("hostname", r"[\w.]+", {"maxLength": 20}),
    ("ipv4", r"[\d.]+", {"pattern": "^192\\."}),
    ("ipv6", r"[\da-f:]+", {"pattern": "^2001:db8::"}),
    ("uri", r"\w+://\S+", {"pattern": "^https:"}),
    ("uri", r"\w+://\S+", {"maxLength": 80}),
    ("uuid", r"(?i)[\da-f-]{36}", {"pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4"}),
)


@pytest.mark.parametrize(("form", "has_form", "beside"), BESIDE, ids=str)
def test_what_stands_beside_a_format_is_broken_by_a_text_that_keeps_it(
    form: str, has_form: str, beside: dict[str, Any], tmp_path: Path
) -> None:
    """A service that lost the pattern, or the length, and kept the format is told from one that has both."""
    path = tmp_path / "hints.json"
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "H", "version": "1"}, "paths": {}}))
    samples = TypicalValues(Judge(load_document(path)).reader, "ctabcdefghijkl", {})
    schema = {"type": "string", "format": form, **beside}
    texts = [text for _, text in Pools(samples).values(schema) if isinstance(text, str)]
    keeping = [text for text in texts if re.fullmatch(has_form, text) and clarity(form, text) is not False]
    assert any(not samples.valid(schema, text) for text in keeping)
    assert any(samples.valid(schema, text) for text in keeping)
    assert samples.valid(schema, samples.typical(schema, "contact"))
