"""Versions that the body of a change names: where the document says so, one that is no longer there is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine import refusals

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.records import Composer, Record
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

_OUTDATED = re.compile(
    r"(?i)\bstale|optimistic|concurren|out ?dated|lost update|must match|(?:been|was|has) (?:changed|modified)"
    r"|(?:was|were|you|last) (?:read|seen|fetched|retrieved)\b"
)
_OF_A_VERSION = re.compile(rf"{_OUTDATED.pattern}|\b(?:e-?tag|(?:lock|row)?[ _-]?version|revision)\b")
_ELSEWHERE = re.compile(r"(?i)\bapi[ _-]?version|\bversions? of (?:the |an? )?(?:api|schema|client|protocol)")
"""Versions of something else than the record."""


class BodyVersions:
    """Those of one change: its body has to name one, or what is said of the member, of the change or of a refusal of it
    says that it is the one that is there. None where no such refusal is documented.
    """

    def __init__(self, operation: Operation, composer: Composer, refusals_: refusals.Refusals) -> None:
        self._composer, self._refusals, schemas = composer, refusals_, composer.schemas
        told = [response for response in operation.responses if response.status in ("409", "412")]
        of_one = any(_of_a_version(response.raw.get("description")) for response in told)
        of_one = of_one or _says(_OUTDATED, operation.raw.get("description"))
        self._names: list[str] = []
        for name, schema in composer.taken.items() if told else ():
            is_held = of_one or name in schemas.required(composer.request)
            is_held = is_held or _says(_OUTDATED, schemas.keyword(schema, "description"))
            if is_held and composer.tells_version(name):
                self._names.append(name)

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


def _says(words: re.Pattern[str], text: JSON) -> bool:
    return isinstance(text, str) and words.search(text) is not None


def _of_a_version(text: JSON) -> bool:
    return _says(_OF_A_VERSION, text) and not _says(_ELSEWHERE, text)
