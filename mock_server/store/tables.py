"""TinyDB's tables over encoded rows: reading decodes what is asked for, writing hands on what was changed."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.table import Table
from tinydb.utils import LRUCache

from mock_server.store.errors import StoreError
from mock_server.store.lines import decode, encode

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.store.storage import RowStorage

Change = tuple[str, bytes | None]
"""A key and its new encoded record, or None if the record is gone."""


def differences(rows: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> list[Change]:
    """The changes that turn ``rows`` into ``wanted``, their order too: what stands elsewhere goes, and comes again."""
    staying, same = [key for key in rows if key in wanted], 0
    for key, place in zip(staying, wanted, strict=False):
        if key != place:
            break
        same += 1
    stays = set(staying[:same])
    gone: list[Change] = [(key, None) for key in rows if key not in stays]
    return gone + [(key, raw) for key, raw in wanted.items() if key not in stays or rows[key] != raw]


class NoCache(LRUCache[Any, Any]):
    """A query cache that keeps nothing: the store changes rows without a word to the table."""

    def __init__(self, capacity: int | None = None) -> None:
        super().__init__(capacity=0)


class KeyedTable(Table):
    """A TinyDB table whose document ids are strings, and whose updates cost what they change."""

    document_id_class = str  # type: ignore[assignment]
    query_cache_class = NoCache
    _storage: RowStorage

    def _read_table(self) -> Mapping[str, Mapping[str, JSON]]:  # type: ignore[override]
        return RowsView(self._storage.log.tables.get(self._name) or {})

    def _update_table(self, updater: Callable[[JSON], None]) -> None:
        storage, name = self._storage, self._name
        with storage.log.lock:
            draft = Draft(storage.log.tables.get(name) or {})
            updater(draft)
            storage.apply({name: draft.changes()})

    def _get_next_id(self) -> str:
        """Return a number, as a string, that is no key yet."""
        rows = self._storage.rows(self.name)
        number = self._next_id or self._storage.log.sequence + 1
        while str(number) in rows:
            number += 1
        self._next_id = number + 1  # type: ignore[assignment]
        return str(number)


class OneRowTable(KeyedTable):
    """The store's own: sees one document alone, and changes no other; for who holds the log's lock."""

    _key = ""
    _seen: dict[str, Any]

    def of(self, key: str, seen: dict[str, Any]) -> OneRowTable:
        """It for the next change, which is of this key; ``seen`` holds the document where there is one."""
        self._key, self._seen = key, seen
        return self

    def _update_table(self, updater: Callable[[JSON], None]) -> None:
        key, seen = self._key, self._seen
        del self._seen  # what was written may be large
        updater(seen)
        self._storage.apply_one(self._name, key, encode(seen[key]) if key in seen else None)


class OneRowTables(dict[str, OneRowTable]):
    """Those of one storage, by name; each is made when it is asked for."""

    def __init__(self, storage: RowStorage) -> None:
        super().__init__()
        self._storage = storage

    def __missing__(self, name: str) -> OneRowTable:
        made = self[name] = OneRowTable(self._storage, name)
        return made


class Database(TinyDB):
    """TinyDB with keyed tables."""

    table_class = KeyedTable


class RowsView(Mapping[str, Mapping[str, Any]]):
    """Encoded rows seen as the documents they hold; each access makes a new document."""

    __slots__ = ("rows",)

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self.rows = rows

    def __getitem__(self, key: str) -> Mapping[str, JSON]:
        return row_record(key, self.rows[key])

    def get(self, key: str, default: JSON = None) -> JSON:
        """The document under this key, else the default."""
        raw = self.rows.get(key)
        return default if raw is None else row_record(key, raw)

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def items(self) -> ItemsView[str, Mapping[str, JSON]]:
        """The documents as they are now: writing while somebody iterates changes nothing of it."""
        return ItemsView(RowsView(dict(self.rows)))


def row_record(key: str, raw: bytes) -> dict[str, JSON]:
    """The record of an encoded row; raises StoreError where there is none."""
    try:
        value = decode(raw)
    except (ValueError, IndexError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise StoreError(f"the journal holds no record for {key!r}, but {raw[:40]!r}; restore a copy of the file")
    return value


class Draft(MutableMapping[str, dict[str, Any]]):
    """Rows that TinyDB's updaters may change in place; nothing counts before ``changes`` is applied."""

    __slots__ = ("_rows", "touched")

    def __init__(self, rows: Mapping[str, bytes]) -> None:
        self._rows = rows
        self.touched: dict[str, dict[str, JSON] | None] = {}

    def changes(self) -> list[Change]:
        """Return what differs from the rows, in the order in which it was touched."""
        found = ((key, None if doc is None else encode(doc)) for key, doc in self.touched.items())
        return [(key, raw) for key, raw in found if raw != self._rows.get(key)]

    def clear(self) -> None:
        """Forget every document."""
        self.touched = dict.fromkeys(self._rows)

    def __contains__(self, key: object) -> bool:
        return self.touched[key] is not None if key in self.touched else key in self._rows

    def __getitem__(self, key: str) -> dict[str, JSON]:
        name = str(key)
        if name not in self.touched:
            self.touched[name] = row_record(name, self._rows[name])
        doc = self.touched[name]
        if doc is None:
            raise KeyError(key)
        return doc

    def __setitem__(self, key: str, doc: dict[str, JSON]) -> None:
        self.touched[key if type(key) is str else str(key)] = doc

    def __delitem__(self, key: str) -> None:
        if key not in self:
            raise KeyError(key)
        self.touched[str(key)] = None

    def __iter__(self) -> Iterator[str]:
        yield from [key for key in self._rows if key in self]
        yield from [key for key in self.touched if key in self and key not in self._rows]

    def __len__(self) -> int:
        return sum(1 for _ in self)
