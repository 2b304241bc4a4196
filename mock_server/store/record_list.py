"""The records of a resource as a list of which only that is read that is asked for."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.store.equal_values import Mark

FEW = 256
"""Records that are sooner looked through than looked up."""

Row = tuple[str, dict[str, Any]]
"""A key and its record."""


class RecordList(Protocol):
    """Records in order of creation, for as long as nobody writes."""

    def __len__(self) -> int: ...

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another."""
        ...

    def place(self, key: str) -> int | None:
        """How many come before the one with this key; None where it is none of them."""
        ...

    def where(self, member: str, wanted: frozenset[Mark]) -> RecordList | None:
        """Those whose member has one of these marks (`equal_values`); None where all would have to be read for that."""
        ...

    def without(self, member: str, unwanted: frozenset[Mark]) -> RecordList | None:
        """Those whose member has none of these marks; None where all would have to be read for that."""
        ...

    def naming(self, text: str) -> RecordList | None:
        """Those of which any member is this text, as it is written; None where all would have to be read for that."""
        ...

    def between(self, member: str, bound: JSON, *, above: bool, included: bool) -> RecordList | None:
        """Those whose member is on one side of a bound (`value_order`); None where all would have to be read."""
        ...

    def ordered(self, member: str, *, down: bool, newest: bool = False) -> RecordList | None:
        """They in the order of a member (`value_order`), those without it last; or None.

        Equal ones are as they are, or with ``newest`` the other way round.
        """
        ...


class Unordered:
    """What a list answers that looks nothing up: there is nothing to be found sooner than by a look at all."""

    def where(self, member: str, wanted: frozenset[Mark]) -> None:
        """All would have to be read."""

    def without(self, member: str, unwanted: frozenset[Mark]) -> None:
        """All would have to be read."""

    def naming(self, text: str) -> None:
        """All would have to be read."""

    def between(self, member: str, bound: JSON, *, above: bool, included: bool) -> None:
        """All would have to be read."""

    def ordered(self, member: str, *, down: bool, newest: bool = False) -> None:
        """All would have to be read."""


class ReadList(Unordered):
    """Records that have been read."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another."""
        return self._rows[start:stop]

    def place(self, key: str) -> int | None:
        """How many come before."""
        return next((at for at, (held, _) in enumerate(self._rows) if held == key), None)


class EncodedList(Unordered):
    """Encoded records by key, each of which is decoded by ``read`` when it is asked for."""

    def __init__(self, rows: Mapping[str, bytes], read: Callable[[str, bytes], dict[str, Any]]) -> None:
        self._rows = rows
        self._read = read

    def __len__(self) -> int:
        return len(self._rows)

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another; of the others the keys alone are passed by."""
        return [(key, self._read(key, raw)) for key, raw in islice(self._rows.items(), start, stop)]

    def place(self, key: str) -> int | None:
        """How many come before, by their keys alone."""
        if key not in self._rows:
            return None
        return next(at for at, held in enumerate(self._rows) if held == key)
