"""The mock beside the target: embedded in this process, or a running one."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Protocol

from contracts.errors import ContractsError, UsageError
from contracts.exchange import Answer
from contracts.gc_while_checking import loading
from contracts.traffic.target import Target
from mock_server.openapi import MockServerError, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from contracts.exchange import Request
    from contracts.settings import Settings
    from contracts.traffic.credentials import Credentials


class Mock(Protocol):
    """Answers a request as the document says."""

    def send(self, request: Request) -> Answer:
        """The mock's answer."""

    def close(self) -> None:
        """Let go of it."""


def is_given(mock: Mock | None) -> bool:
    """Whether the mock is its user's own, who can mend it; what is wrong with that of a check itself is no verdict."""
    return isinstance(mock, RemoteMock)


def mock_beside(settings: Settings, credentials: Credentials) -> Mock:
    """The mock that a check compares with, which lets these credentials in."""
    if settings.mock != "embedded":
        return RemoteMock(settings.mock, credentials.values, settings.mock_key)
    return LateMock(lambda: MockBeside(settings.spec, credentials.secrets, settings.seed, settings.overlays))


class LateMock:
    """A mock that is made when it is first asked, so that a check begins before all that a mock needs is loaded."""

    def __init__(self, make: Callable[[], Mock]) -> None:
        self._make = make
        self._mock: Mock | None = None

    def send(self, request: Request) -> Answer:
        """The mock's answer; raises ContractsError where no mock can be made of the document."""
        if self._mock is None:
            try:
                self._mock = self._make()
            except MockServerError as error:
                raise (UsageError if error.exit_code == UsageError.exit_code else ContractsError)(str(error)) from None
        return self._mock.send(request)

    def close(self) -> None:
        """Let go of it, where there is one."""
        if self._mock is not None:
            self._mock.close()


class MockBeside:
    """The mock in this process, called without any network.

    It takes no operation for a relative of a resource by its looks, and refuses what the run did not create wherever
    the document has a refusal for that: what a mock makes up is no evidence of what a service holds.
    """

    def __init__(self, spec: Path, keys: tuple[str, ...], seed: int, overlays: tuple[Path, ...] = ()) -> None:
        with loading():
            from mock_server.embedded import EmbeddedMock as Embedded

            self._mock = Embedded(spec, keys=keys, seed=seed, missing="refuse", related=False, overlays=overlays)

    def send(self, request: Request) -> Answer:
        """The mock's answer."""
        started = perf_counter()
        answer = self._mock.ask(request.method, request.target, headers=request.headers, body=request.body or b"")
        return Answer(answer.status, answer.headers, answer.body, perf_counter() - started)

    def close(self) -> None:
        """Let go of it."""
        self._mock.close()


class RemoteMock:
    """A running mock; our credentials are replaced by its own where it has another key."""

    def __init__(self, url: str, credentials: Mapping[str, str], key: str | None) -> None:
        self._target = Target(url, timeout=15.0)
        self._keys = {value: key for value in credentials.values() if value} if key else {}

    def send(self, request: Request) -> Answer:
        """The mock's answer."""
        return self._target.send(self._translated(request))

    def close(self) -> None:
        """Close the connection."""
        self._target.close()

    def _translated(self, request: Request) -> Request:
        if not self._keys:
            return request
        path, mark, query = request.target.partition("?")
        given = percent.pairs(query)
        found = [p.holding(percent.encode(self._keys[p.value])) if p.value in self._keys else p for p in given]
        target, headers = f"{path}{mark}{'&'.join(pair.text for pair in found)}", list(request.headers)
        for old, new in self._keys.items():
            headers = [
                (name, f"{value[: -len(old)]}{new}" if value.endswith(old) else value) for name, value in headers
            ]
        return replace(request, target=target, headers=tuple(headers))
