"""Numbers that a description gives as the only ones: *0 for no content, 1 for content*, where no enum says so.

Special values beside an amount are no choices (*0 = for ever, else days*): the words of the rest, or a bound, a default
or an example that is none of them, say that there are others.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Parameter, Schemas

_CHOICE = re.compile(r"(?<![\w.,-])(-?\d{1,4})\s*(for\b|=|:|means\b|meaning\b)\s*(?=[^\s\d])[^,;.\d]*")
"""A number, how it is explained, and with what."""
_LEFT = re.compile(r"(?i)\b(?:else|otherwise)\b")
_AMOUNT = re.compile(
    r"(?i)\b(?:other (?:values?|numbers?)|others|any|up to|at (?:most|least)|more than|less than|between"
    r"|(?:number|count|amount) of|how many|(?:milli)?seconds?|minutes?|hours?|days?|weeks?|months?|years?)\b"
)
"""What is said of numbers that are counted, where it stands beside those that are explained."""
_NEAR = 2
"""How many times as far as there are of them numbers lie apart at most that stand *for* something."""


def choices(text: JSON) -> frozenset[int]:
    """The numbers that a description explains one by one; none where it explains fewer than two, or speaks of more."""
    if not isinstance(text, str) or _LEFT.search(text) or _AMOUNT.search(_CHOICE.sub("", text)):
        return frozenset()
    told = _CHOICE.findall(text)
    found = frozenset(int(number) for number, _ in told)
    if len(found) < 2:
        return frozenset()
    amounts = all(sign == "for" for _, sign in told) and max(found) - min(found) > _NEAR * len(found)
    return frozenset() if amounts else found


def is_no_choice(schemas: Schemas, parameter: Parameter, value: JSON) -> bool:
    """Whether a whole number is none of those that the parameter's description explains."""
    if type(value) is not int:
        return False
    said = (parameter.description, schemas.description(parameter.schema))
    known = next((found for text in said if (found := choices(text))), frozenset[int]())
    return bool(known) and value not in known and known.issuperset(_named(schemas, parameter))


def _named(schemas: Schemas, parameter: Parameter) -> Iterator[JSON]:
    """Numbers that the document names elsewhere: bounds, a default and examples."""
    for keyword in ("minimum", "maximum", "default", "example"):
        value = schemas.keyword(parameter.schema, keyword)
        if value is not None:
            yield value
    if "example" in parameter.raw:
        yield parameter.raw["example"]
