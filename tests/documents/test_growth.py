"""Work grows with a document, not with its square: of twice as much, about twice the CPU time; or a sentence."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from mock_server import Settings, create_app
from mock_server.errors import DocumentError
from tests.cpu_time import cpu_seconds
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MOST = 2.6
_ROUNDS = 25


def _words(count: int) -> list[str]:
    return [f"w{number * 7919 % 1_000_003}x" for number in range(count)]


def _enum(count: int) -> Any:
    return {"type": "string", "enum": _words(count), "default": "w7919x"}


def _enum_without_most(count: int) -> Any:
    words = _words(count)
    return {"type": "string", "enum": words, "not": {"enum": words[:-1]}}


def _enum_with_examples(count: int) -> Any:
    return {"type": "string", "enum": _words(count), "examples": _words(count)}


def _all_of_an_enum(count: int) -> Any:
    return {"type": "array", "minItems": count, "uniqueItems": True, "items": {"enum": _words(count)}}


def _alternation(count: int) -> Any:
    return {"type": "string", "pattern": f"^({'|'.join(_words(count))})$"}


def _alternatives_that_are_alike(count: int) -> Any:
    return {"oneOf": [{"type": "object", "properties": {f"t{number}": {"type": "string"}}} for number in range(count)]}


def _parts(count: int) -> Any:
    return {"allOf": [{"type": "object", "properties": {f"t{number}": {"type": "string"}}} for number in range(count)]}


def _members(count: int) -> Any:
    names = [f"t{number}" for number in range(count)]
    return {"type": "object", "required": names, "properties": {name: {"type": "integer"} for name in names}}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("schema", "count"),
    [
        (_enum, 20_000),
        (_enum_without_most, 10_000),
        (_enum_with_examples, 4_000),
        (_all_of_an_enum, 4_000),
        (_alternation, 2_000),
        (_alternatives_that_are_alike, 100),
        (_parts, 100),
        (_members, 400),
    ],
)
def test_a_first_answer_grows_with_its_schema(schema: Callable[[int], Any], count: int, tmp_path: Path) -> None:
    """Start and first answer together."""

    def asked(size: int) -> None:
        post = {**answering(schema(size)), "requestBody": {"content": {"application/json": {"schema": schema(size)}}}}
        assert mock(tmp_path, document({"/a": {"post": post}})).ask("POST", "/a", {}).status in (200, 400)
        assert mock(tmp_path, document({"/a": {"get": answering(schema(size))}})).ask("GET", "/a").status == 200

    asked(10)  # imports and pools of texts
    assert _ratio(asked, count) <= _MOST


@pytest.mark.parametrize("location", ["query", "header", "cookie"])
def test_a_first_answer_grows_with_the_parameters(location: str, tmp_path: Path) -> None:
    """In each place, of the operation and of the path."""

    def asked(size: int) -> None:
        parameters = [{"name": f"p{n}", "in": location, "schema": {"type": "string"}} for n in range(size)]
        get = {**answering({"type": "object"}), "parameters": parameters[: size // 2]}
        asked = mock(tmp_path, document({"/a": {"get": get, "parameters": parameters[size // 2 :]}}))
        assert asked.ask("GET", "/a?p5=1").status == 200

    asked(10)
    assert _ratio(asked, 500) <= _MOST


@pytest.mark.sampled(5)
@pytest.mark.parametrize("path", ["/{{a{0}}}/x", "/a?x={0}", "/a#x{0}", "/a{0}/{{id}}", "/things.v{0}"])
def test_a_first_answer_grows_with_the_paths(path: str, tmp_path: Path) -> None:
    """Those of one shape too, between which a request decides."""

    def asked(size: int) -> None:
        paths = {path.format(n): {"get": answering({"type": "object"})} for n in range(size)}
        assert mock(tmp_path, document(paths)).ask("GET", "/a/x").status in (200, 404)

    asked(10)
    assert _ratio(asked, 1000) <= _MOST


@pytest.mark.sampled(2)
@pytest.mark.parametrize("own", [True, False])
def test_parameters_without_end_are_refused(own: bool, tmp_path: Path) -> None:
    """An operation of more parameters than anybody sends is one sentence."""
    parameters = [{"name": f"p{n}", "in": "query", "schema": {}} for n in range(10_001)]
    item = {"get": {**answering({}), "parameters": parameters}} if own else {"get": answering({})}
    tree = document({"/a": item if own else {**item, "parameters": parameters}})
    (tmp_path / "openapi.json").write_text(json.dumps(tree))
    with pytest.raises(DocumentError, match=r"GET /a has 10,001 parameters; operations of up to 10,000 are read"):
        create_app(Settings(spec=tmp_path / "openapi.json", store="memory:"))


def test_a_long_enum_holds_all_its_values(tmp_path: Path) -> None:
    """What is drawn is one of them, numbers equal as JSON has it; what is sent may be any of them."""
    values = [*range(30_000), "x", None, 1.5, True]
    post = {
        **answering({"enum": values}),
        "requestBody": {"content": {"application/json": {"schema": {"enum": values}}}},
    }
    asked = mock(tmp_path, document({"/a": {"post": post}}))
    for value in (0, 29_999, 29_999.0, "x", 1.5, True):
        assert asked.ask("POST", "/a", value).status == 200
        assert asked.ask("POST", "/a", value).json in values
    assert asked.ask("POST", "/a", False).status == 400


def _ratio(work: Callable[[int], None], count: int) -> float:
    """CPU time of twice ``count`` by that of ``count``: the least of each in some rounds, as other load only adds."""
    once = twice = float("inf")
    for _ in range(_ROUNDS):
        once, twice = min(once, cpu_seconds(partial(work, count))), min(twice, cpu_seconds(partial(work, 2 * count)))
        if twice / once <= _MOST:
            break
    return twice / once
