"""What a request that names the members it wants is shown: those, and not all of them, where the document says so.

JSON:API has it as *sparse fieldsets* (`fields[type]`, which leave out all others), OData as `$select`, which may show
more than was asked for; a parameter of one's own (`fields`, `select`) says in its description that it narrows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Parameter

MEMBER_NAME = re.compile(r"[A-Za-z][\w-]*")
"""A member's name that a parameter can name."""
_LAW = "selection"
_OF_A_TYPE = re.compile(r"fields\[([^\]]+)\]")
_SELECT = "$select"
_PLAIN = re.compile(r"(?i)_?fields|\$?select")
_ONLY = re.compile(r"(?i)\b(?:only|just)\b")
_PART = re.compile(r"(?i)\b(?:subset|limit(?:s|ed)?|restrict(?:s|ed)?|narrows?|sparse|partial|projection)\b")
_RETURNED = re.compile(r"(?i)\b(?:to return|returned)\b")
_MEMBERS = re.compile(r"(?i)\b(?:fields?(?:ets?)?|members?|propert(?:y|ies)|attributes?|columns?)\b")
_ANSWER = re.compile(
    r"(?i)\b(?:return\w*|show\w*|includ\w*|contain\w*|retriev\w*|fetch\w*|respon\w*|answers?|results?|outputs?|payload"
    r"|representations?)\b"
)
_ELSE = re.compile(
    r"(?i)\b(?:additional(?:ly)?|extra|also|besides?|addition|expand\w*|embed\w*|search\w*|sort\w*|match\w*"
    r"|group\w*|highlight\w*|filter\w*|facet\w*|aggregat\w*|distinct|sets?|except|hid(?:e|es|ing)|exclud(?:e|es|ing)"
    r"|to [a-z]+ (?:by|over|on|in)"
    r"|omit(?:s|ting)?|leav(?:e|es|ing) (?:out|away)|skip\w*|without"
    r"|(?:excluded|omitted|hidden|removed|left out|left away) (?:from|of)"
    r"|to be (?:excluded|omitted|hidden|removed|left (?:out|away)))\b"
)
"""What descriptions say of names that add to an answer, are taken out of it, or are for something else."""
_FEW = 2
"""So many members may be shown beside those that are asked for, where no standard says how many."""


def narrows(parameter: Parameter) -> bool:
    """Whether the document, or the standard of a parameter's name, says that it leaves out what it does not name."""
    if _OF_A_TYPE.fullmatch(parameter.name):
        return True
    if _PLAIN.fullmatch(parameter.name) is None:
        return False
    said = parameter.description
    return _ELSE.search(said) is None and any(map(_narrows_answer, field_names.sentences(said)))


def _narrows_answer(clause: str) -> bool:
    """Whether what a clause narrows are the members of an answer, not who may ask, or how many records come."""
    shown, members = _ANSWER.search(clause) is not None, _MEMBERS.search(clause) is not None
    if _ONLY.search(clause):
        return shown
    if _PART.search(clause):
        return shown or members
    return _RETURNED.search(clause) is not None and members


def names_wanted(parameter: Parameter) -> bool:
    """Whether what a parameter names is shown in any case."""
    return parameter.name == _SELECT or narrows(parameter)


def known_to(parameter: Parameter, names: Sequence[str]) -> list[str]:
    """Of the members of a record those that a parameter's description names; all where it names none."""
    said = (parameter.description, pointers.at(parameter.schema, ("description",), None))
    words = {word for text in said if isinstance(text, str) for word in MEMBER_NAME.findall(text)}
    return [name for name in names if name in words] or [*names]


def place_of(parameter: Parameter, record: JSON) -> tuple[str, ...] | None:
    """Where in a record a parameter picks members: of a resource object of JSON:API those of its attributes.

    None where it picks from records of another type.
    """
    if not isinstance(record, dict):
        return None
    told = _OF_A_TYPE.fullmatch(parameter.name)
    if isinstance(record.get("type"), str) and isinstance(record.get("attributes"), dict):
        return ("attributes",) if told is None or record["type"] == told[1] else None
    return () if told is None else None


def lacks(name: str, shown: Collection[str], parameter: Parameter, make: Maker) -> list[Finding]:
    """The member that was asked for, and that the record has, is shown."""
    if name in shown:
        return []
    cause = "lacks what is asked for"
    message = f"the member {name} is not shown, for which {parameter.name} asks"
    return [make(_LAW, _place(parameter), name, ", ".join(shown) or "none", message, cause=cause)]


def shows_all(
    shown: tuple[Collection[str], Collection[str]], everything: set[str], parameter: Parameter, make: Maker
) -> list[Finding]:
    """Two requests for one member each are not both shown ``everything``, which no schema asks for."""
    few = 1 if _OF_A_TYPE.fullmatch(parameter.name) else _FEW
    if not narrows(parameter) or len(everything) <= few or not all(everything <= set(found) for found in shown):
        return []
    cause = "shows all members"
    message = f"all members are shown, whatever {parameter.name} asks for"
    return [make(_LAW, _place(parameter), "the members that were asked for", ", ".join(shown[1]), message, cause=cause)]


def _place(parameter: Parameter) -> str:
    return f"{parameter.location} {parameter.name}"
