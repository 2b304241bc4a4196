"""Sensors in plain http.server: an envelope with ok, serials with signs, an `id` that is no key, missing first."""

from __future__ import annotations

import base64
import json
import re
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.repeatable_keys import RepeatableKeys

if TYPE_CHECKING:
    from collections.abc import Collection

FAULTS = ("kind-filter-ignored", "latitude-unbounded", "put-keeps-the-unit")
KINDS = ("heat", "light", "sound")
FIELDS = ("id", "label", "kind", "place", "since", "unit")
Reply = tuple[int, dict[str, str], bytes]


class NoError(Exception):
    """What is not done, and why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Sensors:
    """The sensors; ``app`` answers one request."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self._keys = RepeatableKeys()
        self.faults = faults
        self.sensors: dict[str, dict[str, Any]] = {}
        self.lock = threading.Lock()
        for label in ("Hall", "Roof"):
            self._add({"label": label, "kind": "heat", "unit": "K"})
        self.before = {serial: json.dumps(sensor) for serial, sensor in self.sensors.items()}

    def app(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        """One exchange."""
        with self.lock:
            try:
                status, value = self._route(method, target, headers, body)
                answer: dict[str, Any] = {"ok": True} if value is None else {"ok": True, "result": value}
            except NoError as no:
                status, answer = no.status, {"ok": False, "error": {"code": no.status * 10, "reason": no.reason}}
        fields = {"Content-Type": "application/json; charset=UTF-8"}
        return (
            status,
            {**fields, "Allow": "GET, POST, PUT, DELETE"} if status == 405 else fields,
            json.dumps(answer).encode(),
        )

    def _route(self, method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any]:
        parts = urlsplit(target)
        if parts.path == "/sensors":
            if method == "GET":
                return 200, self._list(parse_qs(parts.query))
            if method == "POST":
                return 201, self._add(self._given(headers, body))
            raise NoError(405, "GET or POST")
        found = re.fullmatch("/sensors/([^/]+)", parts.path)
        if found is None:
            raise NoError(404, "nothing is here")
        if method not in ("GET", "PUT", "DELETE"):
            raise NoError(405, "GET, PUT or DELETE")
        serial = unquote(unquote(found[1]))  # a gateway in front decodes once, the service again
        if serial not in self.sensors:
            raise NoError(404, "no such sensor")
        if method == "DELETE":
            del self.sensors[serial]
            return 200, None
        if method == "PUT":
            self._put(serial, self._given(headers, body))
        return 200, self.sensors[serial]

    def _list(self, query: dict[str, list[str]]) -> Any:
        offset, most = (query.get(name, [default])[-1] for name, default in (("offset", "0"), ("max", "100")))
        kind = query.get("kind", [None])[-1]
        if not all(re.fullmatch("[0-9]{1,18}", text) for text in (offset, most)) or not 1 <= int(most) <= 200:
            raise NoError(400, "offset or max is wrong")
        if kind is not None and kind not in KINDS:
            raise NoError(400, "kind is wrong")
        wanted = None if "kind-filter-ignored" in self.faults else kind
        found = [sensor for sensor in self.sensors.values() if wanted in (None, sensor["kind"])]
        return {"items": found[int(offset) : int(offset) + int(most)], "total": len(found)}

    def _add(self, given: dict[str, Any]) -> dict[str, Any]:
        serial = base64.b32encode(self._keys.octets(8)).decode() + "+"
        self.sensors[serial] = {"added": datetime.now(UTC).date().isoformat()}
        return self._put(serial, given)

    def _put(self, serial: str, given: dict[str, Any]) -> dict[str, Any]:
        old = self.sensors[serial]
        kept = {"unit": old.get("unit")} if "put-keeps-the-unit" in self.faults else {}
        new = {**dict.fromkeys(FIELDS), **kept, **{name: given[name] for name in FIELDS if name in given}}
        if new["since"] is not None:
            new["since"] = datetime.fromisoformat(new["since"].upper()).astimezone(UTC).isoformat()
        self.sensors[serial] = {"serial": serial, **new, "added": old["added"]}
        return self.sensors[serial]

    def _given(self, headers: Any, body: bytes) -> dict[str, Any]:
        if len(body) > 50_000:
            raise NoError(413, "too much")
        if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
            raise NoError(400, "JSON is wanted")
        try:
            given = json.loads(body.decode(), parse_constant=lambda _: 1 / 0)
        except (ValueError, RecursionError, ZeroDivisionError):
            raise NoError(400, "that is no JSON") from None
        least = 10**9 if "latitude-unbounded" in self.faults else 90
        if not isinstance(given, dict) or not all(self._fits(name, given.get(name), least) for name in FIELDS):
            raise NoError(400, "a member is wrong")
        if any(name in given and given[name] is None for name in ("id", "place", "since")):
            raise NoError(400, "a member is null")
        return given

    def _fits(self, name: str, value: Any, most: float) -> bool:
        if name == "label":
            return isinstance(value, str) and 1 <= len(value) <= 50
        if name == "kind":
            return isinstance(value, str) and value in KINDS
        if value is None:
            return True
        if name == "place":
            return isinstance(value, dict) and _within(value.get("lat"), most) and _within(value.get("lon"), 180)
        if name == "since":
            return isinstance(value, str) and _is_instant(value)
        return isinstance(value, str) and (name != "unit" or len(value) <= 8)


def _within(value: Any, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -most <= value <= most


def _is_instant(text: str) -> bool:
    form = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
    try:
        return re.fullmatch(form, text, re.ASCII) is not None and bool(
            datetime.fromisoformat(text.upper()).astimezone(UTC)
        )
    except (ValueError, OverflowError):
        return False
