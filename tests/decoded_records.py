"""How many records a store decodes: what it reads of them, counted and not timed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.store import lines

if TYPE_CHECKING:
    import pytest


class DecodedRecords:
    """Counts how many records are decoded."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        decode = lines.decode

        def counted(raw: bytes) -> Any:
            self.count += 1
            return decode(raw)

        for reader in ("tables", "lines"):
            monkeypatch.setattr(f"mock_server.store.{reader}.decode", counted)

    def taken(self) -> int:
        """Since it was last asked."""
        count, self.count = self.count, 0
        return count
