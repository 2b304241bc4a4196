"""A depot's pallets, served by a small WSGI application that checks nothing itself; its crashes are planted by name."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import on_thread, sent_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from contracts.findings import Report

PALLET: Any = {
    "type": "object",
    "required": ["goods", "weight"],
    "properties": {
        "pallet": {"type": "integer", "readOnly": True},
        "goods": {"type": "string", "minLength": 1, "maxLength": 60},
        "weight": {"type": "integer", "minimum": 0, "maximum": 2000},
        "stacked": {"type": "boolean"},
        "marks": {"type": "array", "items": {"type": "string", "maxLength": 20}, "maxItems": 5},
    },
}
LABEL: Any = {
    "type": "object",
    "required": ["code"],
    "properties": {
        "code": {"type": "string", "pattern": "^[a-z0-9-]{3,40}$"},
        "text": {"type": "string", "maxLength": 80},
    },
}


def _says(schema: Any, status: str) -> dict[str, Any]:
    return {status: {"description": "said", "content": {"application/json": {"schema": schema}}}}


def document() -> dict[str, Any]:
    """Pallets, whose number the depot gives, and labels, whose code the caller chooses."""
    refused = {"422": {"description": "refused"}}
    none = {"404": {"description": "no such thing"}}
    paths: dict[str, Any] = {}
    for name, key, schema, extra in (
        ("pallets", "pallet", PALLET, {}),
        ("labels", "code", LABEL, {"409": {"description": "taken"}}),
    ):
        one = {"name": key, "in": "path", "required": True, "schema": schema["properties"][key]}
        takes = {"required": True, "content": {"application/json": {"schema": schema}}}
        paths[f"/{name}"] = {
            "post": {
                "operationId": f"store_{key}",
                "requestBody": takes,
                "responses": {**_says(schema, "201"), **refused, **extra},
            }
        }
        paths[f"/{name}/{{{key}}}"] = {
            "parameters": [one],
            "get": {"operationId": f"show_{key}", "responses": {**_says(schema, "200"), **none, **refused}},
            "delete": {
                "operationId": f"ship_{key}",
                "responses": {"204": {"description": "gone"}, **none, **refused},
            },
        }
    return {"openapi": "3.0.3", "info": {"title": "Depot", "version": "1"}, "paths": paths}


def _right(schema: Any, body: Any) -> bool:
    """Whether the depot takes this body; a checker of its own."""
    if not isinstance(body, dict) or any(name not in body for name in schema["required"]):
        return False
    if any(name not in schema["properties"] for name in body):
        return False
    for name, item in schema["properties"].items():
        value: Any = body.get(name)
        if name not in body or name == "pallet":
            continue
        kind: Any = {"string": str, "integer": int, "boolean": bool, "array": list}[item["type"]]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            return False
        if kind is str and not item.get("minLength", 0) <= len(value) <= item.get("maxLength", 1000):
            return False
        if kind is int and not 0 <= value <= 2000:
            return False
        if kind is list and (len(value) > 5 or not all(isinstance(v, str) and len(v) <= 20 for v in value)):
            return False
        if name == "code" and not (
            3 <= len(value) <= 40 and value.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
        ):
            return False
    return True


class Depot:
    """The service. ``faults`` tell by operation and body when it crashes; ``pause`` delays the ``first`` answers."""

    def __init__(
        self, faults: dict[str, Callable[[Any], bool]] | None = None, pause: float = 0.0, first: int = 10**9
    ) -> None:
        self.faults = faults or {}
        self.pause, self.first = pause, first
        self.kept: dict[tuple[str, str], Any] = {}
        self.asked: list[tuple[str, str, bytes]] = []
        self._number = 0

    def by_which_key(self, method: str, target: str, data: bytes) -> tuple[str, str, bytes]:
        """A request with one word for the numbers that the depot gives, as requests happen to arrive."""
        _, name, *rest = target.split("/")
        number, mark, after = rest[0].partition("?") if rest else ("", "", "")
        given = name == "pallets" and number.isdecimal() and int(number) % 7 == 0 and 0 < int(number) <= self._number
        return (method, f"/{name}/given{mark}{after}", data) if given else (method, target, data)

    def answer(self, method: str, path: str, data: bytes) -> tuple[int, Any]:
        """Status and value; raises where it crashes."""
        _, name, *rest = path.split("/")
        if name not in ("pallets", "labels") or len(rest) > 1:
            return 404, None
        schema, key = (PALLET, "pallet") if name == "pallets" else (LABEL, "code")
        if not rest:
            return self._store(name, key, schema, data) if method == "POST" else (404, None)
        if name == "pallets" and not rest[0].isdecimal():
            return 422, None
        if (name, rest[0]) not in self.kept:
            return 404, None
        self._crash(f"{method} {name}", self.kept[name, rest[0]])
        if method == "DELETE":
            del self.kept[name, rest[0]]
            return 204, None
        return 200, self.kept[name, rest[0]]

    def _store(self, name: str, key: str, schema: Any, data: bytes) -> tuple[int, Any]:
        body = sent_json(data)
        if isinstance(body, dict):
            self._crash(f"any {name}", body)
        if not _right(schema, body) or b"\\ud8" in data or len(data) > 10_000 or b"NaN" in data:
            return 422, None
        self._crash(f"POST {name}", body)
        body = {k: v for k, v in body.items() if k in schema["properties"]}
        if key == "pallet":
            self._number += 7
            body["pallet"] = self._number
        elif (name, body[key]) in self.kept:
            self._crash("taken", body)
            return 409, None
        self.kept[name, str(body[key])] = body
        return 201, body

    def _crash(self, where: str, body: Any) -> None:
        for fault, when in self.faults.items():
            if fault.partition("#")[0] == where and when(body):
                raise RuntimeError(fault)


def serving(depot: Depot) -> AbstractContextManager[str]:
    """The depot's base URL while it runs."""

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        data = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        plain = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() == "application/json"
        target = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        query = environ.get("QUERY_STRING")
        depot.asked.append((environ["REQUEST_METHOD"], f"{target}?{query}" if query else target, data))
        time.sleep(depot.pause if len(depot.asked) <= depot.first else 0.0)
        try:
            status, value = depot.answer(environ["REQUEST_METHOD"], target, data if plain else b"")
        except Exception:  # as frameworks do
            page = b"<html><body><h1>Server Error (500)</h1></body></html>"
            start("500 Internal Server Error", [("Content-Type", "text/html"), ("Content-Length", str(len(page)))])
            return [page]
        body = b"" if value is None else json.dumps(value).encode()
        fields = [("Content-Type", "application/json")] if body else []
        start(f"{status} Said", [*fields, ("Content-Length", str(len(body)))])
        return [body]

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    return on_thread(make_server("127.0.0.1", 0, application, WSGIServer, Quiet))


def written(folder: Path) -> Path:
    """The document in a file."""
    path = folder / "depot.json"
    path.write_text(json.dumps(document()), "utf-8")
    return path


def checked(depot: Depot, folder: Path, *, seed: int = 3, **options: Any) -> Report:
    """The report of a check of the depot, without generated cases."""
    spec = written(folder)
    given: dict[str, Any] = {"fuzz": 0, "recombinations": 5, "ledger": folder / f"ledger-{seed}"} | options
    with serving(depot) as url:
        return report_of(Settings(url=url, spec=spec, seed=seed, **given))
