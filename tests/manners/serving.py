"""What services share: a request in parts, bodies that are checked by the document's own schemas, and a whole check."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, unquote

import jsonschema_rs

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report

Answer = tuple[int, Any, dict[str, str]]
MOST = 2**31 - 1


class Asked(NamedTuple):
    """A request: the decoded segments of its path, the pairs of its query, and the body's octets."""

    method: str
    path: str
    parts: list[str]
    query: dict[str, list[str]]
    headers: Message
    data: bytes

    @property
    def json(self) -> bool:
        """Whether the body is said to be JSON."""
        return self.headers.get_content_type() == "application/json" and "Content-Type" in self.headers


class Service:
    """A service: ``answer`` is its one door, ``rows`` what it holds by collection and key.

    ``base`` is the path before all others, ``key`` the credential that it asks for, if any.
    """

    base = ""
    key = ""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, Any]] = {}
        self.first: dict[str, dict[str, Any]] = {}

    def begin(self, rows: dict[str, dict[str, Any]]) -> None:
        """What is there before a check."""
        self.rows, self.first = rows, copy.deepcopy(rows)

    @property
    def unharmed(self) -> bool:
        """Whether everything from before is as it was."""
        return all(self.rows[name].get(key) == row for name, rows in self.first.items() for key, row in rows.items())

    @property
    def left(self) -> list[str]:
        """The keys of what was made and is still there."""
        return [key for name, rows in self.rows.items() for key in rows if key not in self.first[name]]

    def document(self) -> dict[str, Any]:
        """The OpenAPI document."""
        raise NotImplementedError

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        raise NotImplementedError

    def serve(self, method: str, target: str, headers: Message, data: bytes) -> Answer:
        """One answer to a request as it comes."""
        path, _, query = target.partition("?")
        parts = [unquote(part) for part in path.split("/")[1:]]
        return self.answer(Asked(method, path, parts, parse_qs(query, keep_blank_values=True), headers, data))


class Checker:
    """Judges bodies by one schema, as a careful service does."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self._validator = jsonschema_rs.Draft202012Validator(_plain(schema), validate_formats=True)

    def read(self, data: bytes) -> tuple[Any, list[str]]:
        """The body, and the names of its members that are wrong: nothing named where it is no JSON object at all."""
        try:
            body = json.loads(data.decode("utf-8"), parse_constant=lambda _: 1 / 0)
            json.dumps(body, ensure_ascii=False).encode()
        except (ValueError, RecursionError, ZeroDivisionError):
            return None, [""]
        if not isinstance(body, dict):
            return None, [""]
        return body, self.wrong(body)

    def wrong(self, body: Any) -> list[str]:
        """The names of the members that are wrong."""
        try:
            return [_place(error) for error in self._validator.iter_errors(body)]
        except (ValueError, RecursionError):
            return [""]

    def kept(self, body: dict[str, Any]) -> dict[str, Any]:
        """The members that the schema lists and a client may write."""
        properties = self.schema["properties"]
        return {n: v for n, v in body.items() if n in properties and not properties[n].get("readOnly")}


def _place(error: Any) -> str:
    if error.instance_path:
        return str(error.instance_path[0])
    return str(getattr(error.kind, "property", "") or "")


def _plain(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _plain(item) for name, item in schema.items() if name not in ("readOnly", "example", "description")}


def number(text: str) -> int | None:
    """A key that counts, None where the text is none."""
    found = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
    return found if found > 0 else None


def says(schema: Any, description: str = "done") -> dict[str, Any]:
    """A documented answer with a JSON body."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def takes(schema: Any) -> dict[str, Any]:
    """A documented JSON body of a request."""
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def in_path(name: str, schema: Any) -> dict[str, Any]:
    """A documented parameter of the path."""
    return {"name": name, "in": "path", "required": True, "schema": schema}


def in_query(name: str, **schema: Any) -> dict[str, Any]:
    """A documented parameter of the query."""
    return {"name": name, "in": "query", "schema": schema}


def checked(service: Service, folder: Path, **options: Any) -> Report:
    """The report of a check of a service, without generated cases where nothing else is asked for."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(service.document()), "utf-8")
    given: dict[str, Any] = {"fuzz": 0, "recombinations": 8, "seed": 1, "ledger": folder / "ledger"} | options
    schemes = service.document().get("components", {}).get("securitySchemes", {})
    given.setdefault("credentials", dict.fromkeys(schemes, service.key) if service.key else {})
    with answering(service.serve) as url:
        return report_of(Settings(url=url + service.base, spec=spec, **given))
