"""References to records that nobody has: refused where the document says so, of a refusal or of the member.

That a 404 or 422 is documented says nothing by itself, for it may be of the path or of another member: its description
has to name what is referred to, and say that it is not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.laws.kinds_of_records import SOME_OF_THEM
from contracts.traffic.record_references import ANY
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from contracts.traffic.free_texts import Place
    from mock_server.openapi import Behaviour, Schemas

_LAW = "references"
_REFUSALS = ("400", "404", "409", "422")
_ABSENT = re.compile(
    r"(?i)\b(?:not found|no such|not exist(?:s|ing)?|unknown|non-?existent|can not be found|(?:is|are|was) not there)\b"
)
_HAS_TO_BE = re.compile(
    r"(?i)\b(?:must|has to|have to)(?: already)? exist\b|\b(?:must|has to|have to) [a-z ]{1,20}\bexisting\b"
)
_OTHER = re.compile(r"(?i)\b(?:not|no|none|nor|never|unique|differ\w*|distinct|other than|clash\w*|collide)\b")
"""What turns it about: *must not be an existing id*, *must be unique among existing codes*."""
_HOLDS = field_names.Telling(
    r"refer\w*|(?:used|in use|needed|held) by|(?:linked|assigned|attached) to|still (?:has|have|contains?|owns?)"
)
_IN_USE = field_names.Telling("still (?:in use|used|referenced|referred to)|being (?:referenced|referred to)")
"""That it is kept by whatever refers to it, without a word of what that is; what is *in use* now, a call may hold."""
_SOME = field_names.Telling(
    rf"(?<!can )not|no|may|might|can(?! not)|unless|only|live|current\w*|while|when|if|{SOME_OF_THEM}"
)
"""That some of them alone keep it, or only at times."""
_CLAUSE = re.compile(r"(?i)\bor\b|,\s*and\b")
_NOUN_ALONE = re.compile(r"(?i)\W*(?:(?:the|an?|this|that|either|if|when)\s+){0,2}[\w-]+\W*")
"""Of a clause that ends before its verb: *the berth* or the boat was not found."""
_ID = re.compile(r"(?i:[_.-]?(?:uu|gu)?ids?)$")


def refusal(behaviour: Behaviour, place: Place, resource: str, schemas: Schemas) -> str | None:
    """The documented status by which a reference at ``place`` of a body to no record is refused, None where none is.

    What the path leads to, or below, may be what a refusal speaks of: references to such resources are left alone.
    """
    own = behaviour.resource or ""
    if resource in own.split("/{}/") or own.startswith(f"{resource}/") or (resource == own and behaviour.key_parameter):
        return None
    answers = {r.status: r.description for r in behaviour.operation.responses}
    documented = [status for status in _REFUSALS if status in answers]
    nouns = {*_nouns(place, resource)}
    for status in documented:
        if any(_ABSENT.search(clause) and nouns & {*field_names.words(clause)} for clause in _clauses(answers[status])):
            return status
    said = schemas.description(schemas.below(behaviour.operation.request_schema, place))
    return documented[-1] if documented and _has_to_be(said) else None


def held_by(said: str, resource: str, *, alone: bool = False) -> bool:
    """Whether the description of a removal's 409 says that records of ``resource`` keep what they refer to.

    Where these ``alone`` can refer to it, it need not say by what it is in use.
    """
    words = {*field_names.words(said)}
    if _SOME.told_in(said):
        return False
    return (alone and _IN_USE.told_in(said)) or (_HOLDS.told_in(said) and not words.isdisjoint(_nouns((), resource)))


def is_meant(said: str, place: Place, known: Mapping[Place, str]) -> bool:
    """Whether a reference at ``place`` is the one that, by the description of a 409, keeps what it leads to.

    One that is called as what it leads to, where no other leads there (``known``), or else one that is named: who
    reported an issue need not be whom it is assigned to.
    """
    own, resource = {*_nouns(place, "")}, known[place]
    if own.isdisjoint(_nouns((), resource)):
        return not own.isdisjoint(field_names.words(said))
    return sum(each in (resource, ANY) for each in known.values()) == 1


def removed(status: int, make: Maker) -> Finding:
    """A removal of a record that another one refers to."""
    message = "removes what another record refers to, which its 409 is for"
    return make(_LAW, "status", "409", str(status), message, cause="held")


def taken(place: Place, status: str, observed: int, make: Maker) -> Finding:
    """A success for a reference to a record that nobody has."""
    where = pointers.text(place)
    message = f"takes a reference to a record that nobody has ({where})"
    return make(_LAW, f"body {where}", status, str(observed), message, cause="taken")


def _has_to_be(said: str) -> bool:
    """Whether a description says of its member that it names what is there."""
    found = ((clause, _HAS_TO_BE.search(clause)) for clause in _clauses(said))
    return any(match is not None and not _OTHER.search(clause, 0, match.end()) for clause, match in found)


def _clauses(said: str) -> Iterator[str]:
    """The parts of a description that say one thing each."""
    held = ""
    for part in (each for sentence in field_names.sentences(said) for each in _CLAUSE.split(sentence)):
        held += part
        if not _NOUN_ALONE.fullmatch(part):
            yield held
            held = ""
    yield held


def _nouns(place: Place, resource: str) -> Iterator[str]:
    """What a description may call the record: by its collection, or by the member."""
    collection = next((part for part in reversed(resource.split("/")) if part != "{}"), "")
    name = next((part for part in reversed(place) if part not in ("*", "id", "data")), "")
    for words in (field_names.words(collection), field_names.words(_ID.sub("", name))):
        last = words[-1] if words else ""
        yield from (word for word in (last, last.removesuffix("s"), last.removesuffix("es")) if len(word) > 2)
        yield from ([f"{last[:-3]}y"] if last.endswith("ies") else [f"{last}s"] if last else [])
