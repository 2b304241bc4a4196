"""What keeps the mock from starting: one clear sentence, exit code 2 or 3, no traceback."""

from __future__ import annotations

import re
import socket
from typing import TYPE_CHECKING

import pytest

from tests.running import DOCUMENT, Finished, run_in_process, run_mock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

TEXT = DOCUMENT.read_text("utf-8")


def refusal(done: Finished, code: int) -> str:
    """The one sentence on stderr; the exit code must be this one, and nothing else be printed."""
    assert done.code == code, done
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("mock-server: ")
    return lines[0]


def served(folder: Path, text: str | bytes, name: str = "api.yaml") -> Finished:
    """Try to serve a document with this text."""
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return run_in_process("--spec", name, "--port", "0", "--store", "memory:", cwd=folder)


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """Exit code 3, the port, and how to choose another."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = run_mock("--spec", str(DOCUMENT), "--port", port, "--store", "memory:", cwd=tmp_path)
    sentence = refusal(done, 3)
    assert port in sentence
    assert "--port" in sentence


@pytest.mark.sampled(3)
@pytest.mark.parametrize("host", ["nope.invalid", "999.1.1.1", ""])
def test_a_host_that_is_none_is_named(tmp_path: Path, host: str) -> None:
    """An address that can't be listened on is a usage error."""
    refusal(run_in_process("--host", host or " ", "--port", "0", "--store", "memory:", cwd=tmp_path), 2)


def test_a_missing_document_is_named(tmp_path: Path) -> None:
    """The path, and the option that takes another."""
    sentence = refusal(run_mock("--spec", "nowhere.yaml", cwd=tmp_path), 2)
    assert "nowhere.yaml" in sentence
    assert "--spec" in sentence


@pytest.mark.parametrize(
    "option", ["--spec", "--overlay", "--seed-data", "--seed-har", "--handlers", "--key-file", "--config"]
)
def test_a_name_that_no_file_can_have_is_told(option: str, tmp_path: Path) -> None:
    """One that is longer than the system takes is like a file that is not there."""
    words = ("--spec", str(DOCUMENT), "--port", "0", "--store", "memory:", option, "a" * 300)
    assert "a" * 300 in refusal(run_in_process(*words, cwd=tmp_path), 2)


def test_a_directory_is_no_document(tmp_path: Path) -> None:
    """It is said that it is a directory."""
    assert "is a directory" in refusal(run_in_process("--spec", str(tmp_path), cwd=tmp_path), 2)


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a: [b\nc: d", "line 2"),
        ("\tx: 1", "line 1"),
        ("a: *nowhere", "line 1"),
        ("a: &x 1\nb: &x 2", "duplicate anchor"),
        ("a: " + "9" * 5000, "YAML: a number in it has thousands of digits"),
        (b"\xff\xfe\xfd\x00", ""),
        (bytes(range(256)), "YAML"),
        ("", "no OpenAPI"),
        ("# nothing", "no OpenAPI"),
        ("just words", "no OpenAPI"),
        ("- a\n- b", "no OpenAPI"),
        ("info: {}", "openapi"),
        ("openapi: 2.5.0", "2.5.0"),
        ("openapi: 4.0.0", "4.0.0"),
        ("openapi: [3]", "openapi"),
        ("swagger: '2.0'", "Swagger 2.0"),
        ("swagger: 2.0\nopenapi: 3.0.0\n", "Swagger 2.0"),
    ],
)
def test_what_is_no_openapi_document_is_refused(tmp_path: Path, text: str | bytes, word: str) -> None:
    """The file, where it is wrong, and in what."""
    sentence = refusal(served(tmp_path, text), 2)
    assert "api.yaml" in sentence
    assert word in sentence


@pytest.mark.sampled(7)
@pytest.mark.parametrize("text", ["{", '{"openapi": "3.0.0",}', "", "[]", '"x"', '{"openapi": NaN}', "{'a': 1}"])
def test_what_is_no_json_is_refused(tmp_path: Path, text: str) -> None:
    """A .json file is read as JSON."""
    assert "api.json" in refusal(served(tmp_path, text, "api.json"), 2)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("good", "wrong", "pointer", "correction"),
    [
        ("unless: $request", "unles: $request", "/delete/x-mock/soft", "unles"),
        ("unless: $request.query.hard", "unless: hard", "/delete/x-mock/soft/unless", "$request.query"),
        ("secret: hash", "secret: plain", "/properties/data/x-mock/secret", "hash"),
        ("keys: [local-admin-key]", "keys: local", "/x-mock/keys", "array"),
        ("keys: [local-admin-key]", "keys: []", "/x-mock/keys", ""),
        ("        soft:\n", "        sofft:\n", "/delete/x-mock", "soft"),
        ("unless: $request.query.hard", "unless: $request.query.hrd", "/delete/x-mock/soft/unless", "hard"),
        ("            status: false", "            sttus: false", "/delete/x-mock/soft/set", "status"),
    ],
)
def test_a_wrong_extension_is_refused_with_its_correction(
    tmp_path: Path, good: str, wrong: str, pointer: str, correction: str
) -> None:
    """File, line, JSON pointer, and what to write instead."""
    assert good in TEXT
    sentence = refusal(served(tmp_path, TEXT.replace(good, wrong)), 2)
    assert re.search(r"api\.yaml, line \d+: /", sentence)
    assert pointer in sentence
    assert correction in sentence


def test_a_document_that_is_not_wholly_valid_is_refused_when_asked(tmp_path: Path) -> None:
    """--strict makes an error of what is otherwise told beside the document's name; validate says the same."""
    text = TEXT.replace("operationId: createApiKey", "operationId: createClient")
    (tmp_path / "api.yaml").write_text(text, "utf-8")
    words = ("--spec", "api.yaml", "--port", "0", "--store", "memory:")
    sentence = refusal(run_in_process(*words, "--strict", cwd=tmp_path), 2)
    assert "createClient" in sentence
    assert refusal(run_in_process("validate", "api.yaml", cwd=tmp_path), 2) == sentence


@pytest.mark.parametrize(
    ("name", "paths", "key", "line"),
    [
        ("api.yaml", "  /a: {}\n  /b: {}\n  '/a': {}\n", "/a", 6),
        ("api.yaml", "  /a: {get: {responses: {200: {description: a}, '200': {description: b}}}}\n", "200", 4),
        ("api.json", '  {"/a": {},\n "/a": {}}', "/a", 5),
        ("api.yaml", "  /a: &a {summary: a}\n  /b: {<<: *a, summary: b}\n  /c: {<<: *a, summary: c}\n", "", 0),
    ],
)
def test_a_key_that_stands_twice_is_told_when_asked(tmp_path: Path, name: str, paths: str, key: str, line: int) -> None:
    """`validate` names it with its line, since what it held before is served by nobody; a merge key repeats none."""
    head = 'openapi: 3.1.0\ninfo: {title: a, version: "1"}\npaths:\n'
    if name.endswith(".json"):
        head = '{"openapi": "3.1.0",\n"info": {"title": "a", "version": "1"},\n"paths":\n'
        paths += "}"
    (tmp_path / name).write_text(head + paths, "utf-8")
    done = run_in_process("validate", name, cwd=tmp_path)
    assert done.code == (2 if key else 0), done
    assert not key or f"{name}, line {line}: the key {key} stands twice" in refusal(done, 2)


def test_a_document_in_several_files_is_judged_as_a_whole_when_asked(tmp_path: Path) -> None:
    """Each file that references lead to is read first; one that can't be is named."""
    head = 'openapi: 3.1.0\ninfo: {title: a, version: "1"}\npaths:\n  /say: {$ref: parts/say.yaml}\n'
    part = "get:\n  responses:\n    200: {description: it, content: {text/plain: {schema: {$ref: 'word.yaml'}}}}\n"
    (tmp_path / "parts").mkdir()
    (tmp_path / "api.yaml").write_text(head, "utf-8")
    (tmp_path / "parts" / "say.yaml").write_text(part, "utf-8")
    assert "parts/word.yaml" in refusal(run_in_process("validate", "api.yaml", cwd=tmp_path), 2)
    (tmp_path / "parts" / "word.yaml").write_text("type: string\n", "utf-8")
    assert run_in_process("validate", "api.yaml", cwd=tmp_path).code == 0
    (tmp_path / "parts" / "say.yaml").write_text("get: {responses: 7}\n", "utf-8")
    assert "api.yaml" in refusal(run_in_process("validate", "api.yaml", cwd=tmp_path), 2)


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("store", "code"),
    [
        ("nowhere/mock.journal", 3),
        (".", 3),
        ("postgres://x", 2),
        ("memory:x", 2),
        ("", 2),
        ("a?fsync=never", 2),
        ("api", 3),
    ],
)
def test_a_store_that_cannot_be_used_is_named(tmp_path: Path, store: str, code: int) -> None:
    """A missing folder, a directory, an engine that there is not, options that mean nothing, another kind of file."""
    (tmp_path / "api").write_bytes(b"\x00not a journal\n" * 10)
    done = run_in_process("--spec", str(DOCUMENT), "--port", "0", "--store", store, cwd=tmp_path)
    assert "/" not in store or store.partition("?")[0] in refusal(done, code)
    refusal(done, code)
    assert (tmp_path / "api").read_bytes() == b"\x00not a journal\n" * 10


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (("--port", "65536"), "65536"),
        (("--port", "http"), "http"),
        (("--port", "-1"), "--port"),
        (("--seed", "x"), "--seed"),
        (("--max-body", "-5"), "--max-body"),
        (("--max-body", "x"), "--max-body"),
        (("--log-level", "loud"), "loud"),
        (("--auth", "maybe"), "maybe"),
        (("--key",), "--key"),
        (("--bogus",), "--bogus"),
        (("other.yaml",), "--spec"),
        (("--handlers", "nowhere.py"), "nowhere.py"),
        (("explain", "nowhere.yaml"), "nowhere.yaml"),
        (("nowhere.yaml",), "nowhere.yaml is no command; name the document with --spec nowhere.yaml"),
        (("explane",), "explane is no command"),
        (("--port", "1", "explain"), "--port stands before explain"),
        (("validate", "nowhere.yaml"), "nowhere.yaml"),
        (("explain", "a", "b"), "b"),
    ],
)
def test_a_wrong_command_line_is_one_sentence(tmp_path: Path, words: tuple[str, ...], named: str) -> None:
    """Exit code 2, and the word that is wrong or the option that is meant."""
    assert named in refusal(run_in_process(*words, cwd=tmp_path), 2)


def test_several_documents_are_validated_each_by_itself(tmp_path: Path) -> None:
    """A sentence for each that is wrong, those after it are looked at all the same."""
    (tmp_path / "good.json").write_text('{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}')
    done = run_in_process("validate", "a.yaml", "good.json", "b.yaml", cwd=tmp_path)
    assert done.code == 2
    assert [line.split()[1] for line in done.stderr.splitlines()] == ["a.yaml", "b.yaml"]
    assert done.stdout == "good.json is a valid OpenAPI 3.0.3 document\n"


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "code",
    [
        "def deleteClient(:",
        "1/0",
        "deleteClient = 5",
        "def deletClient(call, store): pass",
        "import nowhere_at_all",
        "",
    ],
)
def test_a_broken_file_of_handlers_is_named(tmp_path: Path, code: str) -> None:
    """What is no Python, raises, holds no function or names no operation."""
    (tmp_path / "mine.py").write_text(code + "\n")
    words = ("--spec", str(DOCUMENT), "--port", "0", "--store", "memory:", "--handlers", "mine.py")
    assert "mine.py" in refusal(run_in_process(*words, cwd=tmp_path), 2)


def test_validate_tells_that_a_document_is_valid(tmp_path: Path) -> None:
    """Exit code 0 and the version."""
    done = run_in_process("validate", str(DOCUMENT), cwd=tmp_path)
    assert (done.code, done.stderr) == (0, "")
    assert "valid OpenAPI 3.0.3" in done.stdout


def test_explain_tells_what_each_operation_does_and_why(tmp_path: Path) -> None:
    """Every operation, whether each conclusion is inferred or declared, and from what."""
    done = run_mock("explain", str(DOCUMENT), cwd=tmp_path)
    assert (done.code, done.stderr) == (0, "")
    for words in ("createClient", "deleteClient", "createApiKey", "POST /clients", "DELETE /clients/{id}"):
        assert words in done.stdout
    for source in ("inferred: 409 is documented", "inferred: 404 is documented", "declared: x-mock.soft"):
        assert source in done.stdout
    for values in ("publishable_key, secret_key, created_at, updated_at", "$request.body#/id", "$request.path.id"):
        assert values in done.stdout
    assert "declared: x-mock.secret" in done.stdout
    assert not re.search(r"\b(True|False|None)\b", done.stdout)
    assert "local-admin-key" not in done.stdout


def test_a_refused_start_leaves_no_store_behind(tmp_path: Path) -> None:
    """A wrong document is found before a file is made."""
    run_mock("--spec", "nowhere.yaml", "--port", "0", cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_port_is_free_again_after_the_mock(tmp_path: Path) -> None:
    """Stopping and starting on the same port works at once, also with connections that were open."""
    with running_mock() as mock, mock.client() as client:
        client.get("/nothing")
        port = str(mock.address[1])
        mock.stop()
    with running_mock("--port", port) as mock:
        assert mock.address[1] == int(port)
