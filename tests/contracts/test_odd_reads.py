"""Reads get texts with the marks of other languages, and numbers at the limits of machines; only failing is a drift."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report

WORD = {"type": "object", "required": ["word"], "properties": {"word": {"type": "string"}}}


def _get(name: str, place: str, parameter: str, schema: Any, answer: Any) -> dict[str, Any]:
    said = {"description": "said", "content": {"application/json": {"schema": answer}}}
    asked = {"name": parameter, "in": place, "required": place == "path", "schema": schema}
    return {
        "operationId": name,
        "parameters": [asked],
        "responses": {"200": said, "400": {"description": "no"}, "404": {"description": "none"}},
    }


DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Words", "version": "1"},
    "paths": {
        "/words": {"get": _get("find", "query", "like", {"type": "string"}, {"type": "array", "items": WORD})},
        "/words/{number}": {"get": _get("word", "path", "number", {"type": "integer"}, WORD)},
        "/pages/{title}": {"get": _get("page", "path", "title", {"type": "string"}, WORD)},
    },
}


class Words:
    """Three words; what is odd is refused, found or not found, unless a fault is planted."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        self.asked: list[str] = []

    def app(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        """One exchange."""
        path, _, query = target.partition("?")
        words = [unquote(word) for word in path.split("/")[1:]]
        self.asked += [*words[1:2], unquote(query.partition("=")[2])]
        if method != "GET" or words[0] not in ("words", "pages") or len(words) > 2:
            return (405, None, {"Allow": "GET"}) if method != "GET" else (404, None, {})
        if words == ["words"]:
            wanted = unquote(query.partition("like=")[2])
            if "'" in wanted and "quote-crashes" in self.faults:
                return 500, {"error": "unrecognized token"}, {}
            if "\n" in wanted and "line-crashes" in self.faults:
                return 500, {"error": "newline in a field"}, {}
            return 200, [{"word": word} for word in ("sea", "sky") if wanted in word], {}
        if words[0] == "pages" and len(words) == 2:
            crashes = ".." in words[1] and "path-crashes" in self.faults
            return (
                (500, None, {}) if crashes else (200, {"word": "main"}, {}) if words[1] == "main" else (404, None, {})
            )
        if len(words) < 2 or not re.fullmatch(r"-?\d+", words[1], re.ASCII):
            return (400 if len(words) == 2 else 404), None, {}
        if len(words[1]) > 10 and "number-crashes" in self.faults:
            return 500, None, {}
        return (200, {"word": "sea"}, {}) if words[1] == "1" else (404, None, {})


def _checked(folder: Path, service: Words) -> Report:
    file = folder / "words.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    with answering(service.app) as url:
        return report_of(Settings(url=url, spec=file, seed=6, recombinations=0, fuzz=0, ledger=folder / "ledger"))


def test_what_is_odd_may_be_found_refused_or_unknown(tmp_path: Path) -> None:
    """No drift of a service that takes some of it and refuses the rest; each kind was sent."""
    service = Words()
    report = _checked(tmp_path, service)
    assert [drift.lead.message for drift in report.drifts] == []
    wanted = {"o'clock", "100%", "../../etc/hosts", "x' OR '1'='1", "9223372036854775808", "-1", "1000000"}
    assert wanted <= set(service.asked)
    assert sum("\r\n" in text for text in service.asked) == 1, "a line end is for the query alone"


@pytest.mark.parametrize(
    ("fault", "operation"),
    [("quote-crashes", "find"), ("line-crashes", "find"), ("number-crashes", "word"), ("path-crashes", "page")],
)
def test_what_fails_at_an_odd_value_is_found(fault: str, operation: str, tmp_path: Path) -> None:
    """A quote or a line end in a query, a number of 64 bits and a path in a key, each one drift."""
    report = _checked(tmp_path, Words(fault))
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == [("no-server-error", operation)]
    assert not report.drifts[0].lead.flaky
