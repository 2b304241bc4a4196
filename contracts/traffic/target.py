"""Sends requests to a server under its base URL: paced, patient with throttling, never to another host.

Throttling is no drift: 429, and 503 with Retry-After, are waited out (RFC 6585 section 4, RFC 9110 section 10.2.3).
"""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from contracts.errors import Interrupted, OutOfTimeError, TargetError, UsageError
from contracts.traffic.http_connection import Connection
from contracts.traffic.kept_connections import KeptConnections
from contracts.traffic.target_route import TargetRoute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.exchange import Answer, Request
    from contracts.traffic.user_session import UserSession

ATTEMPTS = 8
LONGEST_WAIT = 30.0
_RECOVERY = (0.2, 0.8, 2.0)
"""Seconds to wait for a target that can't be reached; all of them where it answered before: it may be starting anew."""
_NAP = 0.2
AGENT = "contracts/0.1"
_ADDED = frozenset({"accept", "content-length", "host", "user-agent"})
"""Fields that every request has, given or not."""
_NO_SPACE = re.compile(r"[^\s\x00-\x1f\x7f]*").fullmatch  # urlsplit takes line ends out of it, and lets spaces through


class Target:
    """A server; ``timeout`` in seconds an answer, ``rate`` in requests a second (None: as fast as it goes).

    ``headers`` go with every request that does not have such a field itself; ``workers`` is how many requests of
    several threads may be under way.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 15.0,
        rate: float | None = None,
        headers: Sequence[tuple[str, str]] = (),
        workers: int = 1,
        route: TargetRoute | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        self._parts = base_of(url)
        self.headers = tuple(headers)
        self.timeout = timeout
        self.route = route or TargetRoute()
        """The way to it: TLS and proxy."""
        if self._parts.scheme == "https":
            self.route.prepare()
        self._connections = KeptConnections(lambda: Connection(self._parts, timeout, self.route), workers)
        self._counting = threading.Lock()
        self._interval = 1.0 / rate if rate else 0.0
        self._next = 0.0
        self.deadline: float | None = None
        """When nothing more is sent or waited for, in monotonic seconds."""
        self.stop: str | None = None
        """Why nothing more is to be sent, set from outside (a signal)."""
        self.interruptible = False
        """Whether such a signal may raise Interrupted between two requests."""
        self.busy = False
        """Whether a request is under way whose answer nobody has written down yet: that is waited for."""
        self.sessions: tuple[UserSession, ...] = ()
        """Those who put tokens in place of what stands for them in requests."""
        self.shared = False
        """Whether journeys side by side send requests: then one may be under way at any time."""
        self.sent = 0
        self.met = False
        """Whether it answered at all."""
        self.throttled = 0

    @property
    def host(self) -> str:
        """Host and, where it is given, port."""
        return self._parts.netloc.rpartition("@")[2]

    def send(self, request: Request) -> Answer:
        """The answer to ``request``; raises TargetError when there is none, OutOfTimeError, Interrupted."""
        session = next((own for own in self.sessions if own.concerns(request)), None)
        return self._patiently(request) if session is None else session.send(request, self._patiently)

    def _patiently(self, request: Request) -> Answer:
        data = self._encode(request)
        answer = self._once(request, data)
        for attempt in range(ATTEMPTS):
            wait = _throttle(answer, attempt)
            if wait is None or not self._may_wait(wait):
                break
            self.throttled += 1
            self._connections.throttled()
            self._sleep(wait)
            answer = self._once(request, data)
        else:
            return answer
        self._connections.answered()
        return answer

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until a signal comes; False where the time of the run does not allow it."""
        if not self._may_wait(seconds):
            return False
        self._sleep(seconds)
        return True

    def close(self) -> None:
        """Close the connections."""
        self._connections.close()

    def abort(self) -> None:
        """End every request that is under way; its sender is told that the connection broke."""
        self._connections.abort()

    def _once(self, request: Request, data: bytes) -> Answer:
        self._go_on()
        if self._interval:
            with self._counting:
                mine = max(time.monotonic(), self._next)
                self._next = mine + self._interval
            self._pause(mine - time.monotonic())
        if not self._may_wait(0.0):
            raise OutOfTimeError(sent=False)
        with self._counting:
            self.sent += 1
        for wait in _RECOVERY if self.met else _RECOVERY[:1]:
            try:
                return self._exchange(request, data)
            except TargetError as error:
                if error.sent:
                    raise
            self._pause(wait)
        return self._exchange(request, data)

    def _exchange(self, request: Request, data: bytes) -> Answer:
        with self._connections.one() as connection:
            self._go_on()
            began = time.monotonic()
            try:
                answer = connection.exchange(request.method, data, self.deadline)
            except TargetError as error:
                error.waited = time.monotonic() - began
                raise
        self.met = True
        return answer

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            if not self._may_wait(seconds):
                raise OutOfTimeError(sent=False)
            self._sleep(seconds)

    def _sleep(self, seconds: float) -> None:
        """Wait so long, or until a signal comes."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._go_on()
            time.sleep(min(left, _NAP))

    def _go_on(self) -> None:
        if self.stop is not None:
            raise Interrupted(self.stop, sent=False)

    def _may_wait(self, seconds: float) -> bool:
        return self.deadline is None or time.monotonic() + seconds < self.deadline

    def adds(self, name: str) -> bool:
        """Whether a field of this name goes with requests that have none as well."""
        return name.lower() in {*_ADDED, *(given.lower() for given, _ in self.headers)}

    def _encode(self, request: Request) -> bytes:
        path = self._parts.path.rstrip("/") + request.target
        proxy = self.route.proxy if self._parts.scheme == "http" else None
        whole = f"http://{self.host}" if proxy is not None else ""
        lines = [f"{request.method} {whole}{path} HTTP/1.1", f"Host: {self.host}", f"User-Agent: {AGENT}"]
        lines += proxy.fields if proxy is not None else []
        names = {name.lower() for name, _ in request.headers}
        if "accept" not in names and not any(name.lower() == "accept" for name, _ in self.headers):
            lines.append("Accept: application/json, */*;q=0.8")
        lines.extend(f"{name}: {value}" for name, value in request.headers)
        lines.extend(f"{name}: {value}" for name, value in self.headers if name.lower() not in names)
        if request.body is not None or request.method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(request.body or b'')}")
        return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n" + (request.body or b"")


def base_of(url: str) -> SplitResult:
    """The parts of an API's base URL; raises UsageError where it is none."""
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and _NO_SPACE(url)
        (parts.hostname or "").encode("idna")  # an empty label, or one of more than 63 characters, names no host
    except ValueError:
        good = False
    if not good:
        raise UsageError(f"{url!r} is no URL of an API; it looks like https://api.example.com/v1")
    if parts.query or parts.fragment:
        raise UsageError(f"{url!r} has a query or fragment; give the API's base URL without it")
    return parts


def throttles(answer: Answer) -> bool:
    """Whether an answer asks to come again later: one that stands was asked for again and again."""
    return answer.status == 429 or (answer.status == 503 and answer.header("Retry-After") is not None)


def _throttle(answer: Answer, attempt: int) -> float | None:
    """Seconds to wait before the request is sent again, None where the answer stands."""
    return wished_wait(answer, min(0.1 * 2.0**attempt, 5.0)) if throttles(answer) else None


def wished_wait(answer: Answer, default: float) -> float:
    """Seconds after which an answer asks to come again, ``default`` where it does not say (RFC 9110 section 10.2.3)."""
    after = answer.header("Retry-After")
    if after is None:
        return default
    try:
        seconds = float(after)
    except ValueError:
        try:
            moment = parsedate_to_datetime(after)
        except ValueError:
            return default
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        seconds = (moment - datetime.now(UTC)).total_seconds()
    return min(max(seconds, 0.01), LONGEST_WAIT)
