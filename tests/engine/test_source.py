"""Reading files: JSON and YAML as JSON values, and one sentence for what is neither."""

from __future__ import annotations

from pathlib import Path

import pytest

from mock_server.errors import DocumentError
from mock_server.openapi.reading.source import line_of, parse, read

HERE = Path("a.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"200: {description: ok}", {"200": {"description": "ok"}}),
        (b"on: yes\noff: No", {"on": "yes", "off": "No"}),
        (b"when: 2024-01-01", {"when": "2024-01-01"}),
        (b"at: 12:30:00", {"at": "12:30:00"}),
        (b"a: 0o17\nb: 017\nc: 1_000", {"a": 15, "b": 17, "c": "1_000"}),
        (b"a: 1e3\nb: -1.5\nc: 12", {"a": 1000.0, "b": -1.5, "c": 12}),
        (b"true: null\nx: ~", {"true": None, "x": None}),
        (b"base: &b {a: 1}\nmore: {<<: *b, c: 2}", {"base": {"a": 1}, "more": {"a": 1, "c": 2}}),
        (b'{"a": "\\ud800"}', {"a": "\ufffd"}),  # half a surrogate pair is no character
        (b"\xef\xbb\xbf{}", {}),
        (b"{a: b}", {"a": "b"}),
    ],
)
def test_values(text: bytes, value: object) -> None:
    """YAML is read by the rules of its core schema, JSON as JSON."""
    assert parse(text, HERE) == value


@pytest.mark.parametrize("text", [b"a: [", b"\xff\xfea", b"a: b: c", b"!!python/object:os.system {}", b"[" * 100_000])
def test_neither(text: bytes) -> None:
    """What can't be read raises one sentence that names the file."""
    with pytest.raises(DocumentError, match=r"a\.yaml"):
        parse(text, HERE)


def test_missing_and_directory(tmp_path: Path) -> None:
    """A path that is no file says what to do."""
    with pytest.raises(DocumentError, match="--spec"):
        read(tmp_path / "none.yaml")
    with pytest.raises(DocumentError, match="directory"):
        read(tmp_path)


def test_line_of(tmp_path: Path) -> None:
    """The line on which the value of a JSON pointer begins."""
    path = tmp_path / "a.yaml"
    path.write_text("a:\n  b:\n    - c: 1\n    - d: 2\n", "utf-8")
    assert line_of(path, ("a", "b", "1", "d")) == 4
