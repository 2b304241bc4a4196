"""Hostile requests by their bodies: what is no JSON, JSON at its edges, and other media types."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from tests.mock.hostile import DEEP, GOOD, Hostile, one
from tests.mock.wire import API_KEYS, CLIENTS, chunked, request

if TYPE_CHECKING:
    from collections.abc import Iterator


def bodies() -> Iterator[Hostile]:
    """Bodies that are no JSON, or JSON at its edges."""
    broken = {
        "empty": b"",
        "a space": b" ",
        "truncated": b'{"id":"%ID%","na',
        "malformed": b"{'id': '%ID%'}",
        "trailing comma": b'{"id":"%ID%","name":"x",}',
        "two values": b'{"id":"%ID%","name":"x"}{}',
        "trailing garbage": b'{"id":"%ID%","name":"x"}x',
        "comment": b'{"id":"%ID%","name":"x"}// x',
        "not UTF-8": b'{"id":"%ID%","name":"\xff\xfe"}',
        "overlong UTF-8": b'{"id":"%ID%","name":"\xc0\xaf"}',
        "UTF-8 of a surrogate": b'{"id":"%ID%","name":"\xed\xa0\x80"}',
        "UTF-16": '{"id":"x","name":"x"}'.encode("utf-16"),
        "UTF-32": '{"id":"x","name":"x"}'.encode("utf-32"),
        "deep arrays": b"[" * DEEP + b"]" * DEEP,
        "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "deep metadata": b'{"id":"%ID%","name":"x","api_metadata":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
        "endlessly deep": b"[" * 500_000,
        "NaN": b'{"id":"%ID%","name":"x","api_metadata":{"a":NaN}}',
        "Infinity": b'{"id":"%ID%","name":"x","api_metadata":{"a":Infinity}}',
        "minus Infinity": b'{"id":"%ID%","name":"x","api_metadata":{"a":-Infinity}}',
        "hexadecimal": b'{"id":"%ID%","name":"x","api_metadata":{"a":0x1F}}',
        "leading zero": b'{"id":"%ID%","name":"x","api_metadata":{"a":01}}',
        "raw NUL": b'{"id":"%ID%","name":"a\x00b"}',
        "raw newline": b'{"id":"%ID%","name":"a\nb"}',
        "bad escape": b'{"id":"%ID%","name":"\\x41"}',
        "gzipped": gzip.compress(b'{"id":"x","name":"x"}'),
        "a form": b"id=%ID%&name=x",
        "XML": b"<client><id>x</id></client>",
    }
    for name, body in broken.items():
        yield one(f"body: {name}", request(body=body), 400, fields="body")
        yield one(f"api key: {name}", request(target=API_KEYS, body=body), 400, fields="body")
    either = {
        "lone surrogate": b'{"id":"%ID%","name":"\\ud800"}',
        "reversed surrogates": b'{"id":"%ID%","name":"\\udc00\\ud800"}',
        "surrogate in a name": b'{"id":"%ID%","name":"x","api_metadata":{"\\ud800":1}}',
        "byte-order mark": b"\xef\xbb\xbf" + GOOD,
        "5,000 digits": b'{"id":"%ID%","name":"x","api_metadata":{"a":' + b"9" * 5_000 + b"}}",
        "5,000 decimals": b'{"id":"%ID%","name":"x","api_metadata":{"a":0.' + b"9" * 5_000 + b"}}",
        "huge exponent": b'{"id":"%ID%","name":"x","api_metadata":{"a":1e999999}}',
        "past 64 bits": b'{"id":"%ID%","name":"x","api_metadata":{"a":18446744073709551616}}',
        "minus zero": b'{"id":"%ID%","name":"x","api_metadata":{"a":-0}}',
        "escaped NUL": b'{"id":"%ID%","name":"a\\u0000b"}',
        "duplicate keys": b'{"id":"%ID%","name":"x","name":"y"}',
        "duplicate id": b'{"id":"a.b","id":"%ID%","name":"x"}',
        "noncharacters": '{"id":"%ID%","name":"\uffff\U0010ffff"}'.encode(),
        "empty names": b'{"id":"%ID%","name":"","":{"":""},"api_metadata":{"":""}}',
        "__proto__": b'{"id":"%ID%","name":"x","__proto__":{"a":1},"api_metadata":{"__proto__":null}}',
        "10,000 properties": json.dumps({"id": "%ID%", "name": "x", **{f"p{n}": n for n in range(10_000)}}).encode(),
        "a long name": b'{"id":"%ID%","name":"' + b"x" * 1_000_000 + b'"}',
    }
    for name, body in either.items():
        yield one(f"body: {name}", request(body=body), 201, 400)
    for name, value in {
        "null": b"null",
        "an array": b"[]",
        "a string": b'"x"',
        "a number": b"1",
        "true": b"true",
    }.items():
        yield one(f"body: {name}", request(body=value), 400, fields="body")
    yield one("body: every field wrong", request(body=b'{"id":1,"name":null,"status":"x","domain":[],"email":"x",'
               b'"phone":{},"website":1,"timezone":"not a zone","global_name":"1","company_id":0,"agency_id":false,'
               b'"api_metadata":"x","ghl_location_id":1.5,"proxy_api_key":[]}'), 400,
               fields="id name status domain email phone website timezone global_name company_id agency_id"
               " api_metadata ghl_location_id proxy_api_key")  # fmt: skip
    for name, value in {"newline": b"%ID%\\n", "dot": b"a.b", "slash": b"a/b", "letter outside ASCII": b"\xc3\xa9",
                        "NUL": b"a\\u0000", "256 characters": b"x" * 256, "empty": b"", "fullwidth": b"\xef\xbc\xa1",
                        }.items():  # fmt: skip
        yield one(f"id: {name}", request(body=b'{"id":"' + value + b'","name":"x"}'), 400, fields="id")
    yield one("body: DELETE with one", request("DELETE", f"{CLIENTS}/%ID%", b"{{{"), 404)
    te = (b"Transfer-Encoding", b"chunked")
    chunks = request("DELETE", f"{CLIENTS}/%ID%", None, te) + chunked(b"x")
    yield one("body: DELETE with a chunked one", chunks, 404)


def media() -> Iterator[Hostile]:
    """Media types: missing, wrong, written oddly."""
    for value in (b"APPLICATION/JSON", b"Application/Json; Charset=UTF-8", b'application/json;charset="utf-8"',
                  b" application/json ", b"application/json;", b"application/json; a=b"):  # fmt: skip
        yield one(f"media: {value!r}", request("POST", CLIENTS, GOOD, (b"Content-Type", value), media=False), 201)
    for value in (b"text/plain", b"application/xml", b"multipart/form-data", b"multipart/form-data; boundary=x",
                  b"application/x-www-form-urlencoded", b"application/jsonx", b"application", b"/", b"", b";;;", b"*/*",
                  b"application/*", b"application/json, text/plain", b"application/js\xf6n", b"json",
                  b"application/json; charset=bogus", b"application/json; charset=utf-16",
                  b"application/json; charset=" + b"x" * 5_000, b"application/json; charset=\xff",
                  b"application/merge-patch+json", b"a/b;" * 2_000):  # fmt: skip
        wrong = request("POST", CLIENTS, GOOD, (b"Content-Type", value), media=False)
        yield one(f"media: {value[:40]!r} of {len(value)}", wrong, 400, fields="body")
    yield one("media: missing", request(body=GOOD, media=False), 400, fields="body")
    yield one("media: missing, nothing sent", request(media=False), 400, fields="body")
    yield one("media: twice", request("POST", CLIENTS, GOOD, (b"Content-Type", b"text/plain")), 201, 400)
    for coding in (b"gzip", b"deflate", b"br", b"gzip, br"):
        yield one(f"media: no {coding!r}", request("POST", CLIENTS, GOOD, (b"Content-Encoding", coding)), 400)
    packed = gzip.compress(b'{"id":"gzipped","name":"x"}', mtime=0)
    yield one("media: gzip", request("POST", CLIENTS, packed, (b"Content-Encoding", b"gzip")), 201)
    bomb = gzip.compress(b" " * 20_000_000, mtime=0)
    yield one("media: a bomb", request("POST", CLIENTS, bomb, (b"Content-Encoding", b"gzip")), 400, fields="body")
