"""The check writes and reads requests as the mock does: every style and media type, over documents of many kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from contracts.cases.sending.requests import Requests
from contracts.cases.values.typical_values import TypicalValues
from contracts.exchange import Request
from contracts.run import Settings
from contracts.traffic.credentials import Credentials
from contracts.traffic.mock import MockBeside
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi.reading.document import load_document
from mock_server.openapi.reading.pointers import MISSING
from tests.contracts.running import report_of, served

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi.reading.document import Document

THING = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
OBJECT = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "const": 1}}}
ONES = {"type": "array", "items": {"type": "integer", "const": 1}, "minItems": 2, "maxItems": 2}


def parameter(name: str, place: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A required parameter."""
    return {"name": name, "in": place, "required": True, "schema": schema, **more}


def document_of(path: str, *parameters: dict[str, Any], method: str = "get", **operation: Any) -> dict[str, Any]:
    """A document of one operation that answers an object."""
    answer = {"description": "A", "content": {"application/json": {"schema": {"type": "object"}}}}
    responses = {"200": answer, "400": {"description": "Wrong"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {path: {method: {"operationId": "op", "parameters": list(parameters), "responses": responses,
                                  **operation}}},
    }  # fmt: skip


def body_of(media: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A required request body."""
    return {"required": True, "content": {media: {"schema": schema, **more}}}


ONE = {"type": "integer", "const": 1}
QUERY_CONTENT = {"name": "q", "in": "query", "required": True, "content": {"application/json": {"schema": OBJECT}}}
ROWS: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "path label": (document_of("/a/{id}", parameter("id", "path", ONE, style="label")), "/a/.1", None),
    "path matrix": (document_of("/a/{id}", parameter("id", "path", ONE, style="matrix")), "/a/;id=1", None),
    "path array": (document_of("/a/{id}", parameter("id", "path", ONES)), "/a/1,1", None),
    "deepObject": (
        document_of("/a", parameter("filter", "query", OBJECT, style="deepObject", explode=True)),
        "/a?filter%5Bn%5D=1",
        None,
    ),
    "query content": (document_of("/a", QUERY_CONTENT), "/a?q=%7B%22n%22%3A1%7D", None),
    "pipeDelimited": (
        document_of("/a", parameter("n", "query", ONES, style="pipeDelimited", explode=False)),
        "/a?n=1%7C1",
        None,
    ),
    "spaceDelimited": (
        document_of("/a", parameter("n", "query", ONES, style="spaceDelimited", explode=False)),
        "/a?n=1%201",
        None,
    ),
    "exploded": (document_of("/a", parameter("n", "query", ONES)), "/a?n=1&n=1", None),
    "cookie": (document_of("/a", parameter("sid", "cookie", {"type": "string", "const": "x"})), "/a", "sid=x"),
}


def built(document: Document) -> Request:
    """The plainest request of the document's operation."""
    credentials = Credentials(document, {})
    requests = Requests(TypicalValues(Reader(document), "tag"), credentials)
    operation = document.operations[0]
    return requests.build(operation, body=requests.body(operation))


def load(folder: Path, tree: dict[str, Any]) -> Document:
    """The document, from a file."""
    path = folder / "openapi.yaml"
    path.write_text(yaml.safe_dump(tree), "utf-8")
    return load_document(path)


def taken(document: Document, request: Request, folder: Path) -> bool:
    """Whether a request is valid, and the mock takes it."""
    reading = Reader(document).read(request)
    mock = MockBeside(folder / "openapi.yaml", (), 1)
    try:
        return reading is not None and reading.verdict is Verdict.VALID and mock.send(request).status == 200
    finally:
        mock.close()


@pytest.mark.parametrize("row", ROWS)
def test_parameters_are_written_in_their_style(row: str, tmp_path: Path) -> None:
    """What is sent for a required parameter is what its style and location say, and the mock takes it."""
    tree, target, cookie = ROWS[row]
    document = load(tmp_path, tree)
    request = built(document)
    assert request.target == target
    assert request.header("Cookie") == cookie
    assert taken(document, request, tmp_path)


IMAGE = {"type": "string", "contentMediaType": "image/png"}
UPLOAD = {"type": "object", "required": ["title", "file"], "properties": {"title": {"type": "string"}, "file": IMAGE}}
BODIES = {
    "form": body_of("application/x-www-form-urlencoded", THING),
    "multipart": body_of("multipart/form-data", UPLOAD),
    "xml": body_of("application/xml", {**THING, "xml": {"name": "thing"}}),
    "text": body_of("text/plain", {"type": "string"}),
    "octets": body_of("application/octet-stream", {}),
    "json": body_of("application/vnd.x+json", THING),
}


@pytest.mark.parametrize("kind", BODIES)
def test_bodies_are_written_in_their_media_type(kind: str, tmp_path: Path) -> None:
    """The plainest body of an operation is valid, and the mock takes it."""
    document = load(tmp_path, document_of("/a", method="post", requestBody=BODIES[kind]))
    request = built(document)
    media = document.operations[0].request_body
    assert media is not None
    assert (request.header("Content-Type") or "").startswith(media.content[0].name)
    assert taken(document, request, tmp_path)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", ["form", "multipart", "xml", "json"])
def test_creates_of_every_media_type_succeed(kind: str, tmp_path: Path) -> None:
    """A check creates in the documented media type: the mock takes it, nothing drifts, nothing is left out."""
    report = checked(tmp_path, _creating(kind))
    assert report.drifts == ()
    assert [gap for gap in report.coverage_gaps if "success" in gap] == []


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["form", "multipart", "xml", "json"])
def test_generated_creates_of_every_media_type_succeed(kind: str, tmp_path: Path) -> None:
    """What Schemathesis generates for one is written in it, too."""
    report = checked(tmp_path, _creating(kind), **_GENERATED)
    assert report.drifts == ()
    assert [gap for gap in report.coverage_gaps if "success" in gap] == []


def _creating(kind: str) -> dict[str, Any]:
    """A document whose records are created in one media type, and removed."""
    tree = document_of("/a", method="post", requestBody=BODIES[kind])
    made = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}
    operation = tree["paths"]["/a"]["post"]
    operation["responses"]["201"] = {"description": "Made", "content": {"application/json": {"schema": made}}}
    del operation["responses"]["200"]
    key = parameter("id", "path", {"type": "string"})
    removed = {"204": {"description": "Gone"}, "404": {"description": "None"}}
    tree["paths"]["/a/{id}"] = {"delete": {"operationId": "gone", "parameters": [key], "responses": removed}}
    return tree


@pytest.mark.sampled(3)
@pytest.mark.parametrize("row", ROWS)
def test_the_check_of_the_own_mock_conforms(row: str, tmp_path: Path) -> None:
    """No style makes the check see a drift in the mock, and each operation succeeds."""
    report = checked(tmp_path, ROWS[row][0])
    assert report.drifts == ()
    assert report.coverage_gaps == ()


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS)
def test_generated_cases_conform_too(row: str, tmp_path: Path) -> None:
    """What Schemathesis generates for each style is written as the mock reads it."""
    report = checked(tmp_path, ROWS[row][0], **_GENERATED)
    assert report.drifts == ()
    assert report.coverage_gaps == ()


_GENERATED: dict[str, Any] = {"fuzz": 1, "fuzz_cases": 5}


def checked(folder: Path, tree: dict[str, Any], **options: Any) -> Any:
    """The report on the project's own mock of a document, without generated cases unless ``options`` ask for them."""
    load(folder, tree)
    with served(folder / "openapi.yaml") as url:
        options = {"recombinations": 10, "fuzz": 0, **options}
        return report_of(Settings(url=url, spec=folder / "openapi.yaml", **options))


TEXT = {"type": "string"}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
ALIKE = [
    ({"name": "n", "in": "query", "schema": {"enum": [1, 2]}}, "/a?n=1"),
    ({"name": "n", "in": "query", "schema": {"type": "number"}}, "/a?n=1e3"),
    ({"name": "n", "in": "query", "schema": {"type": ["integer", "null"]}}, "/a?n="),
    ({"name": "s", "in": "query", "schema": TEXT}, "/a?s=%FF"),
    ({"name": "n", "in": "query", "explode": False, "schema": NUMBERS}, "/a?n=1,2"),
    ({"name": "n", "in": "query", "explode": False, "schema": NUMBERS}, "/a?n=1,x"),
    ({"name": "f", "in": "query", "style": "deepObject", "schema": OBJECT}, "/a?f[n]=x"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "target"), ALIKE, ids=[target for _, target in ALIKE])
def test_check_and_mock_read_alike(given: dict[str, Any], target: str, tmp_path: Path) -> None:
    """The check never says valid of what the mock refuses, nor invalid of what it takes."""
    document = load(tmp_path, document_of("/a", given))
    reading = Reader(document).read(Request("GET", target))
    mock = MockBeside(tmp_path / "openapi.yaml", (), 1)
    try:
        status = mock.send(Request("GET", target)).status
    finally:
        mock.close()
    assert reading is not None
    assert reading.verdict is Verdict.GREY or (reading.verdict is Verdict.VALID) == (status == 200)
    assert not (status == 400 and reading.violations == [])


def test_header_arrays_are_judged(tmp_path: Path) -> None:
    """An array in a header is read by its style (OpenAPI: simple)."""
    document = load(tmp_path, document_of("/a", {"name": "X-N", "in": "header", "schema": NUMBERS}))
    reader = Reader(document)
    wrong, right = (reader.read(Request("GET", "/a", (("X-N", text),))) for text in ("1,x", "1,2"))
    assert wrong is not None
    assert right is not None
    assert (wrong.verdict, right.verdict) == (Verdict.INVALID, Verdict.VALID)


ROUTES = [
    (["/a/{x}/c", "/{owner}/b/c"], "/a/b/c", "/a/{x}/c"),
    (["/v/a b"], "/v/a%20b", "/v/a b"),
    (["/f/{n}"], "/f/", None),
    (["/f/{n}", "/f/me"], "/f/me", "/f/me"),
]


@pytest.mark.parametrize(("paths", "target", "wanted"), ROUTES, ids=[target for _, target, _ in ROUTES])
def test_check_and_mock_route_alike(paths: list[str], target: str, wanted: str | None, tmp_path: Path) -> None:
    """A request belongs to the operation that answers it."""
    tree = document_of(paths[0])
    tree["paths"] = {path: {"get": {"operationId": path, "responses": {"200": {"description": "A"}}}} for path in paths}
    document = load(tmp_path, tree)
    reading = Reader(document).read(Request("GET", target))
    assert (reading.operation.path if reading is not None else None) == wanted
    mock = MockBeside(tmp_path / "openapi.yaml", (), 1)
    try:
        assert (mock.send(Request("GET", target)).status == 404) is (wanted is None)
    finally:
        mock.close()


def test_no_body_is_no_value(tmp_path: Path) -> None:
    """What an operation without a body takes is asked of schemas all the same, and none holds for it."""
    document = load(tmp_path, document_of("/a", parameter("n", "query", ONES)))
    assert not TypicalValues(Reader(document), "tag").valid(True, MISSING)
