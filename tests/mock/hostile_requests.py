"""Requests that nobody should send: a name, the octets, and what must come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.mock.hostile import GOOD, Hostile, one
from tests.mock.hostile_bodies import bodies, media
from tests.mock.wire import API_KEYS, CLIENTS, chunked, request

if TYPE_CHECKING:
    from collections.abc import Iterator


def everything() -> list[Hostile]:
    """Every hostile request, each with a name of its own."""
    return [*bodies(), *media(), *framing(), *queries(), *paths(), *methods(), *credentials(), *headers(), *noise()]


def framing() -> Iterator[Hostile]:
    """How the body is marked off: lengths and chunks that are odd, contradict each other or break."""
    te = (b"Transfer-Encoding", b"chunked")
    yield one("chunked", request("POST", CLIENTS, None, te) + chunked(b'{"id":"%ID%",', b'"name":"x"}'), 201)
    yield one("chunked with a trailer", request("POST", CLIENTS, None, te)
               + chunked(GOOD).removesuffix(b"\r\n") + b"X-A: b\r\n\r\n", 201, 400)  # fmt: skip
    yield one("chunked, nothing in it", request("POST", CLIENTS, None, te) + chunked(), 400, fields="body")
    yield one("chunked and a length", request("POST", CLIENTS, b"0\r\n\r\n", te), 400)
    yield one("chunked, malformed", request("POST", CLIENTS, None, te) + b"zz\r\nx\r\n0\r\n\r\n", 400)
    yield one("chunk of a huge size", request("POST", CLIENTS, None, te) + b"f" * 17 + b"\r\n", 400)
    for value in (b"gzip", b"identity", b"gzip, chunked", b"xchunked", b"chunked;a=b"):
        yield one(f"coding {value!r}", request("POST", CLIENTS, None, (b"Transfer-Encoding", value)), 501)
    for value in (b"chunked, gzip", b"chunked, chunked"):
        yield one(f"coding {value!r}", request("POST", CLIENTS, None, (b"Transfer-Encoding", value)), 400)
    for value in (b"-1", b"abc", b"1.5", b"9" * 30, b"0x10", b"1 1"):
        yield one(f"length {value!r}", request("POST", CLIENTS, None, (b"Content-Length", value)), 400)
    yield one("two lengths", request("POST", CLIENTS, GOOD, (b"Content-Length", b"3")), 400)
    yield one("no length", request(), 400, fields="body")


def queries() -> Iterator[Hostile]:
    """Query strings: repeated, unknown, malformed."""
    for query in ("hard=true&hard=false", "hard=true&hard=true", "hard=1", "hard=", "hard", "hard=True", "hard=%ff",
                  "hard=%00", "hard=true%20", "hard=true,false", "hard=%74rue&hard=false"):  # fmt: skip
        yield one(f"query: {query}", request("DELETE", f"{CLIENTS}/%ID%?{query}"), 400, fields="hard")
    for query in ("x=1", "x=1&x=2", "HARD=1", "hard[]=true", "&&&", "=", "=&=", "%", "%zz=%zz", "%ff=%ff", "%00=%00",
                  "hard%00=1", "a=" + "b" * 30_000, "&".join(f"a{n}=1" for n in range(900)), "a;b=c", "?", "hard=true",
                  "%68ard=true", "x=hard=false"):  # fmt: skip
        yield one(f"query: {query[:40]} of {len(query)}", request("DELETE", f"{CLIENTS}/%ID%?{query}"), 404)
    many = "&".join(f"a{n}=1" for n in range(3_000))
    yield one("query: 3,000 parameters", request("DELETE", f"{CLIENTS}/%ID%?{many}"), 400, 404)
    yield one("query: on a create", request("POST", f"{CLIENTS}?hard=nonsense&id=a", GOOD), 201)
    yield one("query: the id", request("POST", f"{CLIENTS}?id=%ID%", b'{"name":"x"}'), 400, fields="id")


def paths() -> Iterator[Hostile]:
    """Ids and paths: encoded, malformed, very long."""
    for key in ("a%2Fb", "a%2fb", "%2e%2e", "..", ".", "a%00b", "a%zz", "a%", "a%2", "%ff%fe", "%C0%AF", "%ED%A0%80",
                "a%0A", "a%0D%0AX-Injected:%201", "%20", "a+b", "a;b", "a,b", "*", "~", "$", "{id}", "%7Bid%7D", "a'--",
                "x" * 256, "x" * 60_000, "%41" * 300, "a%23b", "a%3Fb", "a%25b", "a:b", "@", "|", "^"):  # fmt: skip
        yield one(f"path: {key[:40]} of {len(key)}", request("DELETE", f"{CLIENTS}/{key}"), 400, fields="id")
    yield one("path: an encoded letter", request("DELETE", f"{CLIENTS}/%61%ID%"), 404)
    for key in ("%ID%#x", "%ID%#", "#", "%ID%?hard=false#hard=1"):
        yield one(f"path: a fragment: {key}", request("DELETE", f"{CLIENTS}/{key}"), 400)
    yield one("path: 200,000 characters", request("DELETE", f"{CLIENTS}/" + "x" * 200_000), 400)
    yield one("path: raw octets", request("DELETE", f"{CLIENTS}/\xff\xfe"), 400)
    yield one("path: raw UTF-8", request("DELETE", f"{CLIENTS}/\xc3\xa9"), 400)
    for target in ("/api", "/api/v1", "/api/v1/", "//", "/api/v1//clients", "/api/v1/clients/", "/clients",
                   "/api/v2/clients", "/API/V1/CLIENTS", "/api/v1/./clients", "/api/v1/x/../clients", "/%ff", "/%",
                   "/api/v1/clients/a/b", "/api/v1/clients%2Fa", "/api%2Fv1/clients", "/%00", "/favicon.ico", "/.env",
                   "/" + "a/" * 5_000, "/api/v1/clients;a=b", "/api/v1/clients\\a", "/~"):  # fmt: skip
        yield one(f"path: {target[:40]} of {len(target)}", request("GET", target), 404)
    yield one("path: absolute form", request("POST", f"http://localhost:1{CLIENTS}", GOOD), 201)
    yield one("path: absolute form, elsewhere", request("POST", f"http://elsewhere{CLIENTS}", GOOD), 400)
    yield one("path: absolute form, with a user", request("POST", f"http://a@localhost{CLIENTS}", GOOD), 400)
    for rest in ("", "?x=1", ":80"):
        yield one(f"path: absolute form, without a path{rest}", request("POST", f"http://localhost{rest}", GOOD), 404)
    yield one("path: asterisk", request("OPTIONS", "*"), 204)
    yield one("path: asterisk for another method", request("GET", "*"), 400)
    yield one("path: no slash", request("GET", "api/v1/clients"), 400, 404)


def methods() -> Iterator[Hostile]:
    """Methods that no operation has."""
    for target in (CLIENTS, API_KEYS):
        for method in ("GET", "PUT", "PATCH", "DELETE", "HEAD", "TRACE", "CONNECT", "PROPFIND", "PURGE", "FOO", "post",
                       "Post", "POSTS", "M-SEARCH", "X" * 50):  # fmt: skip
            yield one(f"method: {method} {target}", request(method, target), 405)
    for method in ("GET", "PUT", "POST", "HEAD", "FOO", "delete"):
        yield one(f"method: {method} on a client", request(method, f"{CLIENTS}/%ID%"), 405)
        yield one(f"method: {method} on nothing", request(method, "/nothing"), 404)
    yield one("method: FOO with a body", request("FOO", CLIENTS, GOOD), 405)
    yield one("method: CONNECT to a host", request("CONNECT", "elsewhere:80"), 400, 404, 405)
    yield one("method: PRI", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 404)


def credentials() -> Iterator[Hostile]:
    """Credentials: several, empty, malformed."""

    def by(name: str, *values: bytes, query: str = "", status: int = 401) -> Hostile:
        lines = [(b"Authorization", value) for value in values]
        return one(f"key: {name}", request("POST", CLIENTS + query, GOOD, *lines, key=False), status)

    good = b"Bearer local-admin-key"
    yield by("none")
    yield by("empty bearer", b"Bearer ")
    yield by("bearer alone", b"Bearer")
    yield by("empty header", b"")
    yield by("another scheme", b"Basic bG9jYWwtYWRtaW4ta2V5")
    yield by("scheme in lower case", b"bearer local-admin-key", status=201)
    yield by("scheme in upper case", b"BEARER local-admin-key", status=201)
    yield by("a word more", good + b" x")
    yield by("octets", b"Bearer \xff\xfe")
    yield by("a prefix of it", good[:-1])
    yield by("one more character", good + b"x")
    yield by("in quotes", b'Bearer "local-admin-key"')
    yield by("60,000 characters", b"Bearer " + b"x" * 60_000)
    yield by("two that differ", good, b"Bearer x")
    yield by("two, the other way round", b"Bearer x", good)
    yield by("in the query", query="?admin_key=local-admin-key", status=201)
    yield by("encoded in the query", query="?admin_key=%6cocal%2Dadmin-key", status=201)
    yield by("twice in the query", query="?admin_key=x&admin_key=local-admin-key")
    yield by("empty in the query", query="?admin_key=")
    yield by("octets in the query", query="?admin_key=%ff%fe%00")
    yield by("both", good, query="?admin_key=local-admin-key", status=201)
    yield by("both, the query's wrong", good, query="?admin_key=x", status=201)
    yield by("both, the header's wrong", b"Bearer x", query="?admin_key=local-admin-key", status=201)
    yield by("both wrong", b"Bearer x", query="?admin_key=y")
    yield one("key: none, and all else wrong", request("DELETE", f"{CLIENTS}/a%2Fb?hard=1", key=False), 401)
    cookie = (b"Cookie", b"admin_key=local-admin-key")
    yield one("key: in a cookie", request("POST", CLIENTS, GOOD, cookie, key=False), 401)
    body = b'{"id":"%ID%","name":"x","admin_key":"local-admin-key"}'
    yield one("key: in the body", request("POST", CLIENTS, body, key=False), 401)


def headers() -> Iterator[Hostile]:
    """Header fields that a create must bear."""
    for name, value in (
        (b"Accept", b"application/xml"), (b"Accept", b"text/html"), (b"Accept", b"application/json;q=0"),
        (b"Accept", b"*/*;q=0"), (b"Accept", b"application/*"), (b"Accept", b";;,,\xff"), (b"Accept", b""),
        (b"Accept", b"image/png, " * 500), (b"Accept-Encoding", b"gzip, br;q=0"), (b"Accept-Charset", b"x"),
        (b"Accept-Language", b"\xff"), (b"Cookie", b'a=b; ;;;"\xff'), (b"Cookie", b"a" * 20_000),
        (b"Range", b"bytes=0-1"), (b"Prefer", b"code=1000"),
        (b"If-None-Match", b"*"), (b"If-Match", b'"x"'), (b"Origin", b"null"), (b"Origin", b"\xff"),
        (b"X-HTTP-Method-Override", b"DELETE"), (b"X-Forwarded-Host", b"a\xff"), (b"X-Long", b"a" * 50_000),
        (b"Expect", b"200-ok"), (b"Expect", b"100-continue"), (b"TE", b"trailers"), (b"Max-Forwards", b"0"),
        (b"Upgrade", b"websocket"), (b"Connection", b"keep-alive, x"), (b"User-Agent", b"\xf0\x9f\x92\xa9"),
    ):  # fmt: skip
        data = request("POST", CLIENTS, GOOD, (name, value))
        yield one(f"header: {name.decode()}: {value[:30]!r} of {len(value)}", data, 201)
    for number, status in ((195, 201), (196, 431), (5_000, 431)):
        many = tuple((b"X-%d" % index, b"a") for index in range(number))
        yield one(f"header: {number} more of them", request("POST", CLIENTS, GOOD, *many), status)
    for size, status in ((65_300, 201), (65_600, 431), (1_000_000, 431)):
        long = (b"X-A", b"a" * size)
        yield one(f"header: one of {size} octets", request("POST", CLIENTS, GOOD, long), status)
        unfinished = request("POST", CLIENTS, None, long, close=False).removesuffix(b"\r\n")
        if status == 431:
            yield one(f"header: one of {size} octets, unfinished", unfinished, status)
            yield one(f"header: a name of {size} octets", request("POST", CLIENTS, GOOD, (long[1], b"")), status)
    yield one("header: 250 of them, unfinished", b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 250, 431)
    h2c = (
        (b"Connection", b"Upgrade, HTTP2-Settings, close"),
        (b"Upgrade", b"h2c"),
        (b"HTTP2-Settings", b"AAMAAABkAAQCAAAAAAIAAAAA"),
    )
    yield one("header: upgrade to HTTP/2", request("POST", CLIENTS, GOOD, *h2c, close=False), 201)
    malformed = {
        "line feed": (b"X-A", b"a\nX-B: b"),
        "carriage return": (b"X-A", b"a\rX-B: b"),
        "NUL": (b"X-A", b"a\x00b"),
        "folded": (b"X-A", b"a\r\n b"),
        "space in the name": (b"X A", b"b"),
        "empty name": (b"", b"a"),
        "octets in the name": (b"X-\xff", b"a"),
    }
    for what, line in malformed.items():
        yield one(f"header: {what}", request("POST", CLIENTS, GOOD, line), 400)


def noise() -> Iterator[Hostile]:
    """What is hardly HTTP, and other versions of it."""
    yield one("HTTP/1.0", request("POST", CLIENTS, GOOD, version="1.0", close=False), 201)
    yield one("HTTP/3.7", request("POST", CLIENTS, GOOD, version="3.7"), 201, 400)
    yield one("no host", b"GET /nothing HTTP/1.1\r\nConnection: close\r\n\r\n", 400)
    yield one("no host, HTTP/1.0", b"GET /nothing HTTP/1.0\r\n\r\n", 404)
    yield one("two hosts", request("POST", CLIENTS, GOOD, (b"Host", b"localhost")), 400)
    for host in (b"", b"a b", b"a/b", b"u@localhost", b"localhost:x", b"localhost:1:2", b"[::1", b"\xff", b"a, b",
                 b"evil.example", b"evil", b"localhost.evil.example", b"127.0.0.1.evil.example", b"0x7f.1",
                 b"[::2]", b"evil.localhost", b"http://localhost"):  # fmt: skip
        yield one(f"host: {host!r}", request("POST", CLIENTS, GOOD).replace(b"localhost", host, 1), 400)
    for host in (b"LOCALHOST", b"localhost:99999", b"127.0.0.1:1", b"[::1]:8000", b"localhost."):
        yield one(f"host: {host!r}", request("POST", CLIENTS, GOOD).replace(b"localhost", host, 1), 201)
    yield one("line feeds alone", request("POST", CLIENTS, GOOD).replace(b"\r\n", b"\n"), 201, 400)
    yield one("blank lines first", b"\r\n\r\n" + request("POST", CLIENTS, GOOD), 201, 400)
    yield one("no version", b"POST /api/v1/clients\r\n\r\n", 400, 401, 405)
    yield one("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400)
    yield one("words", b"hello world\r\n\r\n", 400)
    yield one("a colon", b":\r\n\r\n", 400)
    yield one("NULs", b"\x00" * 500, 400)
    yield one("a space in the path", request("DELETE", f"{CLIENTS}/a b"), 400)
    yield one("an answer", b"HTTP/1.1 200 OK\r\n\r\n", 400)
