"""Creates of several records: of a list, or beside a collection (`POST /boxes/bulk` makes what `/boxes/{id}` removes).

That the latter does so is a good guess by what it takes, and no evidence: whose each record is, is decided as of any
other that has its path elsewhere than it was made. It has to be found there, with the run's name in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from contracts.laws.bulk_results import is_made_of
from contracts.laws.leeway import may_stand
from contracts.traffic.creations import says_created
from contracts.traffic.evidence import Evidence
from contracts.traffic.operation_purpose import says_create
from contracts.traffic.record_age import long_there
from mock_server.openapi import behaviours, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.cases.sending.addressing import Addressing
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Document, Schemas

Shown = Callable[["Behaviour", "Sent"], tuple[list[Evidence], int]]
"""What an answer shows of each record, and how many more may have been made."""
_ITEM = "0"
"""In the place of a record, that of an array."""


class MadeAtOnce:
    """The operations of one document that make several records of another collection."""

    def __init__(self, document: Document, schemas: Schemas, addressing: Addressing) -> None:
        self._document, self._schemas, self._addressing = document, schemas, addressing

    def evidence(self, behaviour: Behaviour, sent: Sent) -> tuple[list[Evidence], int]:
        """What a create shows of each record, and how many that it took it does not show; of fewer than it took those
        alone that have the texts of an item.

        None where they are of its own collection, or other than it took.
        """
        guess = self._makers.get(behaviour.operation.id)
        if guess is None or sent.reading is None or sent.body is None:
            return [], 0
        wanted = pointers.at(sent.reading.body, guess.envelope[:-1], None)
        shown = self._addressing.items(guess, pointers.at(sent.body, (guess.record or ())[:-1], None))
        if not isinstance(wanted, list) or len(wanted) < len(shown) or any(key is None for key, _ in shown):
            return [], 0
        pairs = [*zip(wanted, shown, strict=len(wanted) == len(shown))]
        if len(wanted) > len(shown):
            fitting = (next((item for item in wanted if is_made_of(item, each[1])), None) for each in shown)
            pairs = [(item, each) for item, each in zip(fitting, shown, strict=True) if item is not None]
        found = [*_each(guess.resource or "", behaviour, sent, pairs, apart=True)]
        return found, len(wanted) - len(found) if found else 0

    @cached_property
    def _makers(self) -> Mapping[str, Behaviour]:
        """By operation id what makes records of a collection that removes them, where its own removes none."""
        mine = self._addressing.behaviours
        own = [
            b
            for b in mine.values()
            if (b.action == "create" and not self._addressing.removable(b.resource or ""))
            or (b.action == "none" and says_create(b.operation))
        ]
        guessed = behaviours(self._document, self._schemas, related=True) if own else {}
        found = {b.operation.id: guessed[b.operation.id] for b in own}
        return {
            name: guess
            for name, guess in found.items()
            if guess.action == "create" and guess.envelope[-1:] == (_ITEM,) and (guess.record or ())[-1:] == (_ITEM,)
            if not guess.parents and self._addressing.removable(guess.resource or "")
        }


def of_a_list(addressing: Addressing, behaviour: Behaviour, sent: Sent) -> tuple[list[Evidence], int]:
    """As `MadeAtOnce.evidence`, of a create that takes a list; none is shown where it shows other than it took.

    What breaks the document may be left out of what is made: then a list of records shows as many as there are besides.
    """
    wanted = sent.reading.body if sent.reading is not None else []
    shown = addressing.items(behaviour, sent.body)
    if sent.reading is not None and isinstance(sent.body, list) and (behaviour.record or ())[-1:] == (_ITEM,):
        wrong = {str(v.pointer[0]) for v in sent.reading.violations if v.location == "body" and v.pointer}
        right = [item for place, item in enumerate(wanted) if str(place) not in wrong]
        wanted = right if len(right) == len(shown) else wanted
    if len(shown) != len(wanted):
        return [], len(wanted)
    above, path = addressing.above(sent.reading, behaviour), addressing.parents(sent.reading, behaviour)
    pairs, apart = zip(wanted, shown, strict=True), behaviour.within is not None
    return [*_each(behaviour.resource or "", behaviour, sent, pairs, above=above, path=path, apart=apart)], 0


def _each(
    resource: str,
    behaviour: Behaviour,
    sent: Sent,
    pairs: Iterable[tuple[JSON, tuple[str | None, JSON]]],
    *,
    above: tuple[str, ...] = (),
    path: tuple[tuple[str, str], ...] = (),
    apart: bool,
) -> Iterator[Evidence]:
    says, later = says_created(behaviour, sent.status), sent.status == 202
    stands = may_stand(behaviour.operation, sent.exchange)
    for item, (key, record) in pairs:
        old = long_there(record, item)
        yield Evidence(resource, None, key, says, item, record, later, old, above, path, apart, sent.begun, stands)
