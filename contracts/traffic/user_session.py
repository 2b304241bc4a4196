"""One user's tokens: fetched when the first request needs them, anew when they are refused, and known to nobody else.

Requests of a run carry a stand-in where a token has to be, the same one from the first request to the last; what goes
to the target carries the token, and what comes back shows the stand-in again. So no report, ledger or reproduction
holds a token, and a reproduction works after it has expired.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from dataclasses import replace
from threading import RLock
from typing import TYPE_CHECKING

from contracts.errors import ContractsError, TargetError
from contracts.traffic.login_operation import TOKENS, LoginOperation, name_words
from contracts.traffic.wrong_values import wrong_values
from mock_server.openapi import RequestWriter, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.exchange import Answer, Request
    from contracts.traffic.credentials import Credentials
    from contracts.traffic.token_endpoint import TokenEndpoint
    from mock_server.openapi import JSON, Schemas

    Ask = Callable[[Request], Answer]
    Way = LoginOperation | TokenEndpoint

_MOST_RENEWALS = 200
_MOST_IN_VAIN = 2
"""How often an operation may refuse a token that was just fetched before it is believed that it refuses them all."""
_TELLING = 12
"""Characters from which on a text in an answer can't be a token by chance."""
_DEEPEST = 3


def stand_in(scheme: str, number: int) -> str:
    """What stands for the token of this scheme and user: letters of both cases and digits, the same in every run."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(f"{number} {scheme}".encode()).digest()).decode()
    return f"Stand{number}" + "".join(char for char in digest if char.isalnum())[:18]


class UserSession:
    """The session of one user, whose login is ``name:password``; ``ways`` say by scheme how a token is got.

    ``elsewhere`` sends to a token endpoint of another address, which the user named.
    """

    def __init__(
        self, login: str, ways: Mapping[str, Way], schemas: Schemas, elsewhere: Ask | None = None, number: int = 1
    ) -> None:
        self.user, _, self._password = login.partition(":")
        self.ways = dict(ways)
        self.stand_ins = {scheme: stand_in(scheme, number) for scheme in ways}
        self.renewals = 0
        self.entries: Counter[tuple[str, str, int]] = Counter()
        """How often it was asked for a token, by method, target and status of the answer."""
        self.writer = RequestWriter(schemas)
        self._elsewhere = elsewhere
        self._mark = f"Stand{number}"
        self._tokens: dict[str, str] = {}
        self._wire: dict[tuple[str, str], str] = {}
        """What is to stand in place of a header field's whole value, a cookie or a pair of the query."""
        self._credentials: Credentials | None = None
        self._vain: Counter[str] = Counter()
        self._lock = RLock()

    def carried_by(self, credentials: Credentials) -> None:
        """The credentials of the run tell how each scheme carries its value."""
        self._credentials = credentials
        self._wire = {}
        for scheme, text in self.stand_ins.items():
            real = dict(wrong_values(self._tokens.get(scheme, "")))
            for kind, wrong in wrong_values(text):
                if wrong != real.get(kind, wrong) or not self._tokens:
                    self._wire |= self._pairs(scheme, wrong, real.get(kind, wrong))

    def concerns(self, request: Request) -> bool:
        """Whether a request carries a stand-in, or what was made of one."""
        if self._mark in request.target or self._mark.encode() in (request.body or b""):
            return True
        return any(self._mark in value for _, value in request.headers) or any(p in self._wire for p in _parts(request))

    def send(self, request: Request, ask: Ask) -> Answer:
        """The answer to a request that carries stand-ins; raises ContractsError where nobody can log in."""
        with self._lock:
            if not self._tokens:
                self._log_in(ask)
            tokens = dict(self._tokens)
        answer = ask(self._filled(request, tokens))
        if answer.status == 401 and self._vain[request.operation or ""] < _MOST_IN_VAIN and self._rightly(request):
            with self._lock:
                fresh = self._tokens != tokens or self._renewed(ask)
                tokens = dict(self._tokens)
            if fresh:
                answer = ask(self._filled(request, tokens))
                self._vain[request.operation or ""] += answer.status == 401
        return self._hidden(answer, tokens)

    def _log_in(self, ask: Ask) -> None:
        for way in dict.fromkeys(self.ways.values()):
            schemes = [scheme for scheme, own in self.ways.items() if own == way]
            self._tokens |= self._fetched(way, schemes, ask)
        if self._credentials is not None:
            self.carried_by(self._credentials)

    def _fetched(self, way: Way, schemes: list[str], ask: Ask) -> dict[str, str]:
        """The tokens of these schemes; raises ContractsError where none comes."""
        status: int | None = None
        sender = ask if isinstance(way, LoginOperation) or way.target is not None else self._elsewhere
        for request in way.requests(self.writer, self.user, self._password):
            if sender is None:
                break
            answer = sender(request)
            status = answer.status
            if sender is ask:
                self.entries[request.method, request.target, status] += 1
            found = {scheme: token for scheme in schemes if (token := self._token(answer, scheme)) is not None}
            if 200 <= status < 400 and len(found) == len(schemes):
                return found
        what = f"answers {status}" if status is None or status >= 400 else f"answers {status} without a token"
        raise ContractsError(
            f"{way} logs nobody in: it {what}; give another user with --credential USER:PASSWORD,"
            f" or a token with {' '.join(f'--credential {scheme}=VALUE' for scheme in schemes)}"
        )

    def _renewed(self, ask: Ask) -> bool:
        """Whether new tokens came in place of those that were refused."""
        if self.renewals >= _MOST_RENEWALS:
            return False
        self.renewals += 1
        try:
            self._log_in(ask)
        except (ContractsError, TargetError) as failed:
            if isinstance(failed, TargetError):
                raise
            return False
        return True

    def _token(self, answer: Answer, scheme: str) -> str | None:
        raw = self._credentials.schemes.get(scheme, {}) if self._credentials is not None else {}
        name = str(raw.get("name") or "")
        found = [*_sent(answer, name, str(raw.get("in") or "")), *tokens_of(answer, name)]
        return next(
            (text for text in found if text and text.isascii() and text.isprintable() and " " not in text), None
        )

    def _rightly(self, request: Request) -> bool:
        """Whether a request carries a stand-in where its scheme says, so that a 401 is about the token; none beside it
        may be wrong, as a field is that holds the value of none of the schemes that share it.
        """
        if self._credentials is None:
            return False
        parts, known = set(_parts(request)), self._credentials.values.items()
        own = {pair for scheme, text in self.stand_ins.items() for pair in self._pairs(scheme, text, text)}
        right = {pair for scheme, text in known if text for pair in self._pairs(scheme, text, text)}
        wrong = {_field(*pair) for pair in own} & {_field(*part) for part in parts - right}
        return not wrong and not own.isdisjoint(parts)

    def _pairs(self, scheme: str, text: str, real: str) -> dict[tuple[str, str], str]:
        """Where a scheme carries ``text``, and what is to stand there for ``real``."""
        if self._credentials is None:
            return {}
        shown, meant = self._credentials.carry(scheme, text), self._credentials.carry(scheme, real)
        pairs = zip(shown.headers, meant.headers, strict=True)
        found = {(name.lower(), value): new for (name, value), (_, new) in pairs}
        for old, new in zip(shown.query, meant.query, strict=True):
            found["query", percent.joined([old])] = percent.joined([new])
        return found

    def _filled(self, request: Request, tokens: Mapping[str, str]) -> Request:
        """``request`` as it has to travel."""
        path, mark, query = request.target.partition("?")
        pairs = "&".join(self._wire.get(("query", pair.text), pair.text) for pair in percent.pairs(query))
        target, body, headers = f"{path}{mark}{pairs}", request.body, []
        for name, value in request.headers:
            headers.append(
                (name, "; ".join(self._wire.get((name.lower(), part), part) for part in _crumbs(name, value)))
            )
        for scheme, token in tokens.items():
            text = self.stand_ins[scheme]
            target = target.replace(text, percent.encode(token))
            headers = [(name, value.replace(text, token)) for name, value in headers]
            body = body.replace(text.encode(), token.encode()) if body is not None else None
        return replace(request, target=target, headers=tuple(headers), body=body)

    def _hidden(self, answer: Answer, tokens: Mapping[str, str]) -> Answer:
        """``answer`` with stand-ins in place of tokens that are long enough to be told from other texts."""
        for scheme, token in tokens.items():
            if len(token) < _TELLING:
                continue
            text = self.stand_ins[scheme]
            if token.encode() in answer.body:
                answer = replace(answer, body=answer.body.replace(token.encode(), text.encode()))
            if any(token in value for _, value in answer.headers):
                answer = replace(answer, headers=tuple((n, v.replace(token, text)) for n, v in answer.headers))
        return answer


def _parts(request: Request) -> Iterator[tuple[str, str]]:
    """The header fields, cookies and pairs of the query, as keys of the table."""
    for name, value in request.headers:
        for crumb in _crumbs(name, value):
            yield name.lower(), crumb
    if "?" in request.target:
        for pair in percent.pairs(request.target.partition("?")[2]):
            yield "query", pair.text


def _field(name: str, value: str) -> tuple[str, str]:
    """What a part of a request is the value of: a header field, a cookie, a parameter of the query."""
    return name, value.partition("=")[0] if name in ("cookie", "query") else ""


def _crumbs(name: str, value: str) -> list[str]:
    """The cookies of a header field, or the whole value of another one."""
    return [pair.text.strip(" ") for pair in percent.pairs(value, ";")] if name.lower() == "cookie" else [value]


def _sent(answer: Answer, name: str, place: str) -> Iterator[str]:
    """What the answer's header section says of a scheme: a cookie, or the field that carries it."""
    for field, value in answer.headers:
        if place == "cookie" and field.lower() == "set-cookie":
            first = percent.pairs(value, ";")[:1]
            yield from (pair.raw_value.strip() for pair in first if pair.raw_name.strip() == name)
        elif place == "header" and field.lower() == name.lower():
            yield value.strip()
        elif not place and field.lower() == "authorization":
            yield value.rpartition(" ")[2]


def tokens_of(answer: Answer, called: str = "") -> Iterator[str]:
    """Texts of the body that may be the token, the likeliest first: what is called as its scheme's header field."""
    try:
        body: JSON = json.loads(answer.body)
    except (ValueError, RecursionError):
        text = answer.body[:8192].decode("latin-1").strip()
        yield from (text,) if text and not text.startswith(("<", "{", "[")) else ()
        return
    if isinstance(body, str):
        yield body
    level, found = [body], []
    for depth in range(_DEEPEST):
        objects = [item for item in level if isinstance(item, dict)]
        for name, value in (pair for item in objects for pair in item.items()):
            ranks = [rank for rank, form in enumerate(TOKENS) if form.fullmatch(name)]
            ranks = [-1] if called and name_words(name) == name_words(called) else ranks
            if ranks and isinstance(value, str) and value:
                found.append((ranks[0], depth, value))
        level = [value for item in objects for value in item.values()]
    yield from (value for *_, value in sorted(found, key=lambda rank: rank[:2]))
