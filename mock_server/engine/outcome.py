"""What an action decided: the answer that it gives, and what it then does to the store."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.json_types import JSON

NO_HEADERS: Mapping[str, str | None] = MappingProxyType({})


def nothing() -> None:
    """The effect of an action that changes nothing."""


class Outcome(NamedTuple):
    """A success that is decided and not yet carried out.

    ``body`` is a JSON value, MISSING for none, or the whole Answer where the like was given before. ``effect`` changes
    the store; it is called once the answer is ready to be sent, so that what fails before has changed nothing, and
    gives an Answer where the store refuses after all. ``headers`` are values of documented headers, by name in lower
    case; None leaves one out.
    """

    success: SuccessAnswer
    body: JSON
    effect: Callable[[], Answer | None] = nothing
    headers: Mapping[str, str | None] = NO_HEADERS
