"""A store whose records are in Redis, where other processes read and write them too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.store import redis_scripts as scripts
from mock_server.store.errors import StoreChanged
from mock_server.store.image import Image
from mock_server.store.lines import encode, record_of
from mock_server.store.redis_list import RedisList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.store.protocol import Mark, Record
    from mock_server.store.redis_connection import RedisConnection

_SEEN = 256
"""Of how many records it is remembered how they were read."""


class RedisStore:
    """A `Store` in Redis, below ``prefix``.

    A replacement of a record that was read takes the place of just that one: where another process has changed it
    meanwhile it raises StoreChanged, and the decision has to be made again. Lists are read in pages, each as it is at
    one moment; records that are created later than the first are none of them.
    """

    def __init__(self, connection: RedisConnection, name: str, prefix: str, inner: str = "") -> None:
        self._connection = connection
        self._name = name
        self._prefix = prefix
        base = b"{%b}:%b" % (prefix.encode(), inner.encode())
        self._records, self._order, self._writes = base + b"records:", base + b"order:", base + b"write:"
        self._names, self._sequence = base + b"names", base + b"sequence"
        self._seen: dict[tuple[str, str], bytes] = {}
        self.warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The URL, without a password."""
        return self._name

    @property
    def sequence(self) -> int:
        """Number of writes ever accepted, of all processes."""
        return int(self._connection.command("GET", self._sequence) or 0)

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark`` in the same step; False if it is taken."""
        name, words = _octets(resource), [_octets(key), encode(record), _octets(resource)]
        if mark is None:
            return self._wrote(scripts.CREATE, name, words) == scripts.DONE
        marks = _octets(mark[0])
        words += (_octets(mark[1]), encode({}), marks)
        return self._wrote(scripts.CREATE, name, words, self._records + marks, self._order + marks) == scripts.DONE

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        name, words = _octets(resource), list[bytes]()
        for key, record in records:
            words += (_octets(key), encode(record))
        place = self._wrote(scripts.CREATE_ALL, name, (name, *words))
        return place - 1 if place else None

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        raw: bytes | None = self._connection.command("HGET", self._records + _octets(resource), _octets(key))
        if raw is None:
            return None
        if len(self._seen) >= _SEEN:
            self._seen.clear()
        self._seen[resource, key] = raw
        return record_of(raw)

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key."""
        return bool(self._connection.command("HEXISTS", self._records + _octets(resource), _octets(key)))

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none. Raises StoreChanged."""
        read = self._seen.pop((resource, key), None)
        words = (_octets(key), encode(record), *(() if read is None else (read,)))
        wrote = self._wrote(scripts.REPLACE, _octets(resource), words)
        if wrote == scripts.CHANGED:
            raise StoreChanged(f"{resource}: {key} was changed by another process")
        return wrote == scripts.DONE

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        self._seen.pop((resource, key), None)
        name = _octets(resource)
        return self._wrote(scripts.DELETE, name, (_octets(key), name)) == scripts.DONE

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation."""
        name = _octets(resource)
        keys = (self._records + name, self._order + name, self._sequence)
        found = self._connection.run(scripts.RECORDS, keys, (b"-inf", b"+inf", scripts.PAGE))
        return self._pages(keys, found)

    def _pages(self, keys: tuple[bytes, ...], found: Any) -> Iterator[tuple[str, Record]]:
        upto = found[3]
        while True:
            names, raws, last, _ = found
            for key, raw in zip(names, raws, strict=True):
                if raw is not None:
                    yield _text(key), record_of(raw)
            if len(names) < scripts.PAGE:
                return
            found = self._connection.run(scripts.RECORDS, keys, (b"(" + last, upto, scripts.PAGE))

    def listing(self, resource: str) -> RedisList:
        """Return the records of this resource as a list, pages of which are read by their place."""
        name = _octets(resource)
        return RedisList(self, self._connection, (self._records + name, self._order + name), resource)

    def count(self, resource: str) -> int:
        """Return the number of records."""
        return int(self._connection.command("HLEN", self._records + _octets(resource)))

    def resources(self) -> tuple[str, ...]:
        """Return the names of the resources that hold records."""
        return tuple(map(_text, self._connection.command("ZRANGE", self._names, 0, -1)))

    def image(self) -> Image:
        """Return all records as they are now."""
        found = self._connection.run(scripts.IMAGE, (self._names,), (self._records, self._order))
        return Image({_text(name): dict(zip(map(_text, keys), raws, strict=True)) for name, keys, raws in found})

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all that are there."""
        self._seen.clear()
        keys = (self._writes + self._connection.write_id(), self._names, self._sequence)
        self._connection.run(scripts.RESTORE, keys, self._words(image))

    def _words(self, image: Image) -> list[Any]:
        """The records of an image as a script takes them."""
        words: list[Any] = [self._records, self._order]
        for name in image.resources():
            rows = image.rows(name)
            words += (_octets(name), len(rows))
            for key, raw in rows.items():
                words += (_octets(key), raw)
        return words

    def clear(self) -> None:
        """Remove every record."""
        self.restore(Image())

    def close(self) -> None:
        """Let go of the connection: what was written is with Redis."""
        self._connection.close()

    def _wrote(self, script: str, name: bytes, words: Sequence[bytes], *more: bytes) -> int:
        write = self._writes + self._connection.write_id()
        keys = (write, self._records + name, self._order + name, self._names, self._sequence, *more)
        return int(self._connection.run(script, keys, words))


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "surrogatepass")
