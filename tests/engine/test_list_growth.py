"""What a list costs grows with what it shows, not with what there is: the records that are read are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import lines
from tests.documents.asking import Mock, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

_FEW, _MANY = 600, 2400
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}
_BOOK = record(state=_TEXT, slug=_TEXT, pages=_NUMBER)


def _query(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "in": "query", "schema": _NUMBER if name in ("limit", "offset", "page") else _TEXT}
            for name in names]  # fmt: skip


def _library(folder: Path, count: int, *defaults: dict[str, Any]) -> Mock:
    shown = {"type": "object", "required": ["items", "total"],
             "properties": {"items": {"type": "array", "items": _BOOK}, "total": _NUMBER}}  # fmt: skip
    paths = {
        "/books": {
            "get": {
                "parameters": [
                    *_query("state", "slug", "limit", "offset", "page", "starting_after", "sort", "min_pages"),
                    *_query("max_pages", "q"),
                    *defaults,
                ],
                "responses": {"200": {"description": "d", "content": {"application/json": {"schema": shown}}}},
            },
            "post": {
                "requestBody": {"required": True, "content": {"application/json": {"schema": _BOOK}}},
                "responses": {"201": {"description": "d", "content": {"application/json": {"schema": _BOOK}}}},
            },
        },
        "/books/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": _BOOK}}}}},
        },
    }
    folder.mkdir()
    served = mock(folder, document(paths))
    made = served.ask("POST", "/books", {"id": "b0", "name": "n", "state": "new", "slug": "s0", "pages": 1})
    assert made.status == 201
    store = served.app.store
    (books,) = [name for name in store.resources() if store.count(name) and not name.startswith("~")]
    ((_, sample),) = store.records(books)
    for number in range(1, count):
        book = {**sample, "id": f"b{number}", "state": ("new", "old")[number % 2], "slug": f"s{number}",
                "pages": number * 37 % 101}  # fmt: skip
        store.create(books, f"b{number}", book)
    return served


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("query", "shown", "total"),
    [
        ("limit=10", 10, None),
        ("limit=10&offset=300", 10, None),
        ("limit=10&page=40", 10, None),
        ("limit=10&starting_after=b400", 10, None),
        ("state=OLD&limit=10", 10, 2),
        ("state=old&limit=10&offset=100", 10, 2),
        ("state=gone&limit=10", 0, 0),
        ("slug=s77", 1, -1),
        ("slug=s77&state=old", 1, -1),
        ("slug=s77&state=new", 0, 0),
        ("sort=pages&limit=10&offset=200", 10, None),
        ("sort=-pages&limit=10", 10, None),
        ("sort=slug&limit=10&starting_after=b400", 10, None),
        ("state=old&sort=-slug&limit=10", 10, 2),
        ("min_pages=50&max_pages=60&slug=s7", 1, -1),
    ],
)
def test_a_list_reads_what_it_shows(
    query: str, shown: int, total: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, cursors and filters, with four times the records too, once a value was looked up for the first time."""
    reads = 0
    decode = lines.decode

    def counted(raw: bytes) -> Any:
        nonlocal reads
        reads += 1
        return decode(raw)

    monkeypatch.setattr("mock_server.store.indexed_list._READ", 1_000_000)
    counts = []
    for count in (_FEW, _MANY):
        library = _library(tmp_path / str(count), count)
        library.ask("GET", f"/books?{query}")
        with monkeypatch.context() as patched:
            patched.setattr("mock_server.store.tables.decode", counted)
            reads = 0
            answer = library.ask("GET", f"/books?{query}")
        counts.append(reads)
        page = answer.json
        assert len(page["items"]) == shown
        wanted = count if total is None else count // 2 if total == 2 else abs(total)
        assert page["total"] == wanted
    assert counts[0] == counts[1] <= shown + 2


@pytest.mark.parametrize(
    "stated",
    [
        {"name": "include_torn", "schema": {"type": "boolean", "default": False}},
        {"name": "state", "schema": {"enum": ["new", "old", "all"], "default": "new"}},
        {"name": "order", "schema": {"enum": ["asc", "desc"], "default": "desc"}},
    ],
    ids=["flag", "choice", "direction"],
)
def test_a_stated_default_reads_what_it_shows(
    stated: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without the parameter, with as many records as before or one more, reads no other records."""
    library = _library(tmp_path / "one", _FEW, {"in": "query", **stated})
    library.ask("GET", "/books?limit=10")
    reads = 0
    decode = lines.decode

    def counted(raw: bytes) -> Any:
        nonlocal reads
        reads += 1
        return decode(raw)

    monkeypatch.setattr("mock_server.store.tables.decode", counted)
    assert len(library.ask("GET", "/books?limit=10").json["items"]) == 10
    assert reads <= 12


_ASKED = [
    "", "sort=pages", "sort=-pages", "sort=-state,pages", "state=old", "state=all", "state=nobody", "slug=S7",
    "min_pages=50", "max_pages=50", "min_pages=20&max_pages=40", "min_pages=60&sort=-pages", "state=new&sort=pages",
    "state=new&sort=-slug", "state=old&slug=s13", "q=s1", "q=s1&state=old&sort=slug", "min_pages=99&state=old&sort=id",
]  # fmt: skip
_PAGES = [
    "",
    "limit=7",
    "limit=7&offset=20",
    "limit=5&page=3",
    "limit=6&starting_after=b44",
    "limit=3&starting_after=x",
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("query", _ASKED)
def test_what_is_looked_up_is_what_a_look_at_all_finds(
    query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each filter, order and page answers the same with an index and without one."""
    answers = []
    for few, read in ((0, 1_000_000), (10_000, 0)):
        monkeypatch.setattr("mock_server.store.storage.FEW", few)
        monkeypatch.setattr("mock_server.store.indexed_list._READ", read)
        library = _library(tmp_path / str(few), 90)
        asked = ["&".join(filter(None, (query, page))) for page in _PAGES]
        bodies = [library.ask("GET", f"/books?{words}").json for words in asked]
        answers.append([([item["slug"] for item in body["items"]], body["total"]) for body in bodies])
    assert answers[0] == answers[1]


def test_a_page_follows_what_was_changed(tmp_path: Path) -> None:
    """What is replaced keeps its place in lists by its new value; what is deleted leaves them."""
    library = _library(tmp_path / "one", _FEW)
    first, second = library.ask("GET", "/books?state=new&limit=2").json["items"]
    assert second["id"] == "b2"
    store = library.app.store
    (books,) = [name for name in store.resources() if not name.startswith("~") and store.count(name) == _FEW]
    held = store.read(books, "b3")
    assert held is not None
    store.replace(books, "b3", {**held, "state": "new"})
    store.delete(books, first["id"])
    page = library.ask("GET", "/books?state=new&limit=3").json
    assert [item["id"] for item in page["items"]] == ["b2", "b3", "b4"]
    assert page["total"] == _FEW // 2


def test_a_part_reads_what_is_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The boats of one owner among those of many: what was made there, or carries the owner's key."""
    boat = record(owner=_TEXT)
    shown = {"content": {"application/json": {"schema": {"type": "array", "items": boat}}}}
    one = {"content": {"application/json": {"schema": boat}}}
    places = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in ("owner", "id")]
    made = {"requestBody": one, "responses": {"201": {"description": "d", **one}}}
    listed = {"responses": {"200": {"description": "d", **shown}}}
    paths = {
        "/boats": {"get": listed, "post": made},
        "/boats/{id}": {"parameters": places[1:], "get": {"responses": {"200": {"description": "d", **one}}}},
        "/owners/{owner}/boats": {"parameters": places[:1], "get": listed, "post": made},
    }
    counts, decode = [], lines.decode
    for count in (_FEW, _MANY):
        folder = tmp_path / str(count)
        folder.mkdir()
        served = mock(folder, document(paths))
        there = served.ask("POST", "/owners/ann/boats", {"name": "there", "owner": "ann"})
        assert there.status == 201
        store = served.app.store
        (boats,) = [name for name in store.resources() if store.count(name) and not name.startswith("~")]
        for number in range(count):
            owner = "ann" if number % (count // 10) == 7 else f"o{number}"
            store.create(boats, f"b{number}", {"id": f"b{number}", "name": "n", "owner": owner})
        served.ask("GET", "/owners/ann/boats")
        reads: list[bytes] = []
        with monkeypatch.context() as patched:
            patched.setattr("mock_server.store.tables.decode", lambda raw, into=reads: into.append(raw) or decode(raw))
            found = served.ask("GET", "/owners/ann/boats").json
        assert len(found) == 11
        assert found[0] == there.json
        assert {item["owner"] for item in found} == {"ann"}
        counts.append(len(reads))
    assert counts[0] == counts[1] < 40
