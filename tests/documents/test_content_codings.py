"""Content codings of request bodies (RFC 9110 section 8.4): undone within the limit of a body, or refused."""

from __future__ import annotations

import gzip
import json
import zlib
from typing import TYPE_CHECKING

import pytest

from tests.documents.asking import document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock, Reply

PLAIN = json.dumps({"title": "Tea", "pages": [1, 2, 3]}).encode()
LIMIT = 50_000


def gzipped(data: bytes) -> bytes:
    """A gzip file that does not tell when it was made: the tests have the same names in every process."""
    return gzip.compress(data, mtime=0)


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
    ],
)
def test_a_body_is_read_without_its_codings(leaflets: Mock, coding: str, data: bytes) -> None:
    """gzip of any number of members, deflate in both of its forms, several in the order in which they were applied."""
    reply = sent(leaflets, data, coding)
    assert reply.status == 201
    assert reply.json["title"] == "Tea"


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br", "br, gzip", "*", "gzip;q=1", "\xff"])
def test_other_codings_are_refused_with_those_that_are_taken(leaflets: Mock, coding: str) -> None:
    """415 and Accept-Encoding (RFC 9110 section 15.5.16)."""
    reply = sent(leaflets, gzipped(PLAIN), coding)
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
    reply = sent(leaflets, b"", "br")
    assert reply.status == 400
    assert "accept-encoding" not in reply.headers
