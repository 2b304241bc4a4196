"""A large JSON document is parsed in pieces: the same value as at once, or not in pieces."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from mock_server.openapi.reading import json_pieces, source

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("a", "b", "c", "/x", "{d}", '"', "\u00fc")
LEAVES: tuple[Any, ...] = (1, 1.5, "", "a", "\\", "[a-z]{2}", "\u00fc", None, True, [], {})
ODD = ("{", "}{][", '},"x":{', "},")


def value(chance: random.Random, depth: int, odd: float) -> Any:
    """A JSON value, with brackets in its texts, some of them without the other half."""
    if depth > 5 or chance.random() < 0.2:
        return chance.choice(ODD if chance.random() < odd else LEAVES)
    if chance.random() < 0.8:
        return {chance.choice(NAMES): value(chance, depth + 1, odd) for _ in range(chance.randrange(6))}
    return [value(chance, depth + 1, odd) for _ in range(chance.randrange(4))]


def test_pieces_make_what_the_whole_text_is() -> None:
    """Whatever stands in it, however it is spaced, and with what a parser refuses: never another value."""
    cut = 0
    for seed in range(1_000):
        chance = random.Random(seed)
        odd = chance.choice([0.0, 0.0, 0.05])
        tree = {str(name): {"x": {"y": {}}, "z": value(chance, 2, odd)} for name in range(chance.randrange(2, 9))}
        text = json.dumps(tree, indent=chance.choice([None, 2]), ensure_ascii=chance.random() < 0.5).encode()
        if chance.random() < 0.1:
            place = chance.randrange(1, len(text))
            text = text[:place] + chance.choice([b'"', b"}", b"{", b",", b""]) + text[place + 1 :]
        found = json_pieces.in_pieces(text, chance.choice([5, 20, 60]))
        if found is not None:
            cut += 1
            assert json.dumps(found) == json.dumps(orjson.loads(text)), text
    assert cut > 300


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": {"x": 1}, "b": {"y": {}}, "a": {"z": {}, "q": 2}, "c": {}}',  # the last of a name counts
        b'{"a": {"b": {"c": {}, "d": {}}, "b": {"e": {}, "f": {}}}, "g": 1}',
        b'{"a": {"x": {}, "y": {}}, "b": {}}  \n',
    ],
)
@pytest.mark.parametrize("size", range(1, 40, 3))
def test_a_name_that_comes_twice_is_the_last_one(text: bytes, size: int) -> None:
    """As where the text is parsed at once."""
    assert json_pieces.in_pieces(text, size) in (None, orjson.loads(text))


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": {}, "\\u0000": {}, "b": {}}',
        b'{"a": {}, "b": {}}}',
        b'{"a": {}, "b": {}} {"c": {}}',
        b'{"a": {}, "b": [{}, "c"',
        b'{"a": 1}',
    ],
)
def test_what_cannot_be_cut_is_left_to_others(text: bytes) -> None:
    """The names that mark cuts, what is no JSON, and what has no place for a cut."""
    assert json_pieces.in_pieces(text, 3) is None


def test_a_large_document_is_read_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And one that can't be cut is read all the same."""
    monkeypatch.setattr(json_pieces, "LARGE", 100)
    seen: list[bool] = []
    whole = json_pieces.in_pieces

    def noted(data: bytes) -> dict[str, Any] | None:
        found = whole(data, 50)
        seen.append(found is not None)
        return found

    monkeypatch.setattr(json_pieces, "in_pieces", noted)
    tree: dict[str, Any] = {"openapi": "3.1.0", "paths": {f"/{name}": {"get": {"x": {}}} for name in range(9)}}
    for more in ({}, {"\0": 1}):
        path = tmp_path / "openapi.json"
        path.write_text(json.dumps({**tree, **more}))
        assert source.read(path) == {**tree, **more}
    assert seen == [True, False]
