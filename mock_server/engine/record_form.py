"""The form that new records of one kind are filled into: what is the same in each stands there already."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mock_server.json_types import JSON


Field = tuple[str, bool, "JSON", "Callable[[], JSON] | None"]
"""A property of a new record: its name, whether a request may give it, what fills it else, how the server makes it."""

Made = tuple[str, bool, "Callable[[], JSON]"]
"""A property that the server makes: its name, whether a request may give it, what makes it."""

Sent = tuple[dict[str, "JSON"], bool, tuple[Made, ...], tuple[tuple[str, bool], ...]]
"""For a request's names: what is ready, whether the record takes all of them, what is made and timed beside them."""

_MOST_FORMS = 256
_LONGEST_NAMES = 4_096
"""Characters of the names of one request whose form is kept."""

Finish = Callable[[dict[str, "JSON"], Mapping[str, "JSON"]], dict[str, "JSON"]]
"""Changes a new record by what was sent."""


class RecordForm:
    """Fills a record in the order of its properties.

    What a request gives stands; then comes what it inherits, the key, the default, the time, what the server makes.
    Each of ``finishes`` changes the record at last, by what was sent.
    ``key`` names the property of the key, ``times`` those that get the time at which ``now`` says it is.
    """

    def __init__(
        self,
        fields: Iterable[Field],
        key: str | None,
        times: Collection[str],
        now: Callable[[], JSON],
        finishes: tuple[Finish, ...] = (),
    ) -> None:
        self._finishes = finishes
        self._now = now
        self._ready: dict[str, JSON] = {}  # MISSING where something is still to come
        self._made: list[Made] = []
        self._times: list[tuple[str, bool]] = []
        self._key: str | None = None
        taken, bare = set[str](), set[str]()
        for name, is_taken, default, make in fields:
            self._ready[name] = MISSING
            if is_taken:
                taken.add(name)
            constant = _constant(default, make)
            if constant is not MISSING and name != key:
                self._ready[name] = constant
            elif name == key or default is not MISSING or name in times or make is not None:
                is_key, is_time = name == key, default is MISSING and name in times
                if is_time and not is_key:
                    self._times.append((name, is_taken))
                    continue
                self._key = name if is_key else self._key
                if default is not MISSING:
                    make = partial(copy.deepcopy, default)
                self._made.append((name, is_taken or is_key, self._now if is_time else make or _nothing))
            elif is_taken:
                bare.add(name)
            else:
                del self._ready[name]
        self._taken, self._bare = frozenset(taken), frozenset(bare)
        self._forms: dict[tuple[str, ...], Sent] = {}

    def filled(self, sent: Mapping[str, JSON], key: JSON, inherited: Mapping[str, JSON]) -> dict[str, JSON]:
        """A new record; ``inherited`` comes from the request's path, and stands first."""
        names = tuple(sent)
        ready, is_all_taken, made, times = self._forms.get(names) or self._of(names)
        record = ready.copy()
        record.update(sent if is_all_taken else [(name, sent[name]) for name in names if name in self._taken])
        if inherited:
            record = {**inherited, **record, **inherited}
        if self._key is not None and key is not MISSING and record[self._key] is MISSING:
            record[self._key] = key
        for name, is_asked, make in made:
            if (is_asked or inherited) and record[name] is not MISSING:
                continue
            value = make()
            if value is MISSING:
                del record[name]
            else:
                record[name] = value
        if times:
            now = self._now()
            for name, is_asked in times:
                if not (is_asked or inherited) or record[name] is MISSING:
                    record[name] = now
        for finish in self._finishes:
            record = finish(record, sent)
        return record

    def _of(self, names: tuple[str, ...]) -> Sent:
        """What is filled in beside these names of a request; kept, since most requests give the same ones."""
        given = self._taken.intersection(names)
        ready = {name: value for name, value in self._ready.items() if name in given or name not in self._bare}
        made = tuple(item for item in self._made if not (item[1] and item[0] in given))
        times = tuple(item for item in self._times if not (item[1] and item[0] in given))
        found = ready, len(given) == len(names), made, times
        if len(self._forms) < _MOST_FORMS and sum(map(len, names)) < _LONGEST_NAMES:
            self._forms[names] = found
        return found


def _nothing() -> JSON:
    return MISSING


def _constant(default: JSON, make: Callable[[], JSON] | None) -> JSON:
    """What fills a property of every record; MISSING where each gets one of its own."""
    if default is MISSING and isinstance(make, partial) and make.func is copy.deepcopy:
        default = make.args[0]
    return MISSING if isinstance(default, dict | list) else default
