"""Notes with versions, tokens that show a secret once, and what else a document may promise; faults are switched on.

Requests are read by the document (`contracts.traffic.request_validity`); what is done with them is the service's own.
"""

from __future__ import annotations

import threading
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.exchange import Request
from contracts.run import Check, Settings
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import load_document
from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Collection

    from contracts.findings import Report

SPEC = Path(__file__).with_name("vault.yaml")
Reply = tuple[int, Any, dict[str, str]]


class Vault:
    """The service; ``app`` answers one request. ``faults`` are names of the tests' table, some of them right habits."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self.reader = Reader(load_document(SPEC))
        self.notes: dict[int, dict[str, Any]] = {1: {"id": 1, "title": "from before", "rank": 3}}
        self.versions: dict[int, int] = {1: 1}
        self.tokens: dict[int, dict[str, Any]] = {}
        self.secrets: dict[int, str] = {}
        self.done: dict[str, tuple[Any, Reply]] = {}
        self.jobs: dict[int, int] = {}
        self.last = 100
        self.removed = 0
        self.lock = threading.Lock()

    def app(self, method: str, target: str, headers: Any, body: bytes) -> Reply:
        """One exchange."""
        with self.lock:
            reading = self.reader.read(Request(method, target, tuple(headers.items()), body or None))
            if reading is None or reading.routing:
                return 404, {"error": "there is nothing here"}, {}
            if reading.verdict is Verdict.INVALID or (
                reading.operation.request_body and reading.verdict is not Verdict.VALID
            ):
                return 400, {"error": "the request is wrong"}, {}
            calls: dict[str, Any] = {
                "listNotes": self._list, "createNote": self._create, "readNote": self._read,
                "replaceNote": self._replace, "deleteNote": self._delete, "createToken": self._issue,
                "listTokens": lambda *_: (200, [*map(self._token, self.tokens)], {}), "readToken": self._show,
                "deleteToken": self._revoke, "createExport": self._export, "readExport": self._job,
                "deleteExport": self._drop,
            }  # fmt: skip
            found: Reply = calls[reading.operation.id](reading, headers)
            return found

    def _tag(self, key: int) -> str:
        version = 1 if "version-stays" in self.faults else self.versions[key]
        return f'W/"{version}"' if "weak-tags" in self.faults else f'"{key}-{version}"'

    def _fits(self, key: int, headers: Any) -> bool:
        wanted = headers.get("If-Match")
        if wanted is None or wanted == "*" or "if-match-ignored" in self.faults:
            return True
        if "stale-accepted" in self.faults and wanted in {f'"{key}-{n}"' for n in range(self.versions[key] + 1)}:
            return True
        return "weak-tags" not in self.faults and wanted == self._tag(key)

    def _list(self, reading: Any, headers: Any) -> Reply:
        notes = sorted(self.notes.values(), key=lambda note: note["id"])
        sort = reading.values.get("query", {}).get("sort")
        if sort and "sort-ignored" not in self.faults:
            down = sort.startswith("-") is not ("sort-turned" in self.faults)
            notes.sort(key=lambda note: note[sort.lstrip("-")], reverse=down and "sort-up-alone" not in self.faults)
        uncounted = self.removed if "total-counts-removed" in self.faults else 0
        total = 7 if "total-stays" in self.faults else len(notes) + uncounted
        return 200, notes, {"X-Total-Count": str(total)}

    def _make(self, members: dict[str, Any]) -> int:
        self.last += 1
        self.notes[self.last] = {"id": self.last, "rank": 0, **members}
        self.versions[self.last] = 1
        return self.last

    def _create(self, reading: Any, headers: Any) -> Reply:
        key = headers.get("Idempotency-Key")
        if key in self.done and "idempotency-ignored" not in self.faults:
            body, reply = self.done[key]
            if "second-is-hidden" in self.faults and body == reading.body:
                self._make(self._members(reading))
            return (
                reply if body == reading.body or "other-body-replayed" in self.faults else (409, {"error": "key"}, {})
            )
        self._make(self._members(reading))
        fields = {"Location": f"/notes/{self.last}", "ETag": self._tag(self.last)}
        reply = (201, dict(self.notes[self.last]), fields)
        if key is not None:
            self.done[key] = (reading.body, reply)
        return reply

    def _members(self, reading: Any) -> dict[str, Any]:
        return {name: reading.body[name] for name in ("title", "rank") if name in reading.body}

    def _key(self, reading: Any) -> int:
        return int(next(iter(reading.path.values())))

    def _read(self, reading: Any, headers: Any) -> Reply:
        key = self._key(reading)
        if key not in self.notes:
            return 404, {"error": "no such note"}, {}
        tag = self._tag(key)
        if headers.get("If-None-Match") == tag and "always-in-full" not in self.faults:
            return 304, None, {"ETag": tag}
        return 200, self.notes[key], {"ETag": tag}

    def _replace(self, reading: Any, headers: Any) -> Reply:
        key = self._key(reading)
        if key not in self.notes:
            return 404, {"error": "no such note"}, {}
        if "If-Match" not in headers and "no-version-needed" not in self.faults:
            return 428, {"error": "name the version"}, {}
        if not self._fits(key, headers) or (
            "own-version-refused" in self.faults and "If-Match" in headers and headers["If-Match"] != "*"
        ):
            return 412, {"error": "another version"}, {}
        if "change-copies" in self.faults:
            self._make(self._members(reading))
        self.notes[key] = {"id": key, "rank": 0, **self._members(reading)}
        self.versions[key] += 1
        return 200, self.notes[key], {"ETag": self._tag(key)}

    def _delete(self, reading: Any, headers: Any) -> Reply:
        key = self._key(reading)
        if key not in self.notes:
            return 404, {"error": "no such note"}, {}
        if not self._fits(key, headers):
            return 412, {"error": "another version"}, {}
        self.removed += 1
        del self.notes[key]
        return 204, None, {}

    def _token(self, key: int) -> dict[str, Any]:
        shown = dict(self.tokens[key])
        return shown | ({"hint": f"sk_{self.secrets[key]}"} if "list-shows-secret" in self.faults else {})

    def _issue(self, reading: Any, headers: Any) -> Reply:
        name = reading.body["name"]
        for key, token in self.tokens.items():
            if token["name"] == name:
                detail = f" as {self.secrets[key]}" if "refusal-shows-secret" in self.faults else ""
                return 409, {"error": f"the name is taken{detail}"}, {}
        self.last += 1
        self.tokens[self.last] = {"id": self.last, "name": name}
        self.secrets[self.last] = f"{self.last * 7919:08x}{sha256(f'{self.last} {name}'.encode()).hexdigest()[:16]}"
        return 201, {**self.tokens[self.last], "secret": self.secrets[self.last]}, {}

    def _show(self, reading: Any, headers: Any) -> Reply:
        key = self._key(reading)
        if key not in self.tokens:
            return 404, {"error": "no such token"}, {}
        shown = dict(self.tokens[key])
        return 200, shown | ({"debug": [self.secrets[key]]} if "read-shows-secret" in self.faults else {}), {}

    def _revoke(self, reading: Any, headers: Any) -> Reply:
        found = self.tokens.pop(self._key(reading), None)
        return (404, {"error": "no such token"}, {}) if found is None else (204, None, {})

    def _export(self, reading: Any, headers: Any) -> Reply:
        self.last += 1
        self.jobs[self.last] = 0
        shown = {"id": self.last, "name": reading.body["name"], "state": "pending"}
        return 202, shown, {"Location": f"/exports/{self.last}"}

    def _job(self, reading: Any, headers: Any) -> Reply:
        key = self._key(reading)
        if key not in self.jobs:
            return 404, {"error": "no such export"}, {}
        self.jobs[key] += 1
        return 200, {"id": key, "state": "done" if self.jobs[key] > 2 else "pending"}, {}

    def _drop(self, reading: Any, headers: Any) -> Reply:
        found = self.jobs.pop(self._key(reading), None)
        return (404, {"error": "no such export"}, {}) if found is None else (204, None, {})


def checked(folder: Path, faults: Collection[str] = (), include: tuple[str, ...] = ()) -> tuple[Report, Vault]:
    """The report of a check, without drawn cases, and the service; what was there before is as it was."""
    service = Vault(faults)
    with answering(service.app) as url:
        check = Check(
            Settings(
                url=url,
                spec=SPEC,
                seed=5,
                recombinations=0,
                fuzz=0,
                max_time=900,
                ledger=folder / "ledger",
                include=include,
            ),
            load_document(SPEC),
        )
        try:
            report = check.run()
        finally:
            check.close()
    assert service.notes.get(1) == {"id": 1, "title": "from before", "rank": 3}
    assert report.interrupted is None
    return report, service


def shown(report: Report) -> list[str]:
    """Law and operation of each drift that decides."""
    return [f"{drift.lead.law} {drift.lead.operation}" for drift in report.decisive]
