"""Gives the requests of a sequence other names, so that they work on records of their own when they are sent again."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.exchange import Request
    from contracts.traffic.run_names import RunNames

_DIGITS = r"(?<![0-9])(?:[1-9][0-9]{14}|1[0-9]{9})(?![0-9])"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}"


class Renaming:
    """New names for the names of the run in some requests, and the keys that the target gave meanwhile.

    ``keyed`` are the names, in lower case, of the header fields that carry an idempotency key.
    """

    def __init__(self, names: RunNames, requests: Iterable[Request], keyed: frozenset[str] = frozenset()) -> None:
        self._keyed = keyed
        self._letters: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._below: dict[tuple[str, str], str] = {}
        """New keys by the path of their collection, as the old requests have it, and the old key."""
        tagged = re.compile(rf"{names.tag}[-_]?[a-z]{{4}}", re.IGNORECASE)
        for request in requests:
            once = "".join(value for name, value in request.headers if name.lower() in keyed)
            text = request.target + once + (request.body or b"").decode("utf-8", "replace")
            for found in tagged.findall(text):
                if found.lower() not in self._letters:
                    self._letters[found.lower()] = names.fresh()[-4:]
            for code in names.codes:
                if (quoted := f'"{code}"') in text and quoted not in self._codes:
                    self._codes[quoted] = f'"{names.codes[code]()}"'
            for found in re.findall(f"{_DIGITS}|{_UUID}", text):
                if found not in self._whole and names.owns(found):
                    self._whole[found] = _another(names, found)

    def __call__(self, request: Request) -> Request:
        """``request`` with the new names and keys."""
        headers = tuple(
            (name, self._renamed(value) if name.lower() in self._keyed else value) for name, value in request.headers
        )
        return replace(request, target=self._target(request.target), headers=headers, body=self._body(request.body))

    def learn(self, request: Request, old: str, new: str) -> None:
        """A create, once sent as ``request``, was answered with a new key."""
        self._keys[old] = self._below[request.target.partition("?")[0].rstrip("/"), old] = new

    def _target(self, target: str) -> str:
        path, mark, query = target.partition("?")
        segments, before = [], ""
        for index, segment in enumerate(path.split("/")):
            new = self._below.get((before, segment)) or self._keys.get(segment)
            segments.append(new if new is not None else self._renamed(segment))
            before = f"{before}/{segment}" if index else segment
        pairs = [self._keys.get(pair, pair) for pair in re.split("([&=])", self._renamed(query))]
        return "/".join(segments) + mark + "".join(pairs)

    def _body(self, body: bytes | None) -> bytes | None:
        if not body:
            return body
        try:
            text = _replaced(self._renamed(body.decode()), self._codes)
        except UnicodeDecodeError:
            return body
        for old, new in self._keys.items():
            if len(old) > 5:
                text = text.replace(old, new)
        return text.encode()

    def _renamed(self, text: str) -> str:
        for old, letters in self._letters.items():
            text = re.sub(re.escape(old), partial(_cased, letters=letters), text, flags=re.IGNORECASE)
        return _replaced(text, self._whole)


def _replaced(text: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        text = text.replace(old, new)
    return text


def _cased(match: re.Match[str], letters: str) -> str:
    old = match[0]
    return old[:-4] + (letters.upper() if old[-4:].isupper() else letters)


def _another(names: RunNames, found: str) -> str:
    """Another key of the run's in the place of one: a number as long as it, or a UUID."""
    if not found.isdecimal():
        return names.uuid(names.number_used())
    return names.number(lambda number: len(str(number)) == len(found))
