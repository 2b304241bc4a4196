"""Cases made of the corpus: octets changed anywhere, and values changed where the text is JSON, YAML or a journal."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import strategies as st

from mock_server.store import lines
from tests.fuzz.worker import CORPUS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOKENS: tuple[bytes, ...] = (
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r\n", b"\n", b"\t", b"\r", b" ", b'"', b"'", b"\\",
    b"\\ud800", b"{", b"}", b"[", b"]", b":", b",", b"#", b"%", b"&", b"*", b"!", b"|", b">", b"@", b"`", b"-",
    b"?", b"null", b"true", b"-0", b"NaN", b"1e999", b"1e-999", b"9" * 400, b"0x10", b"\xd9\xa3", b"[" * 300,
    b'{"a":' * 300, b"- " * 300, b"? " * 300, b"&a [*a]", b"<<: *a", b"!!python/object/apply:os.system ['x']",
    b"!!binary x", b"%YAML 9.9\n---\n", b"...", b"---\n", b"$ref", b'"$ref": "#"', b"\r\n\r\n",
    b"Content-Length: 5\r\n", b"Content-Length: -1\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: x\r\n", b"Host: a\r\n", b"Expect: 100-continue\r\n",
    b"Upgrade: h2c\r\nConnection: Upgrade\r\n", b"X: " + b"y" * 9000 + b"\r\n", b"a: b\r\n" * 300, b"HTTP/1.1",
    b"HTTP/2.0", b"HTTP/0.9", b"PRI * ", b"CONNECT ", b"//", b"/..", b"%00", b"%2e%2e", b"%zz",
    b"ffffffffffffffff\r\n", b"[[drift]]\n", b"2030-13-99", b"1979-05-27T07:32:00Z", b"inf", b"0000-01-01",
    b"x = 1\n",
)  # fmt: skip
"""What parsers trip over."""

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**63, 10**400, 0.5, 1e308, "", "x", "\x00", "\ud800", "é" * 300, "9" * 400, "{",
    "{a}{a}", "/", "//", "../../x", "#", "#/", "#/components/schemas/Note", "#/paths", "http://x.example/y",
    "file:///etc/hostname", "^(a+)+$", "(", "[", "\\p{L}", "(?<=a*)b", "2030-01-31", "application/json",
    "application/*", "*/*", "a;b;c", "XX", "4XX", "999", "text/event-stream", [], {}, [[]], [{}], [None],
    {"$ref": "#"}, {"$ref": "#/components/schemas/Note"}, {"$ref": 5}, {"$ref": "http://x.example/y"}, {"": ""},
    {"type": "object"}, {"type": ["string", 3]}, {"enum": []}, {"not": {}},
    {"allOf": [{"$ref": "#/components/schemas/Note"}] * 2}, {"minLength": 5, "maxLength": 1}, {"pattern": "("},
    {"minimum": 10**400}, {"multipleOf": 0}, {"multipleOf": 1e-300, "type": "number"},
    {"minLength": 10**9, "type": "string"}, {"minItems": 10**9, "type": "array"},
    {"type": "array", "minItems": 90, "items": {"type": "array", "minItems": 90, "items": {"minItems": 90}}},
    {"type": "string", "pattern": "^(a{1000}){1000}$"}, {"properties": {"a": {"$ref": "#/paths"}}},
    {"schema": {"type": "string"}}, False, "0" * 20,
)  # fmt: skip
"""What stands where another value is looked for."""

_STRUCTURED: dict[str, Callable[[str], Any]] = {
    ".json": json.loads, ".har": json.loads, ".yaml": yaml.safe_load,
    ".jsonl": lambda text: [json.loads(line) for line in text.splitlines()],
}  # fmt: skip


def seeds(kind: str) -> list[Path]:
    """The files of a kind that are kept."""
    return sorted((CORPUS / kind).iterdir())


@st.composite
def mutants(draw: st.DrawFn, kind: str) -> bytes:
    """A case: a kept file with a few values or octets changed."""
    path = draw(st.sampled_from(seeds(kind)))
    data = path.read_bytes()
    if path.suffix in _STRUCTURED and draw(st.integers(0, 3)):
        data = _with_values(draw, path)
    elif path.suffix == ".journal" and draw(st.integers(0, 3)):
        return _sealed(draw, data)
    if path.suffix not in _STRUCTURED or not draw(st.integers(0, 2)):
        data = _with_octets(draw, data, kind)
    return data


def _with_octets(draw: st.DrawFn, data: bytes, kind: str) -> bytes:
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 2, 8, 40, 400, 10**9])))
        piece = data[start:end]
        new = draw(
            st.one_of(st.sampled_from(TOKENS), st.binary(max_size=6), st.sampled_from([b"", piece * 2, piece * 50]))
        )
        data = data[:start] + new[:200_000] + data[end:]
    return data


def _sealed(draw: st.DrawFn, data: bytes) -> bytes:
    """A journal whose lines are changed and whose checksums are right all the same."""
    bodies = [line[9:] for line in data.splitlines()]
    for _ in range(draw(st.integers(1, 3))):
        number = draw(st.integers(0, len(bodies) - 1))
        bodies[number] = _with_octets(draw, bodies[number], "journals").replace(b"\n", b"")
        if not draw(st.integers(0, 3)):
            bodies.insert(number, draw(st.sampled_from(bodies)))
    return lines.frame(bodies, 0)[0]


def _with_values(draw: st.DrawFn, path: Path) -> bytes:
    tree = json.loads(_tree(path))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(tree))
        holder, name = draw(st.sampled_from(places))
        match draw(st.integers(0, 5)):
            case 0:
                del holder[name]
            case 1 if isinstance(holder, dict):
                holder[str(draw(st.sampled_from(VALUES)))] = holder.pop(name)
            case 2:
                other, key = draw(st.sampled_from(places))
                with_it = other[key] if key in other or (isinstance(other, list) and key < len(other)) else None
                holder[name] = json.loads(json.dumps(with_it))
            case _:
                holder[name] = json.loads(json.dumps(draw(st.sampled_from(VALUES))))
        if not tree:
            break
    if path.suffix == ".jsonl":
        return b"".join(json.dumps(line).encode() + b"\n" for line in tree)
    return json.dumps(tree).encode()


@lru_cache
def _tree(path: Path) -> str:
    return json.dumps(_STRUCTURED[path.suffix](path.read_text("utf-8", "replace")))


def _places(value: Any) -> Any:
    """Every member of every object and item of every array, as its holder and its name or index."""
    for name in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, name
        yield from _places(value[name])
