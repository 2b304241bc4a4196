"""Reads a journal back into tables, and refuses one that isn't whole.

A process that dies, or a disk that loses power, can leave one thing behind: a last line without its end. That
line was never acknowledged; it is cut off, with a warning. Whatever else is wrong is damage, and is refused.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import BinaryIO
from zlib import crc32

from mock_server.store import lines
from mock_server.store.errors import StoreCorrupt, StoreUnreadable

Rows = dict[str, bytes]
Tables = defaultdict[str, Rows]
"""Encoded records by key, in order of creation, by resource."""

_HEADER_LIMIT = 4096
_GIVES = frozenset((lines.CREATED, lines.REPLACED, lines.KEPT))
_QUOTE = b'"'


@dataclass(frozen=True, slots=True)
class End:
    """Where a journal ends: size in bytes, checksum of the last line, lines after the header, writes ever."""

    size: int = 0
    checksum: int = 0
    lines: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """A journal read back; ``torn`` is the number of bytes of an unfinished line after its end."""

    tables: Tables
    end: End
    torn: int


def replay(fd: int, path: str) -> Replay:
    """Read the open file ``fd``, called ``path`` in messages; if ``end.size`` is 0 it has no header yet.

    Raises StoreCorrupt with the line, or StoreUnreadable; changes nothing.
    """
    try:
        with open(fd, "rb", buffering=1 << 20, closefd=False) as file:
            file.seek(0)
            return _read(file, path)
    except OSError as error:
        raise StoreUnreadable(f"{path} can't be read ({error.strerror}); mend the disk, or restore a copy") from None


def _read(file: BinaryIO, path: str) -> Replay:
    first = file.readline(_HEADER_LIMIT)
    tables: Tables = defaultdict(dict)
    if lines.frame([lines.header(0)], 0)[0].startswith(first) and not first.endswith(b"\n"):
        return Replay(tables, End(), len(first))
    framed = lines.unframe(first, 0)
    found = lines.read_header(framed[0]) if framed else None
    if framed is None or found is None:
        raise StoreCorrupt(
            path, 1, "this is no journal of mock-server, or its first line is damaged",
            "name another file with --store, or restore a copy",
        )  # fmt: skip
    version, sequence = found
    if version != lines.VERSION:
        raise StoreCorrupt(
            path, 1, f"the journal has format {version}, this version reads format {lines.VERSION}",
            "open it with the version that wrote it, or name another file with --store",
        )  # fmt: skip
    return _apply(file, path, tables, End(len(first), framed[1], 0, sequence))


def _apply(file: BinaryIO, path: str, tables: Tables, start: End) -> Replay:
    size, checksum, number, sequence, torn = start.size, start.checksum, 1, start.sequence, 0
    resource, rows = b"", Rows()  # of the last line, most of which are about the same
    for line in file:
        if line[-1:] != b"\n":
            torn = len(line)
            break
        number += 1
        body = line[9:-1]
        checksum = crc32(body, checksum)
        if line[:9] != b"%08x\t" % checksum:
            raise _damaged(path, number, "the line isn't the one that was written here")
        fields = body.split(b"\t")
        key = fields[2] if len(fields) == 4 and fields[1] == resource and fields[0] in _GIVES else b"\\"
        if b"\\" not in key and key[:1] == _QUOTE == key[-1:] and key.count(_QUOTE) == 2 and key.isascii():
            rows[key[1:-1].decode()] = fields[3]  # a text without escapes, as nearly all are
        elif _perform(fields, tables):
            resource, rows = _last(fields, tables)
        else:
            raise _damaged(path, number, "the line says what this version doesn't understand")
        sequence += fields[0] != lines.KEPT
        size += len(line)
    return Replay(tables, End(size, checksum, number - 1, sequence), torn)


def _last(fields: list[bytes], tables: Tables) -> tuple[bytes, Rows]:
    """The resource of a line that gives a key its record, and its table."""
    return (fields[1], tables[_name(fields[1])]) if fields[0] in _GIVES else (b"", {})


def _perform(fields: list[bytes], tables: Tables) -> bool:
    """Do to the tables what a line says; False if it can't be understood.

    A line says what is true after it, so one that an interrupt left unacknowledged may be said again.
    """
    try:
        match fields:
            case [lines.CREATED | lines.REPLACED | lines.KEPT, resource, key, raw]:
                tables[_name(resource)][_name(key)] = raw
            case [lines.DELETED, resource, key]:
                tables[_name(resource)].pop(_name(key), None)
            case [lines.CLEARED]:
                tables.clear()
            case _:
                return False
    except (ValueError, IndexError, TypeError):
        return False
    return True


def _name(raw: bytes) -> str:
    value = lines.decode(raw)
    if not isinstance(value, str):
        raise TypeError("resources and keys are texts")
    return value


def _damaged(path: str, line: int, what: str) -> StoreCorrupt:
    advice = f"restore a copy, or keep what stands before it with head -n {line - 1}, and name that file"
    return StoreCorrupt(path, line, what, advice)
