"""HTTP archives as browsers, proxies and recorders write them become exchanges; what can't is counted."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import reports
from contracts.errors import UsageError
from contracts.observed.recordings.recorded import Recording, read_har, server_bases
from mock_server.openapi.reading.document import load_document
from tests.contracts.report_samples import DOCUMENT, exchange, report, silent_drift

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Exchange

BASE = "https://api.example.com/v1"


def entry(url: str = f"{BASE}/clients", method: str = "GET", **parts: Any) -> dict[str, Any]:
    """An entry with a request and an answer; ``request`` and ``response`` are merged into them."""
    request = {"method": method, "url": url, "headers": [], **parts.pop("request", {})}
    response = {"status": 200, "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}}
    return {"time": 12.5, "request": request, "response": response | parts.pop("response", {}), **parts}


def archive(tmp_path: Path, *entries: Any) -> Path:
    """An archive with these entries."""
    path = tmp_path / "traffic.har"
    path.write_text(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}))
    return path


def recorded(tmp_path: Path, *entries: Any, bases: tuple[str, ...] = (BASE,)) -> tuple[list[Exchange], Recording]:
    """The exchanges of an archive with these entries, and the recording after reading."""
    recording = read_har(archive(tmp_path, *entries), bases)
    return list(recording), recording


def test_an_exchange_is_read_whole(tmp_path: Path) -> None:
    """Method, target below the base, headers, bodies, status and time."""
    headers = [{"name": "Content-Type", "value": "application/json"}, {"name": "Authorization", "value": "Bearer k"}]
    post = {"mimeType": "application/json", "text": '{"a": "é"}'}
    sent = entry(
        f"{BASE}/clients?a=1&b=%20", "post", request={"headers": headers, "postData": post}, response={"status": 201}
    )
    [found], recording = recorded(tmp_path, sent)
    assert (found.request.method, found.request.target) == ("POST", "/clients?a=1&b=%20")
    assert found.request.body == '{"a": "é"}'.encode()
    assert found.request.header("authorization") == "Bearer k"
    assert found.answer is not None
    assert (found.answer.status, found.answer.body, found.answer.elapsed) == (201, b"{}", 0.0125)
    assert (found.source, found.label) == ("recorded", "traffic.har, entry 1")
    assert (recording.count, dict(recording.skipped)) == (1, {})


def test_our_own_archives_are_read_back(tmp_path: Path) -> None:
    """What `--report har=` writes."""
    path = tmp_path / "own.har"
    reports.write("har", path, report(exchanges=(exchange(),), drifts=(silent_drift(),), accepted=()))
    first, second = read_har(path, ["https://api.example.com/api/v1"])
    assert first.request.body == exchange().request.body
    assert first.answer is not None
    assert first.answer.body == exchange().answer.body  # type: ignore[union-attr]
    assert second.request.body == b"\xff\xfe{"
    assert (second.answer, second.failure) == (None, "the connection was closed")


def test_bodies_in_base64(tmp_path: Path) -> None:
    """As mitmproxy and browsers write what is no text."""
    data = b"\x00\xff\x10"
    text = base64.b64encode(data).decode()
    content = {"size": 3, "mimeType": "application/octet-stream", "text": text, "encoding": "base64"}
    post = {"mimeType": "application/octet-stream", "text": text, "encoding": "base64"}
    [found], _ = recorded(tmp_path, entry(method="POST", request={"postData": post}, response={"content": content}))
    assert found.request.body == data
    assert found.answer is not None
    assert found.answer.body == data


def test_form_parameters_are_put_together_again(tmp_path: Path) -> None:
    """Where an archive has `params` and no text."""
    params = [{"name": "a b", "value": "1&2"}, {"name": "c"}]
    post = {"mimeType": "application/x-www-form-urlencoded", "params": params}
    [found], _ = recorded(tmp_path, entry(method="POST", request={"postData": post}))
    assert found.request.body == b"a+b=1%262&c="


def test_pseudo_headers_and_decoded_encodings_are_left_out(tmp_path: Path) -> None:
    """HTTP/2's `:authority`; a body in an archive is decoded, so Content-Encoding and -Length are not its own."""
    sent = [{"name": ":authority", "value": "x"}, {"name": "accept", "value": "*/*"}]
    answered = [{"name": name, "value": "x"} for name in (":status", "Content-Encoding", "content-length", "X-A")]
    [found], _ = recorded(tmp_path, entry(request={"headers": sent}, response={"headers": answered}))
    assert found.request.headers == (("accept", "*/*"),)
    assert found.answer is not None
    assert found.answer.headers == (("X-A", "x"),)


def test_texts_keep_their_charset(tmp_path: Path) -> None:
    """An archive holds text; the bytes were in the charset that the media type names."""
    content = {"size": 1, "mimeType": "text/plain; charset=iso-8859-1", "text": "é"}
    odd = {"size": 1, "mimeType": "text/plain; charset=nonsense", "text": "é\ud800"}
    first, second = recorded(tmp_path, entry(response={"content": content}), entry(response={"content": odd}))[0]
    assert first.answer is not None
    assert first.answer.body == b"\xe9"
    assert second.answer is not None
    assert second.answer.body == "é\ud800".encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"url": "https://www.example.com/v1/clients"}, "other hosts or paths: https://www.example.com"),
        ({"url": "https://user:pw@api.example.com/v2/clients"}, "other hosts or paths: https://api.example.com"),
        ({"url": "https://api.example.com/v1clients"}, "other hosts or paths: https://api.example.com"),
        ({"url": "https://api.example.com:8443/v1/clients"}, "other hosts or paths: https://api.example.com:8443"),
        ({"url": "http://api.example.com/v1/clients"}, "other hosts or paths: http://api.example.com"),
        ({"url": "wss://api.example.com/v1/clients"}, "wss URLs"),
        ({"url": "data:text/plain,x"}, "data URLs"),
        ({"_webSocketMessages": []}, "web sockets"),
        ({"method": "OPTIONS", "request": {"headers": [{"name": "Access-Control-Request-Method", "value": "PUT"}]}},
         "preflight requests"),
        ({"response": {"content": {"size": 7, "mimeType": "application/json"}}}, "answers whose body was not recorded"),
        ({"response": {"content": {"size": 7, "text": "{", "comment": "Response body is truncated"}}},
         "answers whose body was cut off in the archive"),
        ({"response": {"content": {"size": 7, "text": "a", "encoding": "base64"}}}, "bodies whose base64 is broken"),
        ({"request": {"postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]}}},
         "requests whose body was not recorded"),
        ({"request": {"bodySize": 12}}, "requests whose body was not recorded"),
        ({"request": None}, "entries that are damaged"),
    ],
)  # fmt: skip
def test_what_is_skipped_is_counted_by_reason(changes: dict[str, Any], reason: str, tmp_path: Path) -> None:
    """Silence must not pass for agreement."""
    whole = {**entry(), "request": None} if changes.get("request", 0) is None else entry(**changes)
    found, recording = recorded(tmp_path, whole, entry())
    assert [exchange.label for exchange in found] == ["traffic.har, entry 2"]
    assert dict(recording.skipped) == {reason: 1}


@pytest.mark.parametrize(
    ("bases", "url", "target"),
    [
        ((BASE,), "https://API.example.com:443/v1/clients", "/clients"),
        ((f"{BASE}/",), f"{BASE}", "/"),
        (("/v1",), "http://localhost:8000/v1/clients", "/clients"),
        (("v1",), "http://localhost:8000/v1/clients", "/clients"),
        (("/",), "http://localhost:8000/v1/clients", "/v1/clients"),
        ((), "http://localhost:8000/v1/clients#part", "/v1/clients"),
        (("https://{region}.example.com/{version}",), "https://eu.example.com/v7/clients", "/clients"),
        ((f"{BASE}", f"{BASE}/admin"), f"{BASE}/admin/clients", "/clients"),
        (("http://127.0.0.1:{port}/v1",), "http://127.0.0.1:8123/v1/a", "/a"),
        (("https://[::1]:8443/v1",), "https://[::1]:8443/v1/a", "/a"),
    ],
)
def test_the_base_is_taken_off(bases: tuple[str, ...], url: str, target: str, tmp_path: Path) -> None:
    """Hosts in any case, default ports, paths alone, server variables; the longest base wins."""
    [found], _ = recorded(tmp_path, entry(url), bases=bases)
    assert found.request.target == target


def test_a_base_that_is_no_url_is_refused(tmp_path: Path) -> None:
    """With an example of one."""
    with pytest.raises(UsageError, match="'ftp://x/' is no HTTP URL"):
        read_har(archive(tmp_path), ["ftp://x/"])


def test_a_documents_servers_are_bases(tmp_path: Path) -> None:
    """Without servers the API is at the root of any host (OpenAPI, Server Object)."""
    assert server_bases(load_document(DOCUMENT)) == ("https://api.mythic-analytics.com/api/v1",)
    path = tmp_path / "openapi.json"
    path.write_text('{"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}')
    assert server_bases(load_document(path)) == ("/",)


def test_answers_without_a_body_are_exchanges(tmp_path: Path) -> None:
    """204, 304 and HEAD have none, whatever size an archive names."""
    content = {"size": 100, "mimeType": "x-unknown"}
    entries = [
        entry(response={"status": 204, "content": content}),
        entry(response={"status": 304, "content": content}),
        entry(method="HEAD", response={"content": content}),
        entry(response={"status": 200, "content": {"size": 0, "mimeType": ""}}),
        entry(response={"status": 200, "content": None}, time=-1),
    ]
    found, recording = recorded(tmp_path, *entries)
    assert [exchange.answer.body for exchange in found if exchange.answer] == [b""] * 5
    assert not recording.skipped


def test_a_blocked_request_has_no_answer(tmp_path: Path) -> None:
    """Browsers write status 0, and the reason where they know it."""
    blocked = entry(response={"status": 0, "_error": "net::ERR_BLOCKED"})
    bare = {key: value for key, value in entry().items() if key != "response"}
    first, second = recorded(tmp_path, blocked, bare)[0]
    assert (first.answer, first.failure) == (None, "net::ERR_BLOCKED")
    assert (second.answer, second.failure) == (None, "no answer was recorded")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is no HTTP archive"),
        (b"{", "is no HTTP archive"),
        (b"[]", "it has no log.entries"),
        (b'{"log": {"entries": {}}}', "it has no log.entries"),
        (b"\xff", "is no HTTP archive"),
        (b"[" * 100_000, "is no HTTP archive"),
    ],
)
def test_what_is_no_archive_is_refused(data: bytes, reason: str, tmp_path: Path) -> None:
    """One sentence with the file."""
    path = tmp_path / "x.har"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=reason) as error:
        read_har(path)
    assert str(path) in str(error.value)


def test_a_missing_archive_is_refused(tmp_path: Path) -> None:
    """With the reason."""
    with pytest.raises(UsageError, match="can't be read: No such file"):
        read_har(tmp_path / "none.har")


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    """Some proxies for Windows write one."""
    path = tmp_path / "x.har"
    path.write_bytes(b"\xef\xbb\xbf" + archive(tmp_path, entry()).read_bytes())
    assert len(list(read_har(path))) == 1


NAMES = """
    request response url method headers status content text postData name value mimeType params encoding size time
"""
ANY = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 300) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=80, deadline=None, database=None)
@given(st.lists(ANY, max_size=5))
def test_no_entry_breaks_the_reading(tmp_path_factory: pytest.TempPathFactory, entries: list[Any]) -> None:
    """Each is an exchange, or counted."""
    path = archive(tmp_path_factory.mktemp("har"), *entries)
    recording = read_har(path)
    assert len(list(recording)) + sum(recording.skipped.values()) == len(entries)
