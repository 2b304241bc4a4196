"""The file that a request brings: its whole content, or the first part of a form that has a file's name."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import places
from mock_server.openapi.codec.multipart import MultipartError, split
from mock_server.openapi.reading import media_types

if TYPE_CHECKING:
    from collections.abc import Container

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation import Operation

_OCTETS = "application/octet-stream"


class SentFile(NamedTuple):
    """Octets, their media type, the form's field and the name of the file; nothing where it is no part of a form."""

    data: bytes
    type: str
    field: str = ""
    name: str = ""


_NAME = ("filename", "originalname", "originalfilename")
_SIZE = ("size", "bytes", "filesize", "length", "contentlength", "sizebytes", "sizeinbytes", "bytesize")
_TYPE = ("contenttype", "mimetype", "mediatype", "mime", "filetype")
_HASHES = ("sha256", "md5")


def takes_files(operation: Operation) -> bool:
    """Whether what is sent may be a file, by itself or as a part of a form."""
    body, ends = operation.request_body, ("/json", "+json", "urlencoded")
    return body is not None and not all(media.essence.endswith(ends) for media in body.content)


def told_of_file(call: Call, record: dict[str, JSON], own: Container[str]) -> dict[str, JSON]:
    """``record`` with the name, the size and the type of the file that made it, in members that are the server's."""
    file = sent_file(call)
    if file is None:
        return record
    told: dict[str, JSON] = dict.fromkeys(_SIZE, len(file.data)) | dict.fromkeys(_TYPE, file.type)
    if file.name:
        told |= dict.fromkeys(_NAME, file.name)
    for kind in {places.plain(name) for name in record if name in own}.intersection(_HASHES):
        told[kind] = hashlib.new(kind, file.data, usedforsecurity=False).hexdigest()
    found = {name: told[places.plain(name)] for name in record if name in own and places.plain(name) in told}
    if file.name and "name" in record and "name" in own and not any(places.plain(name) in _NAME for name in found):
        found["name"] = file.name
    return {**record, **found} if found else record


def sent_file(call: Call) -> SentFile | None:
    """The file, None where a form has none; only of requests whose content is at hand."""
    if call.content is None:
        return None
    kind = next((value.decode("latin-1") for name, value in call.headers if name == b"content-type"), _OCTETS)
    if not kind.lower().startswith("multipart/"):
        is_data = media_types.takes_json(media_types.essence(kind)) or "x-www-form-urlencoded" in kind
        return None if is_data else SentFile(call.content, kind)
    sent = media_types.parse(kind)
    try:
        parts = split(call.content, sent.parameters.get("boundary") if sent is not None else None)
    except MultipartError:
        return None
    part = next((part for part in parts if part.filename is not None), None)
    if part is None:
        return None
    return SentFile(part.data, part.content_type or _OCTETS, part.name or "", part.filename or "")
