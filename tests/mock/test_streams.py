"""Answers that go out item by item: server-sent events, JSON Lines, JSON text sequences, parts."""

from __future__ import annotations

import contextlib
import json
import socket
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mock_server.openapi import load_document
from mock_server.openapi.codec.decoders import decode
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators
from tests.documents.asking import document
from tests.mock import chromium
from tests.mock.streaming_document import NUMBER, answers, written
from tests.running import run_in_process, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.running import RunningMock


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document of all these streams."""
    return written(tmp_path_factory.mktemp("streams"))


@pytest.fixture(scope="module")
def streaming(spec: Path) -> Iterator[RunningMock]:
    """A mock of it."""
    with running_mock("--seed", "1", spec=spec) as served:
        yield served


def chunks(mock: RunningMock, path: str, most: int, headers: str = "", version: str = "1.1") -> tuple[str, list[bytes]]:
    """The head of an answer, and at most so many chunks of its body as they were sent."""
    with socket.create_connection(mock.address, timeout=120) as client:
        client.sendall(f"GET {path} HTTP/{version}\r\nHost: localhost\r\n{headers}\r\n".encode())
        with client.makefile("rb") as reader:
            head = b"".join(iter(reader.readline, b"\r\n")).decode()
            if "chunked" not in head:
                return head, [reader.read()]
            found: list[bytes] = []
            while len(found) < most and (size := int(reader.readline(), 16)):
                found.append(reader.read(size))
                reader.readline()
            return head, found


@pytest.mark.parametrize("name", ["events", "lines", "records", "parts", "shown", "array"])
def test_every_item_is_a_chunk_that_conforms(name: str, spec: Path, streaming: RunningMock) -> None:
    """What is read from the whole conforms to the document, as does what each `data` holds."""
    head, found = chunks(streaming, f"/{name}", 20)
    kind = next(line.partition(": ")[2] for line in head.splitlines() if line.startswith("content-type"))
    served = load_document(spec)
    operation = next(each for each in served.operations if each.path == f"/{name}")
    media, schemas = operation.responses[0].content[0], Schemas(served)
    items = decode(media, kind, b"".join(found), schemas)
    assert media.schema is not None
    assert Validators(schemas).validator(media.schema, "response").violations(items) == []
    wanted = {"events": 3, "lines": 4, "records": 3, "parts": 3, "shown": 2, "array": 2}[name]
    assert len(items) == wanted
    assert len(found) == wanted + (name == "parts")  # the last boundary comes by itself
    for item in items if name == "events" else ():
        assert isinstance(json.loads(item["data"])["n"], int)
    if name == "shown":
        assert [item["n"] for item in items] == [1, 2]


def test_pictures_are_parts_of_their_type(streaming: RunningMock) -> None:
    """`itemEncoding` names the type of a part; where a file is known of that type, it is one."""
    _, found = chunks(streaming, "/pictures", 20)
    for part in found[:3]:
        head, _, data = part.partition(b"\r\n\r\n")
        assert b"Content-Type: image/png" in head
        assert data.startswith(b"\x89PNG")


def test_items_come_at_their_pace(streaming: RunningMock) -> None:
    """Three events with 150 ms between them can't be there any sooner."""
    began = time.monotonic()
    _, found = chunks(streaming, "/events", 20)
    assert time.monotonic() - began >= 0.29  # clocks of event loops count whole milliseconds
    assert [piece.split(b"\n")[1] for piece in found] == [b"id: 1", b"id: 2", b"id: 3"]


@pytest.mark.parametrize(
    ("last", "ids"), [("1", ["2", "3"]), ("3", []), ("0", ["1", "2", "3"]), ("x", ["1", "2", "3"])]
)
def test_a_stream_is_resumed_after_the_last_event(last: str, ids: list[str], streaming: RunningMock) -> None:
    """Last-Event-ID (HTML Standard, section 9.2.4); an id that nobody gave begins anew."""
    _, found = chunks(streaming, "/events", 20, f"Last-Event-ID: {last}\r\n")
    assert [piece.split(b"\n")[1].decode().removeprefix("id: ") for piece in found] == ids


def test_events_with_ids_of_their_own_are_resumed_by_them(streaming: RunningMock) -> None:
    """Where the document says what an id looks like, and a place in the stream is none."""
    _, found = chunks(streaming, "/named", 20)
    first = found[0].split(b"\n")[0].removeprefix(b"id: ").decode()
    assert first.startswith("e-")
    assert len(chunks(streaming, "/named", 20, f"Last-Event-ID: {first}\r\n")[1]) == 2


def test_what_is_shown_is_resumed_by_its_own_ids(streaming: RunningMock) -> None:
    """Also where the document has the events written out."""
    _, found = chunks(streaming, "/shown", 20, "Last-Event-ID: a\r\n")
    assert found == [b'data: {"n": 2}\n\n']


def test_the_end_is_as_declared(streaming: RunningMock) -> None:
    """A text or a value as the last item, or nothing for as long as the client stays."""
    event = {"Accept": "text/event-stream"}
    assert httpx.get(f"{streaming.url}/chat", headers=event).text.endswith("\n\ndata: [DONE]\n\n")
    assert httpx.get(f"{streaming.url}/last").text.splitlines()[-1] == '{"n":-1}'
    with socket.create_connection(streaming.address, timeout=120) as client:
        client.sendall(b"GET /idle HTTP/1.1\r\nHost: localhost\r\n\r\n")
        found = b""
        while b"id: 1\n" not in found or not found.endswith(b"\n\n\r\n"):
            more = client.recv(65_536)
            assert more
            found += more
        client.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.recv(1)


def test_head_and_accept_count(streaming: RunningMock) -> None:
    """HEAD has the fields of GET and no body; JSON is sent to who takes it, a stream to who asks for one."""
    head = httpx.head(f"{streaming.url}/feed")
    assert (head.headers["content-type"], head.headers["cache-control"]) == ("text/event-stream", "no-cache")
    assert head.content == b""
    assert httpx.get(f"{streaming.url}/chat").headers["content-type"] == "application/json"
    assert httpx.get(f"{streaming.url}/chat", headers={"Accept": "text/csv"}).status_code == 406
    preferred = httpx.get(f"{streaming.url}/lines", headers={"Prefer": "code=200, dynamic=true"})
    assert preferred.headers["preference-applied"] == "code=200, dynamic=true"
    assert all(isinstance(json.loads(line)["n"], int) for line in preferred.text.splitlines())


def test_a_client_of_http_1_0_gets_a_whole_body(streaming: RunningMock) -> None:
    """It knows no chunks; of a stream without an end it gets the first items."""
    head, (body,) = chunks(streaming, "/feed", 1, version="1.0")
    assert f"content-length: {len(body)}" in head
    assert body.count(b"\n\n") == 3


def test_a_list_streams_its_records_and_those_that_come(streaming: RunningMock) -> None:
    """As lines, and as the data of events, whose ids are the records' keys."""
    made = [{"id": "a", "name": "One"}, {"id": "b", "name": "Two"}]
    for each in made:
        assert httpx.post(f"{streaming.url}/things", json=each).status_code == 201
    with httpx.stream("GET", f"{streaming.url}/things", headers={"Accept": "text/event-stream"}) as answer:
        lines = answer.iter_lines()
        later = {"id": "c", "name": "Three"}
        assert _events(lines, 2) == made
        assert httpx.post(f"{streaming.url}/things", json=later).status_code == 201
        assert _events(lines, 1) == [later]
    headers = {"Accept": "text/event-stream", "Last-Event-ID": "b"}
    with httpx.stream("GET", f"{streaming.url}/things", headers=headers) as answer:
        assert _events(answer.iter_lines(), 1) == [later]
    with httpx.stream("GET", f"{streaming.url}/things", headers={"Accept": "application/x-ndjson"}) as answer:
        lines = answer.iter_lines()
        assert [json.loads(next(lines)) for _ in range(3)] == [*made, later]


def _events(lines: Iterator[str], most: int) -> list[Any]:
    found: list[Any] = []
    while len(found) < most:
        line = next(lines)
        if line.startswith("data: "):
            found.append(json.loads(line.removeprefix("data: ")))
    return found


def test_streams_end_when_the_server_stops(spec: Path) -> None:
    """With a last chunk, so that the client knows; and the server is gone with exit code 0."""
    with running_mock(spec=spec) as served, contextlib.ExitStack() as stack:
        open_ones = [
            stack.enter_context(httpx.stream("GET", f"{served.url}/{name}", timeout=120)).iter_raw()
            for name in ("feed", "idle", "feed")
        ]
        for pieces in open_ones:
            next(pieces)
        done = served.stop()
        for pieces in open_ones:
            assert all(isinstance(piece, bytes) for piece in pieces)  # raises where the last chunk is missing
    assert done.code == 0
    assert "Traceback" not in done.stderr
    assert done.stderr.count("GET     /feed 200") == 2


def test_explain_tells_how_an_answer_streams(spec: Path) -> None:
    """The pace, the number and the end, and whether the document says so."""
    told = run_in_process("explain", str(spec), cwd=spec.parent).stdout
    assert "streams text/event-stream: 3 items, one each 150 ms, then closed" in told
    assert "declared: x-mock.stream" in told
    assert "streams text/event-stream: endless, one each 10 ms" in told


@pytest.mark.parametrize(
    ("stream_", "media", "sentence"),
    [
        ({"every": 1}, "application/json", "no answer of the operation is a stream; it has application/json"),
        ({"every": "soon"}, "text/event-stream", "/x-mock/stream/every: "),
        ({"each": 1}, "text/event-stream", "x-mock of an operation.stream has no each; it has count, end, every"),
        ({"count": -1}, "text/event-stream", "/x-mock/stream/count: "),
    ],
)
def test_a_wrong_manner_is_refused_at_start(stream_: Any, media: str, sentence: str, tmp_path: Path) -> None:
    """With the place and what to do."""
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document({"/a": answers({media: {"schema": NUMBER}}, **stream_)})), "utf-8")
    done = run_in_process("--spec", str(path), "--port", "0", cwd=tmp_path)
    assert done.code == 2
    assert sentence in done.stderr


PAGE = """<script>
const seen = [], began = performance.now(), source = new EventSource("/events");
source.addEventListener("tick", (event) => {
  seen.push({n: JSON.parse(event.data).n, id: event.lastEventId, at: performance.now() - began});
  if (seen.length === 3) { source.close(); window.seen = seen; }
});
</script>"""


@pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium")
@pytest.mark.slow
def test_an_event_source_in_a_browser_gets_events(tmp_path: Path) -> None:
    """Three, each parsed, the last at least 300 ms after the first was asked for."""
    page = {"/page": answers({"text/html": {"schema": {"type": "string"}, "example": PAGE}})}
    with running_mock(spec=written(tmp_path, **page)) as served, chromium.page() as tab:
        tab.open(f"{served.url}/page")
        seen = tab.wait_for("window.seen")
    assert [each["id"] for each in seen] == ["1", "2", "3"]
    assert all(isinstance(each["n"], int) for each in seen)
    assert seen[2]["at"] >= 300
