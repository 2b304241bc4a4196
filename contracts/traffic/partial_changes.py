"""Changes of some members alone, by the words of the document, whose schema asks for all of them.

Documents often give one schema to creates and to changes. Where the text of a PATCH, or of a parameter in its query
(`updateMask`, AIP-134), says that what is given alone is changed, nobody can tell whether the rest has to be there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.operation_memory import once_an_operation
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Operation

_IN_PART = field_names.Telling(
    r"only\b.{0,40}\b(?:fields?|members?|attributes?|properties|values)|partial(?:ly)?|unchanged"
    r"|(?:field|update)[ _-]?mask"
)
"""How a document says that a change is of what is given alone."""

_SOME_STAY = field_names.Telling(
    r"(?:stays?|remains?|kept|keeps|unchanged|untouched|unaltered)\b.{0,40}\b(?:if|when|unless|where)\b"
    r".{0,40}\b(?:not|omitted|left out|missing|absent|no|given|provided|supplied)"
)
"""How a replacement says that something which it is not given stays."""


def lacks_what_stays(reading: Reading) -> bool:
    """Whether members of the record are all that a change lacks, and it may have a part of them."""
    lacking = [
        v for v in reading.violations if v.location == "body" and v.keyword == "required" and len(v.pointer) == 1
    ]
    return bool(lacking) and len(lacking) == len(reading.violations) and _says_in_part(reading.operation)


@once_an_operation
def _says_in_part(operation: Operation) -> bool:
    asked = (f"{item.name} {item.description}" for item in operation.parameters if item.location == "query")
    return operation.method == "PATCH" and _IN_PART.told_in(*operation.texts, *asked)


@once_an_operation
def says_some_stay(operation: Operation) -> bool:
    """Whether a change says that some of what it leaves out stays as it is, of whichever members that is meant."""
    return _SOME_STAY.told_in(*operation.texts)
