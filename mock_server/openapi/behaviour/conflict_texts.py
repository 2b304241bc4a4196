"""What the description of a documented 409 says is refused: a second record of the same text, an action in a state.

That a 409 is documented says nothing by itself. Its description has to name the member of the body whose value is
there already (*a depot of this name exists*), or an option of a member of the record (*it is no draft*).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading.clauses import Telling, sentences
from mock_server.openapi.reading.expressions import request_place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas

STATUS = "409"
_TAKEN = Telling(
    r"already|taken|in use|unique|exists|duplicate|(?:another|an other|a second) [\w-]+ (?:has|bears|uses)"
)
_DEPENDS = Telling(
    r"while|until|unless|during|within|except|depend\w*|only (?:if|when|where|for)|some(?:one|body) else"
    r"|(?:other|another|different) (?:user|owner|account|tenant|organi[sz]ation|client|process|person|member)\w*"
)
"""On which condition, or for whom, something is refused: nobody knows whether the run meets it."""
_OPEN = Telling(
    "may|might|can(?! not)|different|active|running|pending|progress|locked"
    "|not (?:already|(?:have to )?(?:be )?(?:unique|taken|in use))"
)
"""Of a text that is taken: that it is so in some states alone, or not at all."""
_LISTED = re.compile(r"\W*(?:(?:,|\bor)\W*)(?:(?:or|the|this|that|its|same|given|an?)\b\W*)*", re.IGNORECASE)
"""What may stand between members each of which is there but once."""
_ARE_THERE = re.compile(
    r"\W*(?:(?:is|are|has|have|was|were|been|already|exists?|taken|in use|used|registered|address|not unique"
    r"|by (?:another|an other|a different) (?:\w+))\b\W*)*",
    re.IGNORECASE,
)
"""What may stand behind the last of them."""
_EDGE = r"\b"
_STATE = rf"""["'`]?{{}}{_EDGE}"""
_ENDS = re.compile(
    r"""["'`)\]]*(?: (?:state|status|phase|mode))?["'`)\]]*"""
    r"\s*(?:$|[.;!]|,? ?(?:and|so)(?: it| they)? (?:can not|can no|may not|must not)\b)",
    re.IGNORECASE,
)
"""What may stand behind a state: the end of its clause, or what follows from it."""
_NOT_NOW = frozenset(("desired", "target", "wanted", "expected", "previous", "last", "next", "initial", "default"))
"""Words of a name that tells in which state a record was, or is to be."""


def refusal(operation: Operation) -> str:
    """What the document says of the operation's 409, nothing where it has none."""
    found = (response.description for response in operation.responses if response.status == STATUS)
    return ". ".join(sentences(next(found, "")))


def told_once(
    operation: Operation, schemas: Schemas, resource: str, key: str | None, envelope: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The texts of an operation's body of which its 409 says that they are there but once.

    ``key`` is where the request has the record's key: whether that may be taken is another question. ``envelope`` leads
    to the record in the body.
    """
    said = refusal(operation)
    place, sent = request_place(key), schemas.properties(schemas.below(operation.request_schema, envelope))
    chosen = place.names[-1] if place is not None and place.location == "body" else None
    texts = [name for name, item in sent.items() if name != chosen and "string" in schemas.types(item)]
    return taken_members(said, texts, resource)


def told_anew(operation: Operation, schemas: Schemas, resource: str, envelope: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts that a copy needs of its own: of those that are there but once together a first free one will do."""
    found = told_once(operation, schemas, resource, None, envelope)
    sent = schemas.properties(schemas.below(operation.request_schema, envelope))
    free = tuple(name for name in found if schemas.keyword(sent[name], "enum") is None)
    return free if are_each_once(refusal(operation), found) else free[:1]


def taken_members(said: str, members: Iterable[str], resource: str) -> tuple[str, ...]:
    """The members of a body of which a description says that their values are there but once.

    A member that is called as the resource is none where the record itself may be meant (*note already exists*).
    """
    if not _TAKEN.told_in(said) or _DEPENDS.told_in(said) or _OPEN.told_in(said):
        return ()
    words = {*field_names.words(said)}
    named = (name for name in members if words.issuperset(field_names.words(name)))
    return tuple(name for name in named if not _is_noun(name, resource) or _is_text(name, said))


def are_each_once(said: str, members: Sequence[str]) -> bool:
    """Whether one of several members that are there but once is refused by itself: *this user name or email*.

    Nothing else may stand between them, nor anything but that they are there behind them: an *or* may lead to another
    reason (*or the city does not exist*).
    """
    some = "|".join(sorted(map(_form, members), key=len, reverse=True))
    parted = re.split(rf"(?i)\b(?:{some})\b", said) if len(members) > 1 else []
    between = parted[1:-1]
    listed = all(_LISTED.fullmatch(text) for text in between) and any("or" in field_names.words(t) for t in between)
    return listed and _ARE_THERE.fullmatch(parted[-1].partition(". ")[0]) is not None


def refusing(said: str, members: Mapping[str, Collection[str]], resource: str) -> tuple[str, frozenset[str]] | None:
    """The one member that tells a record's state and its options in which an action is refused, None for nothing.

    ``members`` are those of the record with the options of each. What several of them may be is open, since nobody
    knows which of them is meant.
    """
    found = [(name, states) for name, options in members.items() if (states := refused_states(said, options, resource))]
    if len(found) != 1:
        return None
    words = field_names.words(found[0][0])
    return found[0] if words and words[-1] in field_names.STATES and _NOT_NOW.isdisjoint(words) else None


def refused_states(said: str, options: Collection[str], resource: str) -> frozenset[str]:
    """The options of a state in which, by a description, an action is refused; none where it does not say one.

    It has to speak of the record itself, and of nothing but the state: that *the project is not open* says nothing of
    its tasks, and *is not live on this channel* nothing of all others.
    """
    said, forms = ". ".join(sentences(said)), {option: form for option in options if (form := _form(option))}
    for option, form in forms.items():
        if _is_for_one(said, _STATE.format(form), resource):
            return frozenset(forms) - {option}
    named = {option: form for option, form in forms.items() if re.search(rf"(?i)\b{form}\b", said)}
    if len(named) > 1 and not _DEPENDS.told_in(said):
        some = "|".join(sorted(named.values(), key=len, reverse=True))
        first = rf"(?:already (?:been )?(?:{some})|(?:been )?(?:{some}) already)"
        done = re.search(rf"(?i)\b(?:is|was|has) {first}(?:(?:, | or |, or )(?:{some}))+\b", said)
        if done is None or not _is_all(said, done, resource):
            return frozenset()
        listed = re.findall(rf"(?i)\b(?:{some})\b", done[0])
        return frozenset(o for o, form in named.items() if any(re.fullmatch(rf"(?i){form}", one) for one in listed))
    if len(named) != 1 or _DEPENDS.told_in(said):
        return frozenset()
    ((option, form),) = named.items()
    word = _STATE.format(form)
    only = re.search(rf"(?i)\b(?:is|are|was) (?:no|not)(?: an?| in| yet| currently)* {word}", said)
    done = re.search(rf"(?i)\b(?:(?:is|was|has) )?already (?:been )?{word}", said)
    done = done or re.search(rf"(?i)\b(?:is|was) {word}['\"`]* already\b", said)
    if only is not None and _is_all(said, only, resource):
        return frozenset(forms) - {option}
    return frozenset({option} if done is not None and _is_all(said, done, resource) else ())


def _is_for_one(said: str, state: str, resource: str) -> bool:
    """Whether a description says that an action is for records in one state: *only draft posts can be published*.

    A record may be called by its state alone: *only a draft can be published*.
    """
    noun = rf"(?:{'|'.join(map(re.escape, _nouns(resource)[-1:]))})(?:e?s)?"
    told = rf"{state}['\"`)]*(?: {noun})?|{state.removesuffix(_EDGE)}s"
    return re.fullmatch(rf"(?i)\W*only (?:an? )?(?:{told}) (?:can|may) be \w+\W*", said) is not None


def _form(option: str) -> str:
    """How a text may write an option: `in_review` is *in review* as well; nothing for one without words."""
    return r"[\s_-]*".join(field_names.words(option))


def _is_all(said: str, state: re.Match[str], resource: str) -> bool:
    """Whether what stands before a state means the record: nothing, a pronoun, or its noun; and nothing goes on."""
    words = re.findall(r"[a-z]+", re.split(r"[.;:,]", said[: state.start()])[-1].lower())
    meant = not words or words[-1] in ("it", "this") or field_names.singular(words[-1]) in _nouns(resource)[-1:]
    return meant and _ENDS.match(said, state.end()) is not None


def _is_noun(name: str, resource: str) -> bool:
    """Whether a member is called as what the resource is of."""
    return {field_names.singular(word) for word in field_names.words(name)} <= {*_nouns(resource)}


def _is_text(name: str, said: str) -> bool:
    """Whether a description tells a member from its record: *a note with this note*."""
    form = _form(name)
    return re.search(rf"(?i)\b(?:of|with|by) (?:this|that|the same|the given|such an?) {form}\b", said) is not None


def _nouns(resource: str) -> list[str]:
    return [field_names.singular(word) for word in field_names.words(resource.rpartition("/")[2])]
