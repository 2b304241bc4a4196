"""Documents that nobody may trust: bounded before any parser, and never a way to other files."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mock_server.embedded import EmbeddedMock
from mock_server.errors import DocumentError
from mock_server.openapi.reading import bounds, source
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 'openapi: 3.1.0\ninfo: {title: T, version: "1"}\npaths: {}\nx:\n'
PAD = "# " + "pad " * 40_000 + "\n"
DEEP = {
    "compact sequences": HEAD + "  " + "- " * 100_000 + "1",
    "compact keys": HEAD + "  " + "? " * 100_000 + "1",
    "flow sequences": HEAD + "  " + "[" * 100_000 + "]" * 100_000,
    "flow with words": HEAD + "  " + "[a, " * 3_000 + "1" + "]" * 3_000,
    "flow over lines": HEAD + "  " + "{a:\n   " * 3_000 + "1" + "}" * 3_000,
    "block levels": HEAD + "\n".join(" " * (n + 1) + "a:" for n in range(3_000)) + " 1",
    "json": '{"openapi": "3.1.0", "x": ' + '{"a": ' * 3_000 + "1" + "}" * 3_001,
    "json arrays of words": '{"openapi": "3.1.0", "x": ' + '["]", ' * 3_000 + "1" + "]" * 3_000 + "}",
    "behind a pad": PAD + HEAD + "  " + "- " * 100_000 + "1",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_is_nested_without_end_is_one_sentence(kind: str, tmp_path: Path) -> None:
    """However it is written, a document that is nested too deeply is refused with file and reason, and no signal."""
    path = tmp_path / ("doc.json" if kind.startswith("json") else "doc.yaml")
    path.write_text(DEEP[kind], "utf-8")
    words = [sys.executable, "-m", "mock_server", "validate", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert path.name in done.stderr


@pytest.mark.parametrize("unclosed", [0, 300])
def test_depth_is_told_beside_thousands_of_pairs(unclosed: int, tmp_path: Path) -> None:
    """As many levels as are allowed are read, one more is refused, whatever stands beside them and in texts."""
    texts, pairs = json.dumps("[" * unclosed), "[]," * 2_000
    for levels in (400, 501):
        inner = f"[{pairs}" * (levels - 1) if levels < 500 else "[" * (levels - 1)
        data = f'{{"t": {texts}, "p": [{pairs}1], "x": {inner}1{"]" * (levels - 1)}}}'.encode()
        if levels < 500:
            bounds.check(data, tmp_path / "doc.json")
        else:
            with pytest.raises(DocumentError, match="line 1: nested more than 500"):
                bounds.check(data, tmp_path / "doc.json")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_the_bounds_hold_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    """What is bounded is the text that is parsed, however its characters are written."""
    path = tmp_path / "doc.yaml"
    path.write_bytes(DEEP["compact sequences"].encode(encoding))
    with pytest.raises(DocumentError, match=r"doc\.yaml, line 5"):
        source.read(path)
    path.write_bytes((HEAD + "  1").encode(encoding))
    assert source.read(path)["x"] == 1


def bomb(levels: int) -> str:
    """Ten aliases of a list of ten aliases of a list of …"""
    lines = ["  a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return HEAD + "\n".join(lines) + "\n"


MERGES = HEAD + "  m0: &m0 {" + ", ".join(f"k{n}: 1" for n in range(50)) + "}\n"
MERGES += "".join(f"  m{n}: &m{n} {{<<: [{', '.join([f'*m{n - 1}'] * 9)}]}}\n" for n in range(1, 9))


@pytest.mark.parametrize(
    "text", [bomb(9), PAD + bomb(9), MERGES, PAD + MERGES], ids=["bomb", "padded", "merges", "both"]
)
def test_aliases_stand_for_no_more_than_a_document_holds(text: str, tmp_path: Path) -> None:
    """Aliases and merge keys that would fill the memory are refused before they are written out."""
    path = tmp_path / "doc.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DocumentError, match=r"doc\.yaml"):
        source.read(path)


def test_the_size_of_aliases_is_counted_by_what_is_written(tmp_path: Path) -> None:
    """A comment of megabytes buys no aliases; the line is told."""
    path = tmp_path / "doc.yaml"
    for text in (bomb(7), PAD + bomb(7)):
        path.write_text(text, "utf-8")
        with pytest.raises(DocumentError, match=r"doc\.yaml, line \d+: the document is too large once"):
            source.read(path)


def test_an_alias_of_what_it_stands_in_is_told_with_its_line(tmp_path: Path) -> None:
    """A tree without end is no document; one object in two places is."""
    path = tmp_path / "doc.yaml"
    path.write_text(HEAD + "  a: &a\n    b: [*a]\n", "utf-8")
    with pytest.raises(DocumentError, match=r"doc\.yaml, line \d+: an alias refers to what it stands in"):
        source.read(path)
    path.write_text(HEAD + "  a: &a {c: 1}\n  b: [*a, *a]\n", "utf-8")
    assert source.read(path)["x"]["b"] == [{"c": 1}, {"c": 1}]


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
@pytest.mark.parametrize("home", ["#/components/schemas", "#/components/schemas/Home/$defs"])
def test_references_stand_for_no_more_schemas_than_a_document_has(keyword: str, home: str, tmp_path: Path) -> None:
    """Thirty schemas that name the next one three times each stand for more than anybody can follow."""
    path = tmp_path / "doc.json"
    for levels, bad in ((30, True), (5, False)):
        last: dict[str, Any] = {"type": "string"}
        chain = {f"S{n}": {keyword: [{"$ref": f"{home}/S{n + 1}"}] * 3} for n in range(levels)} | {f"S{levels}": last}
        chain |= {"Tree": {keyword: [{"$ref": f"{home}/Tree"}, {"type": "object"}]}}
        schemas = chain if home.endswith("schemas") else {"Home": {"$defs": chain}}
        info = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
        path.write_text(json.dumps({**info, "components": {"schemas": schemas}}), "utf-8")
        if bad:
            with pytest.raises(DocumentError, match=r"doc\.json: a schema.* is composed of more than 20,000 others"):
                load_document(path)
        else:
            load_document(path)


def test_honest_documents_are_read(tmp_path: Path) -> None:
    """Aliases, merge keys, prose with brackets and asterisks, and 120 levels are no reason to refuse."""
    level: Any = 1
    for _ in range(60):
        level = {"a": [level]}
    prose = "an interval [0, 1) and *emphasis* & more { " * 600
    text = HEAD + yaml.safe_dump({"p": prose, "deep": level}).replace("\n", "\n  ").join(["  ", "\n"])
    text += "  base: &base {one: 1}\n  other: {<<: *base, two: 2}\n  same: *base\n"
    path = tmp_path / "doc.yaml"
    path.write_text(text, "utf-8")
    tree = source.read(path)
    assert tree["x"]["other"] == {"one": 1, "two": 2}
    assert tree["x"]["same"] == {"one": 1}
    assert tree["x"]["p"].startswith("an interval")


SCHEMA = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}


def spread(folder: Path, ref: str) -> Path:
    """A document whose answer's schema is behind a reference."""
    answer = {"description": "A", "content": {"application/json": {"schema": {"$ref": ref}}}}
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": answer}}}},
    }
    path = folder / "api" / "openapi.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(tree), "utf-8")
    return path


def shown(path: Path, **more: Any) -> str:
    """The document as the mock serves it to pages."""
    with EmbeddedMock(path, **more) as mock:
        return mock.ask("GET", "/openapi.json").body.decode()


@pytest.mark.parametrize("ref", ["../secret.yaml#/token", "../secret.yaml", "link.yaml#/token", "{whole}#/token"])
def test_a_reference_reads_below_the_documents_folder_alone(ref: str, tmp_path: Path) -> None:
    """Neither a path upwards, nor a link, nor an absolute path makes another file part of what is served."""
    (tmp_path / "secret.yaml").write_text(yaml.safe_dump({"token": {"description": "KUBE-SECRET"}}), "utf-8")
    path = spread(tmp_path, ref.replace("{whole}", str(tmp_path / "secret.yaml")))
    (path.parent / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    text = shown(path)
    assert "KUBE-SECRET" not in text
    assert str(tmp_path) not in text


def test_a_folder_can_be_allowed(tmp_path: Path) -> None:
    """`--allow-refs` names more folders; the served document tells no path of them."""
    (tmp_path / "shared.yaml").write_text(
        yaml.safe_dump({"thing": SCHEMA, "other": {"description": "UNUSED"}}), "utf-8"
    )
    path = spread(tmp_path, "../shared.yaml#/thing")
    document = load_document(path, allow_refs=[tmp_path])
    assert document.references.resolve(document.operations[0].responses[0].content[0].schema["$ref"]) == SCHEMA  # type: ignore[index]


def test_the_option_allows_a_folder(tmp_path: Path) -> None:
    """`mock-server validate` reads what `--allow-refs` names, and without it says which folder to name."""
    (tmp_path / "shared.yaml").write_text(yaml.safe_dump({"thing": SCHEMA}), "utf-8")
    path = spread(tmp_path, "../shared.yaml#/thing")
    words = [sys.executable, "-m", "mock_server", "explain", str(path)]
    done = subprocess.run([*words, "--allow-refs", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "outside the document's folder" not in done.stderr


def test_the_served_document_holds_what_it_uses_alone(tmp_path: Path) -> None:
    """Of another file only the parts that are referred to are served, under names relative to the document's folder."""
    path = spread(tmp_path, "parts/things.yaml#/thing")
    (path.parent / "parts").mkdir()
    parts = {
        "thing": {**SCHEMA, "properties": {"n": {"$ref": "#/number"}}},
        "number": {"type": "integer"},
        "x": "UNUSED",
    }
    (path.parent / "parts" / "things.yaml").write_text(yaml.safe_dump(parts), "utf-8")
    text = shown(path)
    assert "UNUSED" not in text
    assert str(tmp_path) not in text
    tree = json.loads(text)
    held = tree["x-files"]["parts/things.yaml"]
    assert held.keys() == {"thing", "number"}
    ref = tree["paths"]["/a"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    assert ref == "#/x-files/parts~1things.yaml/thing"


def test_no_reference_opens_a_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`validate` and serving leave remote references alone, and say so in a sentence."""
    path = spread(tmp_path, "http://127.0.0.1:9/schema.json")
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection was opened"))
    with EmbeddedMock(path) as mock:
        assert mock.ask("GET", "/a").status == 200
    words = [sys.executable, "-m", "mock_server", "validate", str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["json", "yaml"])
def test_equal_texts_of_a_document_are_held_once(kind: str, tmp_path: Path) -> None:
    """A large document is mostly the same names and sentences over and over; the tree is the same all the same."""
    tree = {"a": ["one sentence", {"b": "one sentence", "c": ["one sentence", 1, None]}], "d": "one sentence"}
    path = tmp_path / f"a.{kind}"
    path.write_text(json.dumps(tree) if kind == "json" else yaml.safe_dump(tree), "utf-8")
    found = source.read(path)
    assert found == tree
    texts = [found["a"][0], found["a"][1]["b"], found["a"][1]["c"][0], found["d"]]
    assert len({id(text) for text in texts}) == 1
