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
_ELSEWHERE = r"api[ _-]?version|versions? of (?:the |an? )?(?:api|schema|client|protocol)|e-?tags?|if-match"
"""Versions of something else than the record, or that a header names."""
_TELLS = Telling(_OUTDATED, _ELSEWHERE)
_OF_A_VERSION = Telling(
    rf"{_OUTDATED}|(?:\w+_)?(?:lock|row)?[ _-]?version|revision",
    rf"{_ELSEWHERE}|already|exists?|taken|unique|duplicate",
)


class BodyVersions:
    """Those of one change: what is said of the member, of the change or of a refusal of it says that it is the one that
    is there. None where no such refusal is documented, and none that callers give at first: those are their own.
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
        of_one = _OF_A_VERSION.told_in(*(response.raw.get("description") for response in told))
        of_one = of_one or _TELLS.told_in(operation.raw.get("description"))
        names: list[str] = []
        for name, schema in composer.taken.items() if told else ():
            is_held = of_one or _TELLS.told_in(schemas.keyword(schema, "description"))
            if is_held and composer.tells_version(name):
                names.append(name)
        own = given() if names else frozenset()
        self._names = [name for name in names if name not in own]

    def refused(self, held: Record, sent: JSON) -> Answer | None:
        """The refusal of a change that names another version than the one that is there."""
        if not isinstance(sent, dict):
            return None
        for name in self._names:
            if sent.get(name) is not None and held.get(name) is not None and sent[name] != held[name]:
                return self._refusals.refuse(refusals.OUTDATED, reason=f"{name} is {held[name]}")
        return None

    def moved(self, held: Record, record: Record) -> Record:
        """The changed record with its next version, whatever the body named."""
        told = {
            name: self._composer.next_version(held[name], name) for name in self._names if held.get(name) is not None
        }
        return {**record, **told} if told else record
