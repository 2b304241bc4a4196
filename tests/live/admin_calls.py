"""Calls of the admin API of a mock in this process."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.documents.asking import Mock, Reply, mock

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "admin-token"


class Administered:
    """A mock and its admin API."""

    def __init__(self, asked: Mock) -> None:
        self.mock = asked
        self.ask = asked.ask

    def admin(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """The answer to one call."""
        sent = {"authorization": f"Bearer {TOKEN}", "host": "localhost", **headers}
        return self.mock.ask(method, f"/__admin/{path}", body, sent)

    def names(self, sandbox: str = "default", path: str = "/things") -> list[str]:
        """The names of the things that the API lists."""
        return [thing["name"] for thing in self.ask("GET", path, headers={"x-mock-sandbox": sandbox}).json]


def administered(folder: Path, tree: dict[str, Any], seed: Any = None, **settings: Any) -> Administered:
    """A mock of ``tree`` with an admin API, and with first records."""
    if seed is not None:
        (folder / "seed.json").write_text(json.dumps(seed), "utf-8")
        settings["seed_data"] = (folder / "seed.json",)
    return Administered(mock(folder, tree, admin="on", admin_token=TOKEN, **settings))
