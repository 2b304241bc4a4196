"""What the server says of a file that came is true: its name, its size, its type and its hashes."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_FORM = (
    b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n'
    b"--B--\r\n"
)


@pytest.mark.parametrize(("more", "name"), [({}, "a.txt"), ({"filename": _TEXT}, None)])
def test_the_record_of_a_file_tells_of_it(tmp_path: Path, more: dict[str, Any], name: str | None) -> None:
    """Its `name` is that of the file, unless another member is."""
    members = {"id": _TEXT, "name": _TEXT, "size": {"type": "integer"}, "sha256": _TEXT, "content_type": _TEXT, **more}
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
    served = mock(tmp_path, document(paths))
    kind = {"content-type": "multipart/form-data; boundary=B"}
    made = served.ask("POST", "/files", headers=kind, data=_FORM).json
    assert (made["size"], made["content_type"]) == (5, "text/plain")
    assert made["sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert made["name"] == name if name is not None else made["filename"] == "a.txt"
    assert served.ask("GET", f"/files/{made['id']}").json == made
