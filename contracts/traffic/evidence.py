"""What one create shows of the record that it made, by which it is decided whose the record is."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import JSON

Where = tuple[str, tuple[str, ...], str]
"""Resource, keys of the records above, key."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one successful create shows of its record.

    ``chosen`` is the key in the request (None: the server assigns it), ``answered`` the one in the answer; ``created``
    tells whether the status says so; ``sent`` is the request's body without its key, ``shown`` the record in the
    answer (None: it shows none). ``later`` where it is only going to be made (202): the key may be that of a task.
    ``old`` is the member by which the record shown was made long before, None where none says so. ``above`` are the
    keys of the records above it, ``path`` what leads to it, as the ledger has it. ``apart`` where the record has a path
    elsewhere than below the collection that it was made in: that its key is the same there has to be seen. ``begun``
    is the moment at which the create was sent (see `Ownership.moment`). ``standing`` where the record may have
    been there already, by what the operation says or the request asks for: then a key that is known tells so.
    """

    resource: str
    chosen: str | None
    answered: str | None
    created: bool
    sent: JSON = None
    shown: JSON = None
    later: bool = False
    old: str | None = None
    above: tuple[str, ...] = ()
    path: tuple[tuple[str, str], ...] = ()
    apart: bool = False
    begun: int = 2**62
    standing: bool = False

    @property
    def kept_key(self) -> str | None:
        """The key that was chosen, as the service spells it (in upper or lower case); None where it gave another."""
        if self.chosen is None or self.answered is None:
            return self.chosen
        return self.answered if self.answered.casefold() == self.chosen.casefold() else None

    @property
    def key(self) -> str | None:
        """The key under which the record is found."""
        return self.answered if self.answered is not None else self.chosen

    @property
    def where(self) -> Where:
        """Where the record is found."""
        return self.resource, self.above, self.key or ""


_LETTERS = re.compile(r"\w")
"""A masked value has none."""
NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?")


def akin(one: str, other: str) -> bool:
    """Whether two texts may be one that a service trimmed, cut, cased, normalized, escaped, masked or rounded."""
    if NUMBER.fullmatch(one) and NUMBER.fullmatch(other) and "." in one + other:
        return abs(float(one) - float(other)) < 1
    one, other = html.unescape(one), html.unescape(other)
    a, b = (re.sub(r"[\W_]+", "", unicodedata.normalize("NFKD", text)).casefold() for text in (one, other))
    return not a or not b or a in b or b in a or a[:3] == b[:3]


def echoes(evidence: Evidence) -> bool:
    """Whether the record shows all that was sent of what it shows, and some of it."""
    sent, shown = evidence.sent, evidence.shown
    if not isinstance(sent, dict) or not isinstance(shown, dict):
        return False
    common = sent.keys() & shown.keys()
    return bool(common) and all(dumped(sent[name]) == dumped(shown[name]) for name in common)


def altered(evidence: Evidence, record: JSON, marks: Callable[[JSON], bool]) -> set[str]:
    """The members for which the record has another value where one that ``marks`` the run was sent."""
    sent = evidence.sent
    if not isinstance(sent, dict) or not isinstance(record, dict):
        return set()
    marked = {name for name, value in sent.items() if marks(value) and record.get(name) is not None}
    plain = {name for name, value in sent.items() if isinstance(value, str) and isinstance(record.get(name), str)}
    lost = {name for name in marked if not marks(record[name])}
    return lost | {name for name in plain if not akin(sent[name], record[name])}


def contradicts(evidence: Evidence, record: JSON, marks: Callable[[JSON], bool], given: set[str]) -> bool:
    """Whether a record shows other values than those sent, in members which the service has not ``given`` the run's own
    records as well; those are open where another text that was sent is shown.
    """
    wrong = altered(evidence, record, marks)
    sent, shown = evidence.sent, record
    kept = (
        isinstance(sent, dict)
        and isinstance(shown, dict)
        and any(
            isinstance(value, str) and isinstance(shown.get(name), str)
            for name, value in sent.items()
            if name not in wrong
        )
    )
    return bool(wrong) and not (wrong <= given and kept)


def is_anothers(evidence: Evidence, marks: Callable[[JSON], bool]) -> bool:
    """Whether a record shows nothing of the run where all that the run named was sent for it."""
    sent, shown = evidence.sent, evidence.shown
    if not isinstance(sent, dict) or not isinstance(shown, dict):
        return False
    named = [name for name, value in sent.items() if marks(value) and isinstance(value, str)]
    values = [shown.get(name) for name in named]
    return bool(named) and all(isinstance(v, str) and _LETTERS.search(v) for v in values) and not marks(shown)


def dumped(value: JSON) -> bytes:
    """A value as octets, by which two are compared."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=str)
    except (TypeError, ValueError, RecursionError):
        return repr(type(value)).encode()
