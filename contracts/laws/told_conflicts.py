"""What the description of a documented 409 says is refused: a second record of the same text, an action in a state.

That a 409 is documented says nothing by itself. Its description has to name the member of the body whose value is
there already (*a depot of this name exists*), or an option of a member of the record (*it is no draft*).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from mock_server.openapi import Operation

LAW = "conflicts"
STATUS = "409"
_TAKEN = re.compile(r"\b(?:already|taken|in use|unique|exists|duplicate)\b", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:while|until|unless|during|within|may|might|can|different|active|running|pending|progress|locked)\b"
    r"|\bnot (?:already|(?:have to )?(?:be )?(?:unique|taken|in use))\b"
    r"|\b(?:other|another) (?:user|owner|account|tenant|organi[sz]ation)",
    re.IGNORECASE,
)
"""On which condition, or for whom, something is taken: nobody knows whether the run meets it."""
_STATE = r"""["'`]?{}\b"""
_SHORT = 2
"""A noun has more letters than this."""


def refusal(operation: Operation) -> str:
    """What the document says of the operation's 409, nothing where it has none."""
    found = (response for response in operation.responses if response.status == STATUS)
    return next((str(response.raw.get("description") or "") for response in found), "")


def taken_members(said: str, members: Iterable[str]) -> tuple[str, ...]:
    """The members of a body of which a description says that their values are there but once."""
    if not _TAKEN.search(said) or _OPEN.search(said):
        return ()
    words = {*field_names.words(said)}
    return tuple(name for name in members if words.issuperset(field_names.words(name)))


def refused_states(said: str, options: Collection[str], resource: str) -> frozenset[str]:
    """The options of a state in which, by a description, an action is refused; none where it does not say one.

    It has to speak of the record itself: that *the project is not open* says nothing of its tasks.
    """
    named = [option for option in options if re.search(rf"(?i)\b{re.escape(option)}\b", said)]
    if len(named) != 1:
        return frozenset()
    (option,) = named
    word = _STATE.format(re.escape(option))
    only = re.search(rf"(?i)\b(?:is|are|was) (?:no|not)(?: an?| in| yet| currently)* {word}", said)
    done = re.search(rf"(?i)\b(?:(?:is|was|has) )?already (?:been )?{word}", said)
    if only is not None and _is_it(said[: only.start()], resource):
        return frozenset(options) - {option}
    return frozenset({option} if done is not None and _is_it(said[: done.start()], resource) else ())


def _is_it(before: str, resource: str) -> bool:
    """Whether what a sentence begins with means the record: nothing, a pronoun, or what the resource is called."""
    words = re.findall(r"[a-z]+", re.split(r"[.;:,]", before)[-1].lower())
    noun = resource.rpartition("/")[2].lower()
    last = words[-1] if words else ""
    return last in ("", "it", "this") or (len(last) > _SHORT and noun.startswith(last[:-1]))
