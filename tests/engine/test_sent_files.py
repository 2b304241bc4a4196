"""What the server says of a file that came is true: its name, its size, its type and its hashes."""

from __future__ import annotations

import hashlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

_TEXT = {"type": "string"}
_KIND = {"content-type": "multipart/form-data; boundary=B"}
_FORM = (
    b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
    b"--B--\r\n"
)


def _service(folder: Path, members: dict[str, Any]) -> Mock:
    """A service of files, whose records have these members."""
    shown = {"type": "object", "required": [*members], "properties": members}
    sent = {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}}
    body = {"content": {"multipart/form-data": {"schema": sent}}}
    paths = {
        "/files": {"post": {**answering(shown, status="201"), "requestBody": body}},
        "/files/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "get": answering(shown),
        },
    }
    return mock(folder, document(paths))


@pytest.mark.parametrize("members", [(), ("md5",), ("sha256",), ("md5", "sha256")])
def test_the_hashes_that_a_record_has_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, members: tuple[str, ...]
) -> None:
    """No other one, and all of them as what they are: sums of a file, which secure nothing."""
    made = list[str]()

    def new(kind: str, data: bytes, *, usedforsecurity: bool = True) -> Any:
        assert not usedforsecurity
        made.append(kind)
        return hashlib.new(kind, data, usedforsecurity=False)

    monkeypatch.setattr("mock_server.engine.sent_file.hashlib", SimpleNamespace(new=new))
    served = _service(tmp_path, {"id": _TEXT, **dict.fromkeys(members, _TEXT)})
    told = served.ask("POST", "/files", headers=_KIND, data=_FORM).json
    assert sorted(made) == [*members]
    assert [told[kind] for kind in members] == [
        hashlib.new(kind, b"hello", usedforsecurity=False).hexdigest() for kind in members
    ]


@pytest.mark.parametrize(("more", "name"), [({}, "a.txt"), ({"filename": _TEXT}, None)])
def test_the_record_of_a_file_tells_of_it(tmp_path: Path, more: dict[str, Any], name: str | None) -> None:
    """Its `name` is that of the file, unless another member is."""
    members = {"id": _TEXT, "name": _TEXT, "size": {"type": "integer"}, "sha256": _TEXT, "content_type": _TEXT, **more}
    served = _service(tmp_path, members)
    made = served.ask("POST", "/files", headers=_KIND, data=_FORM).json
    assert (made["size"], made["content_type"]) == (5, "text/plain")
    assert made["sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert made["name"] == name if name is not None else made["filename"] == "a.txt"
    assert served.ask("GET", f"/files/{made['id']}").json == made
