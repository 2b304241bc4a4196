"""The strangers by name: how each is run, with which document and key, and what became of its records."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.strangers import running

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Stranger:
    """One service: its module, its class there, and the name of the records' table."""

    module: str
    service: str
    table: str
    way: str
    base: str = ""

    @property
    def document(self) -> Path:
        """The document that was written by hand."""
        return HERE / f"{self.module}.yaml"

    @property
    def key(self) -> str:
        """The credential that lets in, empty where there is none."""
        return str(getattr(self._loaded, "KEY", ""))

    @property
    def faults(self) -> tuple[str, ...]:
        """The faults that can be planted."""
        return tuple(self._loaded.FAULTS)

    @property
    def _loaded(self) -> Any:
        return import_module(f"tests.strangers.{self.module}")

    @contextlib.contextmanager
    def running(self, faults: Collection[str] = ()) -> Iterator[tuple[str, Any]]:
        """The URL of the service, and the service."""
        service = getattr(self._loaded, self.service)(faults)
        with getattr(running, self.way)(service.app) as url:
            yield url + self.base, service

    def untouched(self, service: Any) -> bool:
        """Whether every record from before is as it was."""
        records = getattr(service, self.table)
        return all(json.dumps(records.get(key)) == text for key, text in service.before.items())

    def left(self, service: Any) -> list[Any]:
        """The keys of records that were not there before."""
        return [key for key in getattr(service, self.table) if key not in service.before]


STRANGERS = {
    "library": Stranger("library", "Library", "books", "wsgi"),
    "orders": Stranger("orders", "Orders", "orders", "asgi"),
    "wiki": Stranger("wiki", "Wiki", "pages", "plain"),
    "fleet": Stranger("fleet", "Fleet", "depots", "wsgi", "/v2"),
    "sensors": Stranger("sensors", "Sensors", "sensors", "plain"),
    "shop": Stranger("shop", "Shop", "carts", "asgi"),
}
