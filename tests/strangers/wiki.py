"""A wiki in plain http.server: pages written by PUT under names of their own, errors as texts, 410 for what is gone."""

from __future__ import annotations

import json
import re
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Collection

FAULTS = ("tags-lose-one", "public-not-defaulted", "gone-is-200")
Reply = tuple[int, dict[str, str], bytes]


class RefusedError(Exception):
    """A request that ends here."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers


class Wiki:
    """The pages; ``app`` answers one request."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self.pages: dict[str, dict[str, Any]] = {}
        self.gone: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()
        for name in ("welcome", "house-rules"):
            self._write(name, {"text": f"This is {name}.", "public": True})
        self.before = {name: json.dumps(page) for name, page in self.pages.items()}

    def app(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        """One exchange."""
        with self.lock:
            try:
                return self._route(method, target, headers, body)
            except RefusedError as refused:
                fields = {"Content-Type": "text/plain; charset=utf-8", **refused.headers}
                return refused.status, fields, refused.text.encode()

    def _route(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        parts = urlsplit(target)
        if parts.path == "/pages":
            if method != "GET":
                raise RefusedError(405, "only reading", Allow="GET")
            prefix = parse_qs(parts.query).get("prefix", [""])[-1]
            if not re.fullmatch("[a-z0-9-]{0,40}", prefix):
                raise RefusedError(400, "the prefix is wrong")
            return self._json(200, [name for name in sorted(self.pages) if name.startswith(prefix)])
        found = re.fullmatch("/pages/([^/]+)", parts.path)
        if found is None:
            raise RefusedError(404, "there is nothing here")
        if method not in ("GET", "PUT", "DELETE"):
            raise RefusedError(405, "not so", Allow="GET, PUT, DELETE")
        name = unquote(found[1]).lower()  # names are kept in small letters, and found in any
        if not re.fullmatch("[a-z][a-z0-9-]{2,39}", name):
            raise RefusedError(400, "that is no name")
        if method == "PUT":
            draft = self._draft(headers, body)
            status = 200 if name in self.pages else 201
            return self._json(status, self._write(name, draft))
        return self._there(method, name)

    def _there(self, method: str, name: str) -> Reply:
        if name not in self.pages:
            if name in self.gone and "gone-is-200" in self.faults and method == "GET":
                return self._json(200, self.gone[name])
            raise RefusedError(410, "it was here once") if name in self.gone else RefusedError(404, "never heard of")
        if method == "GET":
            return self._json(200, self.pages[name])
        self.gone[name] = self.pages.pop(name)
        return 204, {}, b""

    def _json(self, status: int, value: Any) -> Reply:
        return status, {"Content-Type": "application/json"}, json.dumps(value).encode()

    def _write(self, name: str, draft: dict[str, Any]) -> dict[str, Any]:
        tags = draft.get("tags", [])
        page = {
            "name": name,
            "text": draft["text"],
            "tags": tags[:-1] if len(tags) > 1 and "tags-lose-one" in self.faults else tags,
            "public": draft.get("public", "public-not-defaulted" not in self.faults),
            "revision": self.pages.get(name, {"revision": 0})["revision"] + 1,
            "changed": int(time.time() * 1000),
        }
        self.gone.pop(name, None)
        self.pages[name] = page
        return page

    def _draft(self, headers: Any, body: bytes) -> dict[str, Any]:
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise RefusedError(415, "JSON, please")
        try:
            draft = json.loads(body.decode(), parse_constant=lambda _: 1 / 0)
        except (ValueError, RecursionError, ZeroDivisionError):
            raise RefusedError(400, "that is no JSON") from None
        if not isinstance(draft, dict) or not isinstance(draft.get("text"), str) or len(draft["text"]) > 2000:
            raise RefusedError(400, "text is missing or wrong")
        tags = draft.get("tags", [])
        right = isinstance(tags, list) and all(isinstance(tag, str) and 1 <= len(tag) <= 12 for tag in tags)
        if not right or len(tags) > 6 or len(set(tags)) < len(tags):
            raise RefusedError(400, "tags are wrong")
        if not isinstance(draft.get("public", True), bool):
            raise RefusedError(400, "public is true or false")
        return draft
