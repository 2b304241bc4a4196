"""A service with given habits, on a thread of this process; standard library only, no code of the packages."""

from __future__ import annotations

import base64
import json
import re
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.habits.values import fits, time_of
from tests.repeatable_keys import RepeatableKeys

if TYPE_CHECKING:
    from tests.habits.profile import Habits

KEY = "habit-key"
USER = "user:habit-key"
Reply = tuple[int, dict[str, str], Any]
FIELDS = ("title", "amount", "state", "note", "tags")


class RefusedError(Exception):
    """A request that ends here; ``status`` and what the body says."""

    def __init__(self, status: int, text: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers or {}


class Service:
    """The records of one service and what it answers; ``foreign`` are keys that were there before anybody came."""

    def __init__(self, habits: Habits) -> None:
        self._keys = RepeatableKeys()
        self.habits = habits
        self.records: dict[str, dict[str, Any]] = {}
        self.gone: set[str] = set()
        self.serial = habits.first_serial - 1
        self.lock = threading.Lock()
        for title in ("first-of-all", "second-of-all", "third-of-all"):
            self._store({"title": title, "state": "open", habits.key_name: title}, title)
        self.foreign = {key: json.dumps(record, sort_keys=True) for key, record in self.records.items()}

    def untouched(self) -> bool:
        """Whether every record from before is as it was."""
        shown = {key: json.dumps(record, sort_keys=True) for key, record in self.records.items()}
        return all(shown.get(key) == text for key, text in self.foreign.items())

    def left(self) -> list[str]:
        """The keys of records that were not there before and can be read still."""
        return [key for key, record in self.records.items() if key not in self.foreign and record.get("active", True)]

    def answer(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        """One exchange."""
        with self.lock:
            try:
                return self._route(method, target, headers, body)
            except RefusedError as refused:
                return refused.status, refused.headers, self._error(refused.status, refused.text, target)

    def _route(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        segments = parts.path.split("/")[1:]
        if segments[:1] != [self.habits.resource] or len(segments) > 2 or segments[1:] == [""]:
            raise RefusedError(404, "no such page")
        key = unquote(segments[1]) if len(segments) == 2 else None
        methods = self._methods(key)
        if method not in methods:
            raise RefusedError(405, "method not allowed", {"Allow": ", ".join(methods)})
        return self._guarded(method, key, query, headers, body)

    def _methods(self, key: str | None) -> list[str]:
        habits = self.habits
        if key is None:
            return ["GET"] if habits.create == "put" else ["GET", "POST"]
        puts = ["PUT"] if habits.replace in ("put", "both") or habits.create == "put" else []
        return ["GET", "DELETE", *puts, *(["PATCH"] if habits.replace in ("patch", "both") else [])]

    def _guarded(self, method: str, key: str | None, query: Any, headers: Any, body: bytes) -> Reply:
        order = self.habits.order
        data = None
        if order == "body-first" and method in ("POST", "PUT", "PATCH"):
            data = self._body(method, key, headers, body)
        self._authenticate(headers, query)
        found = None
        if key is not None:
            number = self.habits.ids in ("serial", "reused")
            if number and not re.fullmatch(r"[1-9][0-9]{0,17}", key):
                raise RefusedError(self.habits.invalid, "the key is no number")
            if self.habits.ids == "uuid" and not re.fullmatch(r"[0-9a-fA-F-]{36}", key):
                raise RefusedError(self.habits.invalid, "the key is no UUID")
            if self.habits.create == "put" and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", key):
                raise RefusedError(self.habits.invalid, "the key is malformed")
            found = self.records.get(key)
            creates = method == "PUT" and self.habits.create == "put"
            if found is None and not creates and (order == "missing-first" or method in ("GET", "DELETE")):
                return self._missing(method, key)
        if method in ("POST", "PUT", "PATCH"):
            data = self._body(method, key, headers, body) if data is None else data
        if method == "GET":
            return (200, {}, self._wrap(self._shown(found or {}))) if key is not None else self._list(query)
        if key is None:
            return self._create(data or {})
        return self._change(method, key, found, data or {})

    def _missing(self, method: str, key: str) -> Reply:
        if self.habits.delete == "again" and method == "DELETE":
            return 204, {}, None
        if key in self.gone and self.habits.delete == "gone":
            raise RefusedError(410, "it was removed")
        raise RefusedError(404, "no such record")

    def _authenticate(self, headers: Any, query: Any) -> None:
        habits = self.habits
        given = headers.get("Authorization", "")
        basic = "Basic " + base64.b64encode(USER.encode()).decode()
        right = {
            "none": True,
            "header": headers.get("X-Api-Key") == KEY,
            "query": query.get("api_key") == [KEY],
            "bearer": given.split(" ")[:1] and given[:7].lower() == "bearer " and given[7:].strip() == KEY,
            "basic": given.lower().startswith("basic ") and given[6:] == basic[6:],
        }[habits.auth]
        if not right:
            challenge = {"bearer": "Bearer", "basic": 'Basic realm="x"'}.get(habits.auth, "ApiKey")
            raise RefusedError(habits.unauthenticated, "who are you?", {"WWW-Authenticate": challenge})

    def _body(self, method: str, key: str | None, headers: Any, body: bytes) -> dict[str, Any]:
        habits = self.habits
        media = headers.get("Content-Type", "").split(";")[0].strip().lower()
        if media != "application/json":
            raise RefusedError(habits.unsupported, "JSON is wanted")
        try:
            data = json.loads(body.decode(), parse_constant=lambda text: _refuse(habits.invalid, text))
        except (ValueError, RecursionError):
            raise RefusedError(habits.invalid, "this is no JSON") from None
        if not isinstance(data, dict):
            raise RefusedError(habits.invalid, "an object is wanted")
        self._check(data, method, key)
        return data

    def _check(self, data: dict[str, Any], method: str, key: str | None) -> None:
        habits = self.habits
        if method != "PATCH" and "title" not in data:
            raise RefusedError(habits.invalid, "title is missing")
        if method == "PATCH" and not data:
            raise RefusedError(habits.invalid, "nothing to change")
        for name, value in data.items():
            if name in FIELDS and not fits(habits, name, value):
                raise RefusedError(habits.invalid, f"{name} is wrong")
            if name == habits.key_name and habits.ids == "chosen" and key is None:
                if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
                    raise RefusedError(habits.invalid, f"{name} is wrong")
            elif name in (habits.key_name, "created") and name not in FIELDS and habits.read_only == "refused":
                raise RefusedError(habits.invalid, f"{name} is ours")
            elif name not in FIELDS and habits.unknown_members == "refused":
                raise RefusedError(habits.invalid, f"{name} is unknown")
        if habits.ids == "chosen" and key is None and habits.key_name not in data:
            raise RefusedError(habits.invalid, f"{habits.key_name} is missing")

    def _kept(self, data: dict[str, Any]) -> dict[str, Any]:
        ours = (self.habits.key_name, "created", "active")
        return {
            name: value
            for name, value in data.items()
            if name in FIELDS or (self.habits.unknown_members == "kept" and name not in ours)
        }

    def _store(self, data: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        habits = self.habits
        record = {"state": "new", **self._kept(data)}
        if habits.absent == "null":
            record = {"note": None, "tags": [], **record}
        number: Any = None
        if habits.ids == "serial":
            self.serial += 1
            number = self.serial
        elif habits.ids == "reused":
            number = next(n for n in range(1, 10**6) if str(n) not in self.records)
        elif habits.ids == "uuid":
            number = self._keys.uuid()
        elif habits.ids == "slug":
            number = data["title"]
        else:
            number = key if key is not None else data[habits.key_name]
        record[habits.key_name] = number
        record["created"] = time_of(habits.times)
        if habits.delete == "soft":
            record["active"] = True
        self.records[str(number)] = record
        return record

    def _create(self, data: dict[str, Any]) -> Reply:
        habits = self.habits
        if habits.unique_name:
            twin = next((r for r in self.records.values() if r["title"] == data["title"]), None)
            if twin is not None:
                if habits.create == "get-or-create":
                    return 200, {}, self._wrap(self._shown(twin))
                raise RefusedError(409, "the title is taken")
        if habits.ids == "chosen" and data[habits.key_name] in self.records:
            raise RefusedError(409, "the key is taken")
        if habits.ids == "slug" and data["title"] in self.records:
            raise RefusedError(409, "the title is taken")
        record = self._store(data)
        status = 202 if habits.create == "accepted" else 201
        place = {"Location": f"/{habits.resource}/{record[habits.key_name]}"} if status == 201 else {}
        return status, place, self._wrap(self._shown(record))

    def _change(self, method: str, key: str, found: dict[str, Any] | None, data: dict[str, Any]) -> Reply:
        habits = self.habits
        if found is None:
            if habits.create == "put":
                return 201, {}, self._wrap(self._shown(self._store(data, key)))
            return self._missing(method, key)
        if method == "DELETE":
            if habits.delete == "soft":
                found["active"] = False
                return 200, {}, self._wrap(self._shown(found))
            del self.records[key]
            self.gone.add(key)
            return 204, {}, None
        base = {habits.key_name: found[habits.key_name], "created": found["created"]}
        base |= {"active": found["active"]} if "active" in found else {}
        empty: dict[str, Any] = {"note": None, "tags": []} if habits.absent == "null" else {}
        old = found if method == "PATCH" else {"state": "new", **empty}
        self.records[key] = {**old, **self._kept(data), **base}
        return 200, {}, self._wrap(self._shown(self.records[key]))

    def _shown(self, record: dict[str, Any]) -> dict[str, Any]:
        return dict(record)

    def _wrap(self, value: Any) -> Any:
        return {self.habits.envelope: value} if self.habits.envelope else value

    def _list(self, query: Any) -> Reply:
        habits = self.habits
        records = [record for record in self.records.values() if record.get("active", True)]
        names = {"limit-offset": ("offset", "limit"), "page-size": ("page", "page_size"), "cursor": ("", "limit"),
                 "link": ("page", "per_page")}.get(habits.pages)  # fmt: skip
        if names is None:
            return 200, {}, records if habits.pages == "bare" else {"records": records}
        size = self._number(query, names[1], 20, 1, 100)
        if habits.pages == "cursor":
            after = query.get("cursor", [""])[0]
            keys = [str(record[habits.key_name]) for record in records]
            start = keys.index(after) + 1 if after in keys else 0
        else:
            number = self._number(query, names[0], 1 if names[0] == "page" else 0, names[0] == "page", 100000)
            start = (number - 1) * size if names[0] == "page" else number
        page = records[start : start + size]
        more = start + size < len(records)
        base = f"/{habits.resource}"
        if habits.pages == "limit-offset":
            return 200, {}, {"total": len(records), "records": page}
        if habits.pages == "cursor":
            return 200, {}, {"data": page, "next_cursor": str(page[-1][habits.key_name]) if more else None}
        if habits.pages == "link":
            link = {"Link": f'<{base}?page={start // size + 2}&per_page={size}>; rel="next"'} if more else {}
            return 200, link, self._wrap(page)
        following = f"{base}?page={start // size + 2}&page_size={size}" if more else None
        earlier = f"{base}?page={start // size}&page_size={size}" if start else None
        return 200, {}, {"count": len(records), "next": following, "previous": earlier, "results": page}

    def _number(self, query: Any, name: str, default: int, least: int, most: int) -> int:
        given = query.get(name)
        if given is None:
            return default
        if not re.fullmatch(r"[0-9]{1,6}", given[-1]) or not least <= int(given[-1]) <= most:
            raise RefusedError(self.habits.invalid, f"{name} is wrong")
        return int(given[-1])

    def _error(self, status: int, text: str, target: str) -> Any:
        return {
            "problem": {"title": text, "status": status},
            "fastapi": {"detail": [{"loc": ["body"], "msg": text}] if status == 422 else text},
            "django": {"detail": text} if status != 400 else {"non_field_errors": [text]},
            "spring": {"timestamp": time_of("zulu"), "status": status, "error": text, "path": target},
            "envelope": {"errors": [text]},
            "express": text,
            "html": f"<html><title>{status}</title><p>{text}</p></html>",
        }[self.habits.errors]


def _refuse(status: int, text: str) -> None:
    raise RefusedError(status, f"{text} is no JSON")
