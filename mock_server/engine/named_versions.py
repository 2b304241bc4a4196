"""Versions that the body of a change names: where the document says so, one that is no longer there is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine import refusals
from mock_server.openapi.reading.clauses import Telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer
    from mock_server.engine.records import Composer, Record
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

_OUTDATED = (
    r"stale|optimistic|concurren\w*|out ?dated|lost updates?|must match|(?:been|was|has) (?:changed|modified)"
    r"|(?:was|were|you|last) (?:read|seen|fetched|retrieved)"
)
_ELSEWHERE = (
    r"api[ _-]?version|versions? of (?:the |an? )?(?:api|schema|client|protocol)|e-?tags?|if-match|last \w+ wins"
)
"""Versions of something else than the record, or that a header names; and changes that no version holds up."""
_VERSION = r"(?:\w+_)?(?:lock|row)?[ _-]?version|revision"
_OF_OTHERS = (
    r"already|exists?|taken|unique|duplicate|not found|archived|allowed (?:for|in|by|with|on)|version is not allowed"
)
_TELLS = Telling(_OUTDATED, _ELSEWHERE)
_OF_A_VERSION = Telling(rf"{_OUTDATED}|{_VERSION}", rf"{_ELSEWHERE}|{_OF_OTHERS}")
_OF_AN_OLD_ONE = Telling(rf"(?=.*\b(?:{_VERSION}|lock(?:ing)?)\b).*\b(?:{_OUTDATED})", rf"{_ELSEWHERE}|{_OF_OTHERS}")
"""A refusal that tells both, of what is called a version and of one that is no longer there."""


class BodyVersions:
    """Those of one change: what is said of the member, of the change or of a refusal of it says that it is the one that
    is there. None where no such refusal is documented; those that callers give at first are their own, unless the
    member or the refusal speaks of old ones.
    """

    def __init__(
        self,
        operation: Operation,
        composer: Composer,
        refusals_: refusals.Refusals,
        given: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        self._composer, self._refusals, schemas = composer, refusals_, composer.schemas
        told = [response for response in operation.responses if response.status in ("409", "412")]
        refusing = [response.raw.get("description") for response in told]
        of_one = _OF_A_VERSION.told_in(*refusing) or _TELLS.told_in(operation.raw.get("description"))
        is_old = _OF_AN_OLD_ONE.told_in(*refusing)
        held, free = list[str](), list[str]()
        for name, schema in composer.taken.items() if told else ():
            is_told = is_old or _TELLS.told_in(schemas.keyword(schema, "description"))
            if (is_told or of_one) and composer.tells_version(name):
                (held if is_told else free).append(name)
        self._own = given() if held or free else frozenset()
        self._names = [*held, *(name for name in free if name not in self._own)]

    def refused(self, held: Record, sent: JSON) -> Answer | None:
        """The refusal of a change that names another version than the one that is there."""
        if not isinstance(sent, dict):
            return None
        for name in self._names:
            is_another = sent.get(name) is not None and held.get(name) is not None and sent[name] != held[name]
            if is_another and not self._is_later(name, held, sent):
                return self._refusals.refuse(refusals.OUTDATED, reason=f"{name} is {held[name]}")
        return None

    def moved(self, held: Record, record: Record) -> Record:
        """The changed record with its next version, whatever the body named."""
        told = {
            name: self._composer.next_version(held[name], name)
            for name in self._names
            if held.get(name) is not None and not self._is_later(name, held, record)
        }
        return {**record, **told} if told else record

    def _is_later(self, name: str, held: Record, said: Record) -> bool:
        """Whether callers, who give it at first, may mean by a higher one that which is to be."""
        one, other = said.get(name), held[name]
        if name not in self._own or one is None:
            return False
        return not (isinstance(one, int) and isinstance(other, int)) or one > other
