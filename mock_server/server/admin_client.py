"""Calls of the admin API of a running mock, over HTTP."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from mock_server.errors import MockServerError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON

_SECONDS = 90.0
_FIRST_REFUSAL = 400


class AdminError(MockServerError):
    """A call that was refused: ``status`` and ``problem`` are the answer's, ``str()`` is its sentence."""

    def __init__(self, status: int, problem: Mapping[str, JSON]) -> None:
        super().__init__(str(problem.get("detail") or f"the admin API answered {status}"))
        self.status = status
        self.problem = problem


class AdminClient:
    """Calls the admin API at ``url``; all calls are about ``sandbox`` where one is named.

    Raises AdminError for what is refused, MockServerError where nobody answers.
    """

    def __init__(self, url: str, token: str, sandbox: str = "") -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise MockServerError(f"{url} is no URL of a mock; give one such as http://127.0.0.1:8000")
        self._connect = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._host, self._path = parts.netloc, parts.path
        self._headers = {"Authorization": f"Bearer {token}", **({"X-Mock-Sandbox": sandbox} if sandbox else {})}

    def call(self, method: str, *path: str, body: JSON = None, query: str = "") -> JSON:
        """The value that a call is answered with; ``path`` are the segments, as they are."""
        target = f"{self._path}/{'/'.join(quote(segment, safe='') for segment in path)}{query}"
        data, headers = None, self._headers
        if body is not None:
            data, headers = json.dumps(body).encode(), {**headers, "Content-Type": "application/json"}
        connection = self._connect(self._host, timeout=_SECONDS)
        try:
            connection.request(method, target, data, headers)
            answer = connection.getresponse()
            status, content = answer.status, answer.read()
        except (OSError, HTTPException) as error:
            raise MockServerError(f"the mock at {self.url} does not answer: {error}; is it running?") from None
        finally:
            connection.close()
        if status >= _FIRST_REFUSAL:
            raise AdminError(status, _problem(content))
        return json.loads(content) if content else None


def _problem(content: bytes) -> dict[str, JSON]:
    try:
        found = json.loads(content)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}
