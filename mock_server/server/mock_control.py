"""What a test does to a running mock beside its API: looks at requests, sets the state, breaks answers."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from mock_server.server.admin_client import AdminError
from mock_server.values import unguessable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from mock_server.json_types import JSON
    from mock_server.server.admin_client import AdminClient

_CONFLICT = 409


class KeptState:
    """A snapshot; as a context manager it is restored at the end of the block."""

    def __init__(self, admin: AdminClient, name: str) -> None:
        self.name = name
        self._admin = admin

    def restore(self) -> None:
        """Go back to it, any number of times."""
        self._admin.call("POST", "snapshots", self.name, "restore")

    def __enter__(self) -> KeptState:
        """The snapshot itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Go back to it, and forget it."""
        self.restore()
        self._admin.call("DELETE", "snapshots", self.name)


class MockControl:
    """A mock, or a sandbox of one, as a test has it in hand; ``admin`` makes every other call of the admin API."""

    admin: AdminClient

    def snapshot(self) -> KeptState:
        """All of the state as it is now: ``restore()`` brings it back, and so does the end of a ``with`` block."""
        name = "s" + unguessable()[:16]
        self.admin.call("POST", "snapshots", name)
        return KeptState(self.admin, name)

    def records(self, resource: str) -> dict[str, JSON]:
        """The records of a resource by their keys, in order of creation."""
        found: dict[str, JSON] = {}
        query = "?limit=1000"
        while True:
            page = self.admin.call("GET", "records", resource, query=query)
            found.update({item["key"]: item["record"] for item in page["records"]})
            if page["next"] is None:
                return found
            query = f"?limit=1000&after={quote(page['next'], safe='')}"

    def put(self, resource: str, key: str, record: dict[str, JSON], *, force: bool = False) -> dict[str, JSON]:
        """Keep a record under a key, and give it as it is kept; ``force`` for one that breaks the document."""
        query = "?force=true" if force else ""
        kept: dict[str, JSON] = self.admin.call("PUT", "records", resource, key, body=record, query=query)
        return kept

    def clock(self, **change: str | bool) -> str:
        """Change the clock (``set``, ``advance``, ``stopped``) and give its time."""
        answer = self.admin.call("POST", "clock", body=change) if change else self.admin.call("GET", "clock")
        return str(answer["now"])

    @property
    def faults(self) -> list[JSON]:
        """The rules by which answers are broken, without those of the command line and the document."""
        rules: list[JSON] = self.admin.call("GET", "faults")["rules"]
        return rules

    @faults.setter
    def faults(self, rules: Sequence[JSON]) -> None:
        self.admin.call("PUT", "faults", body={"rules": list(rules)})

    @property
    def requests(self) -> list[dict[str, JSON]]:
        """The last requests, from the oldest."""
        found: list[dict[str, JSON]] = self.admin.call("GET", "requests", query="?limit=1000")["requests"]
        return found

    def verify(self, pattern: dict[str, JSON], **expected: int | str) -> int:
        """How many requests match; AssertionError, with the nearest, where that is not as ``expected``.

        ``exactly``, ``atLeast``, ``atMost`` are numbers, ``within`` is a time such as ``2s``.
        """
        try:
            return int(self.admin.call("POST", "verify", body={"pattern": pattern, **expected})["count"])
        except AdminError as error:
            if error.status != _CONFLICT:
                raise
            raise AssertionError("\n".join([str(error), *map(_near, error.problem.get("nearest", ()))])) from None


def _near(miss: dict[str, JSON]) -> str:
    request = miss["request"]
    lines = [f"  {request['method']} {request['path']} -> {request['status']}"]
    lines += [f"    {d['field']}: expected {d['expected']}, was {d['observed']}" for d in miss["differs"]]
    return "\n".join(lines)
