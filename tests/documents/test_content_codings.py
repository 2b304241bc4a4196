"""Content codings of request bodies (RFC 9110 section 8.4): undone within the limit of a body, or refused."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from mock_server.openapi.codec import compressed_formats
from tests.documents.asking import document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock, Reply

brotli = pytest.importorskip("brotli")

PLAIN = json.dumps({"title": "Tea", "pages": [1, 2, 3]}).encode()
LIMIT = 50_000
FRAME = b"\x28\xb5\x2f\xfd\x00\x58"
"""The begin of a frame of zstd, with a window of 2 MB."""


def gzipped(data: bytes) -> bytes:
    """A gzip file that does not tell when it was made: the tests have the same names in every process."""
    return gzip.compress(data, mtime=0)


def zstd(data: bytes) -> bytes:
    """A frame of zstd in blocks that are not compressed (RFC 8878 section 3.1)."""
    blocks = [data[place : place + 100_000] for place in range(0, len(data), 100_000)]
    heads = [len(block) << 3 | (place == len(blocks) - 1) for place, block in enumerate(blocks)]
    pairs = zip(heads, blocks, strict=True)
    return FRAME + b"".join(head.to_bytes(3, "little") + block for head, block in pairs)


def repeated(size: int) -> bytes:
    """A small frame of zstd that holds so many spaces."""
    blocks, rest = divmod(size, 100_000)
    assert not rest
    heads = [100_000 << 3 | 2 | (place == blocks - 1) for place in range(blocks)]
    return FRAME + b"".join(head.to_bytes(3, "little") + b" " for head in heads)


def raw(data: bytes) -> bytes:
    """Deflate without the zlib format around it, as many clients send it."""
    machine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return machine.compress(data) + machine.flush()


@pytest.fixture
def leaflets(tmp_path: Path) -> Mock:
    """A mock whose one operation documents no refusals; bodies have at most 50,000 bytes."""
    schema = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
    operation = {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"201": {"description": "Kept", "content": {"application/json": {"schema": schema}}}},
    }
    return mock(tmp_path, document({"/leaflets": {"post": operation}}), max_body=LIMIT)


def sent(leaflets: Mock, data: bytes, coding: str) -> Reply:
    """The answer to a create whose body has this Content-Encoding."""
    headers = {"Content-Type": "application/json", "Content-Encoding": coding}
    return leaflets.ask("POST", "/leaflets", headers=headers, data=data)


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", gzipped(PLAIN)),
        ("GZip", gzipped(PLAIN)),
        ("x-gzip", gzipped(PLAIN)),
        ("gzip", gzipped(PLAIN[:9]) + gzipped(PLAIN[9:])),
        ("deflate", zlib.compress(PLAIN)),
        ("deflate", zlib.compress(PLAIN, 9)),
        ("deflate", raw(PLAIN)),
        ("identity", PLAIN),
        ("", PLAIN),
        ("identity, gzip", gzipped(PLAIN)),
        ("deflate, gzip", gzipped(zlib.compress(PLAIN))),
        ("gzip ,deflate", raw(gzipped(PLAIN))),
        ("br", brotli.compress(PLAIN)),
        ("zstd", zstd(PLAIN)),
        ("ZSTD", zstd(PLAIN[:9]) + zstd(PLAIN[9:])),
        ("zstd, br", brotli.compress(zstd(PLAIN))),
    ],
)
def test_a_body_is_read_without_its_codings(leaflets: Mock, coding: str, data: bytes) -> None:
    """gzip of any number of members, deflate in both of its forms, several in the order in which they were applied."""
    reply = sent(leaflets, data, coding)
    assert reply.status == 201
    assert reply.json["title"] == "Tea"


@pytest.mark.parametrize("coding", ["compress", "gzip, dcb", "dcz, gzip", "*", "gzip;q=1", "\xff"])
def test_other_codings_are_refused_with_those_that_are_taken(leaflets: Mock, coding: str) -> None:
    """415 and Accept-Encoding (RFC 9110 section 15.5.16)."""
    reply = sent(leaflets, gzipped(PLAIN), coding)
    assert reply.status == 415
    assert reply.headers["accept-encoding"] == "gzip, deflate, br, zstd"


@pytest.mark.parametrize("coding", ["br", "zstd"])
def test_a_coding_whose_package_is_not_there_is_refused(
    leaflets: Mock, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that nobody knows, with those that are taken."""
    monkeypatch.setattr(compressed_formats, "_brotli_module", lambda: None)
    monkeypatch.setattr(compressed_formats, "_zstd_module", lambda: None)
    reply = sent(leaflets, PLAIN, coding)
    assert reply.status == 415
    assert reply.headers["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        ("gzip", PLAIN),
        ("gzip", gzipped(PLAIN)[:-1]),
        ("gzip", gzipped(PLAIN)[:12]),
        ("gzip", gzipped(PLAIN)[:-6] + b"\0" * 6),
        ("gzip", gzipped(PLAIN) + b"more"),
        ("gzip", zlib.compress(PLAIN)),
        ("gzip", gzipped(b"") * 200),
        ("deflate", PLAIN),
        ("deflate", gzipped(PLAIN)),
        ("deflate", zlib.compress(PLAIN)[:-1]),
        ("deflate", zlib.compress(PLAIN) + b"more"),
        ("gzip, gzip", gzipped(PLAIN)),
        ("br", PLAIN),
        ("br", brotli.compress(PLAIN)[:-1]),
        ("br", brotli.compress(PLAIN) + b"more"),
        ("zstd", PLAIN),
        ("zstd", zstd(PLAIN)[:-1]),
        ("zstd", zstd(PLAIN) + b"more"),
        ("zstd", b"\x28\xb5\x2f\xfd\x00\xf8" + zstd(PLAIN)[6:]),
    ],
)
def test_a_body_that_is_not_what_its_coding_says_is_malformed(leaflets: Mock, coding: str, data: bytes) -> None:
    """Cut off, damaged, of another coding, followed by something."""
    reply = sent(leaflets, data, coding)
    assert reply.status == 400
    assert "body" in reply.body.decode()


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzipped),
        ("deflate", zlib.compress),
        ("deflate", raw),
        ("gzip, gzip", lambda data: gzipped(gzipped(data))),
        ("gzip", lambda data: gzipped(data[: LIMIT // 2 + 1]) * 2),
        ("br", brotli.compress),
        ("zstd", lambda data: repeated(len(data))),
        ("zstd", lambda data: zstd(data[: LIMIT // 2 + 1]) * 2),
    ],
)
def test_what_is_larger_than_the_limit_when_it_is_undone_is_too_large(
    leaflets: Mock, coding: str, pack: object
) -> None:
    """A small body that would become a large one is refused, and no more is made of it than the limit."""
    assert callable(pack)
    reply = sent(leaflets, pack(b" " * 20_000_000), coding)
    assert reply.status == 413
    assert str(LIMIT) in reply.body.decode()


def test_a_body_of_just_the_limit_is_taken(leaflets: Mock) -> None:
    """The limit is that of the body without its coding."""
    body = PLAIN + b" " * (LIMIT - len(PLAIN))
    assert sent(leaflets, gzipped(body), "gzip").status == 201
    assert sent(leaflets, gzipped(body + b" "), "gzip").status == 413


def test_a_body_in_too_many_codings_is_refused(leaflets: Mock) -> None:
    """Nobody codes a body six times."""
    data = PLAIN
    for _ in range(6):
        data = gzipped(data)
    assert sent(leaflets, data, ", ".join(["gzip"] * 6)).status == 415


def test_no_body_has_no_coding(leaflets: Mock) -> None:
    """What is not there can't be in a wrong coding: it is missed as ever."""
    reply = sent(leaflets, b"", "compress")
    assert reply.status == 400
    assert "accept-encoding" not in reply.headers
