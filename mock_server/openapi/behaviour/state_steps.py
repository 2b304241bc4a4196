"""Records of work that goes on behind a 202: the states through which they come to an end, in the documented order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading.name_words import words

if TYPE_CHECKING:
    from collections.abc import Container

    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_SUCCESS = re.compile(r"succe(?:ss|ssful|eded)|completed?|done|finished|ready|ok", re.I)
_ASIDE = re.compile(
    r"(?:fail|err|cancel|abort|stop|paus|suspend|expir|reject|delet|remov|terminat|skip|block|retry|time|unknown|unspec|warn|part)\w*",
    re.I,
)
"""Of a state: that it is on no way to a success."""


class StateSteps(NamedTuple):
    """The member that tells the state, and its values from the first to the success."""

    member: str
    steps: tuple[str, ...]


def state_steps(schemas: Schemas, record: Schema | None, taken: Container[str]) -> StateSteps | None:
    """How records of this schema go on, where their state is the server's and has a success behind another state."""
    for name, item in schemas.properties(record).items():
        options = schemas.keyword(item, "enum")
        if (
            name in taken
            or words(name)[-1:] == ()
            or words(name)[-1] not in field_names.STATES
            or not isinstance(options, list)
        ):
            continue
        states = [option for option in options if isinstance(option, str) and words(option)]
        ends = [state for state in states if _SUCCESS.fullmatch(words(state)[-1])]
        on_the_way = [state for state in states if state not in ends and not any(map(_ASIDE.fullmatch, words(state)))]
        if ends and on_the_way:
            return StateSteps(name, (*on_the_way, ends[0]))
    return None
