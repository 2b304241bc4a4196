"""The desk itself: users log in, and each has notes; every decision is an attribute that a fault may replace."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import Message

    Answered = tuple[int, Any, Mapping[str, str]]

BASE = "/v1"
USERS = {"alice@desk.example": "alices-pass:word=1", "bob@desk.example": "bobs-password-2"}
ALICE, BOB = USERS
WRITTEN = ("title", "text")
LONGEST = {"title": 80, "text": 200}


@dataclass(slots=True)
class Call:
    """One request: ``user`` is whose token it carries, ``key`` the note that its path names."""

    method: str
    path: str
    query: dict[str, str]
    headers: Message
    raw: bytes
    user: str = ""
    key: int | None = None
    sent: dict[str, Any] = field(default_factory=dict)


class Desk:
    """Notes of two users, who log in by one ``way`` (see `document`). The note 1 was there before, it is Bob's."""

    def __init__(self, way: str) -> None:
        self.way = way
        self.notes: dict[int, dict[str, Any]] = {1: self._note({"title": "kept"}, BOB, 1)}
        self.last = 1
        self.tokens: dict[str, str] = {}
        self.uses = 0
        """How many requests a token lets in; 0 for any number."""
        self.used: dict[str, int] = {}
        self.logins = 0
        self.wrong_logins = 0
        self.log: list[str] = []
        self.lock = threading.RLock()
        self.may: Callable[[Call, dict[str, Any]], bool] = lambda call, note: note["owner"] == call.user
        self.listed: Callable[[Call, dict[str, Any]], bool] = lambda call, note: note["owner"] == call.user
        self.denied: Callable[[Call], Answered] = lambda call: (404, None, {})
        self.missing: Callable[[Call], Answered] = lambda call: (404, None, {})
        self.takes: dict[str, set[str]] = {name: set() for name in ("POST", "PUT", "PATCH")}
        """Members that are the desk's own and that a client may write all the same, by method."""
        self.refuses: tuple[str, ...] = ()
        """Members that are refused in a body."""
        self.keeps_more = False
        """Whether what nobody knows is stored and shown."""
        self.shows_more: dict[str, Any] = {}
        """Members that the document does not have, and their first values."""

    def answer(self, method: str, target: str, headers: Message, raw: bytes) -> Answered:
        """Status, value and header fields."""
        path, _, query = target.partition("?")
        with self.lock:
            call = Call(method, path.removeprefix(BASE), dict(parse_qsl(query)), headers, raw)
            if not path.startswith(f"{BASE}/"):
                return 404, None, {}
            if method == "POST" and call.path in ("/sessions", "/enter", "/login", "/token"):
                return self.log_in(call)
            call.user = self.user_of(call)
            self.log.append(f"{call.user} {method} {target}")
            if not call.user:
                return 401, None, {"WWW-Authenticate": "Bearer"}
            return self.act(call)

    def log_in(self, call: Call) -> Answered:
        """A new token for who says name and password."""
        form = dict(parse_qsl(call.raw.decode("latin-1")))
        sent = form if call.path in ("/enter", "/token") else _object(call.raw)
        name, password = sent.get("login", sent.get("username")), sent.get("password")
        code = call.headers.get("Authorization", "")
        if form.get("grant_type") == "client_credentials" and code.startswith("Basic "):
            name, _, password = map(unquote, base64.b64decode(code[6:]).decode().partition(":"))
        wanted = {"client": "client_credentials", "oauth": "password", "elsewhere": "password"}.get(self.way)
        if call.path == "/token" and (form.get("grant_type") != wanted or form.get("scope", "notes") != "notes"):
            return 400, {"error": "unsupported_grant_type"}, {}
        if not isinstance(name, str) or not isinstance(password, str):
            return 422, None, {}
        if USERS.get(name) != password:
            self.wrong_logins += 1
            return 401, None, {}
        self.logins += 1
        token = f"Tk{self.logins:04}-{name[0]}x9Qe2Lr7Wm"
        self.tokens[token] = name
        answers: dict[str, Any] = {
            "operation": {"data": {"token": token}}, "form": {"jwt": token, "refresh_token": "no"},
            "key": {"key": token}, "query": {"session": token}, "cookie": None, "csrf": None,
        }  # fmt: skip
        cookie = {"Set-Cookie": f"sid={token}; HttpOnly; Path=/"} if self.way in ("cookie", "csrf") else {}
        cookie |= {"X-Csrf": f"{token}-form"} if self.way == "csrf" else {}
        return 200, answers.get(self.way, {"access_token": token, "token_type": "bearer"}), cookie

    def user_of(self, call: Call) -> str:
        """Whose token a request carries, nothing where it carries none that lets in."""
        scheme, _, word = call.headers.get("Authorization", "").partition(" ")
        if self.way == "basic":
            name, _, password = (
                base64.b64decode(word).decode("latin-1").partition(":") if scheme == "Basic" else ("",) * 3
            )
            return name if name in USERS and USERS[name] == password else ""
        crumbs = dict(crumb.partition("=")[::2] for crumb in call.headers.get("Cookie", "").split("; "))
        places = {"key": call.headers.get("X-Desk"), "query": call.query.get("ticket"), "cookie": crumbs.get("sid")}
        places["csrf"] = crumbs.get("sid") if call.headers.get("X-CSRF") == f"{crumbs.get('sid')}-form" else None
        token = places.get(self.way, word if scheme == "Bearer" else "") or ""
        self.used[token] = self.used.get(token, 0) + 1
        return "" if self.uses and self.used[token] > self.uses else self.tokens.get(token, "")

    def act(self, call: Call) -> Answered:
        """What a user is answered."""
        if call.method in ("POST", "PUT", "PATCH"):
            body = _object(call.raw)
            if call.headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
                return 415, None, {}
            if not isinstance(body, dict):
                return 400, None, {}
            if not self._right(body, call.method) or any(name in body for name in self.refuses):
                return 422, None, {}
            call.sent = body
        if call.path == "/notes":
            if call.method == "POST":
                self.last += 1
                note = self.notes[self.last] = self._note(call.sent, call.user, self.last)
                self._write(note, call)
                return 201, note, {}
            if call.method == "GET":
                return 200, [note for note in self.notes.values() if self.listed(call, note)], {}
        tail = call.path.removeprefix("/notes/")
        if tail == call.path or call.method not in ("GET", "PUT", "PATCH", "DELETE"):
            return 404, None, {}
        if not tail.isdecimal():
            return 422, None, {}
        call.key = int(tail[:15])
        note = self.notes.get(call.key, {})
        if not note:
            return self.missing(call)
        return self.on_note(call, note) if self.may(call, note) else self.denied(call)

    def on_note(self, call: Call, note: dict[str, Any]) -> Answered:
        """Read, change or remove a note."""
        if call.method == "DELETE":
            del self.notes[note["id"]]
            return 204, None, {}
        if call.method == "PUT":
            for name in WRITTEN:
                note.pop(name, None)
        self._write(note, call)
        return 200, note, {}

    def _note(self, sent: dict[str, Any], owner: str, key: int) -> dict[str, Any]:
        given = {"id": key, "owner": owner, "approved": False}
        return {**given, "createdAt": datetime.now(UTC).isoformat(timespec="seconds"), **sent}

    def _write(self, note: dict[str, Any], call: Call) -> None:
        own = {"id", "owner", "approved", "createdAt"}
        for name in [name for name in note if name not in (*own, *WRITTEN, *self.shows_more) and not self.keeps_more]:
            del note[name]
        if call.method == "POST":
            fresh = self._note({}, call.user, note["id"])
            note.update({name: fresh[name] for name in own})
            note.update(self.shows_more)
        taken = {*WRITTEN, *self.takes.get(call.method, ())}
        known = own | set(self.shows_more) | {*WRITTEN}
        note.update({n: v for n, v in call.sent.items() if n in taken or (self.keeps_more and n not in known)})

    def _right(self, body: dict[str, Any], method: str) -> bool:
        texts = all(isinstance(body[n], str) and len(body[n]) <= LONGEST[n] for n in WRITTEN if n in body)
        return texts and bool(body.get("title", "x")) and (method == "PATCH" or "title" in body)


def _nothing(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _object(raw: bytes) -> Any:
    try:
        value = json.loads(raw, parse_constant=_nothing)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {} if raw[:1] == b"=" else None
    return value


def sent_by(desk: Desk, user: str) -> list[str]:
    """The requests of a user."""
    return [line.partition(" ")[2] for line in desk.log if line.startswith(f"{user} ")]
