"""Parameters by which a request is tried and changes nothing: `dryRun=All`, `validate_only=true`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words, path_templates, plurals
from mock_server.openapi.reading.clauses import Telling

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.clauses import Told
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Parameter

_NAMED = re.compile(r"dry[_-]?run|(?:validate|validation)[_-]?only", re.IGNORECASE)
_SAID = Telling(
    r"(?:not|never|without) (?:(?:be|being|actually|really) )*(?:persist|sav|stor)(?:e|ed|ing)?"
    r"(?! (?:in|to|on|as|with|for)\b(?! (?:(?:the|a|any) )?(?:database|storage|store|server)\b))"
)
_TURNED = re.compile(r"\b(?:unless|otherwise|omitted|absent|unset|false|off|0|not (?:set|given|sent))\b", re.IGNORECASE)
"""What makes a sentence one of requests without the parameter."""
_DEFAULT = re.compile(
    r"\b(?:(?:false|off|0|unset)\W? by default|defaults?(?: to| is|[:=])* ?\W?(?:false|off|0|unset)\b)", re.IGNORECASE
)
_OTHERWISE = re.compile(r"[,(–—-]\s*otherwise\b.*| -- .*", re.IGNORECASE)
"""What is told, behind it, of other requests."""
_KEPT = r"requests?|changes?|updates?|records?|resources?|objects?|entit(?:y|ies)|would|validat\w+|simulat\w+"
"""What is not stored where a request is tried; the words of the operation's path name its records."""
_SUBJECT = re.compile(
    r"\b((?:[\w'’-]+ )?(?!(?:and|but|or|then|also|still|only|be|made|sent|given|\w+ed)\b)[\w'’-]+)"
    r"(?: (?:made|sent|given|\w+ed))?(?: (?:of|for|in|from|by|with) (?:[\w'’-]+ ){0,2}[\w'’-]+)?"
    r" (?:is|are|was|were|will|would|can|must|gets?|has|have)\b",
    re.IGNORECASE,
)
_END = re.compile(
    r"[^\w\s'’-]| (?:to|in|on|as|with|for|of|from|by|at|and|or|but|nor|when|if|while|so|then|first|yet|itself|is)\b",
    re.IGNORECASE,
)
"""What ends the object of a verb."""
_ANYTHING = re.compile(
    r"\s*(?:(?:the|any|this|that|all|no)\s+)*(?:data|body|payload|results?)"
    r"|\w* ?\b(?:it|they|them|this|that|which|what|anything|nothing|none|everything|all|both)(?: \w+ly)?|",
    re.IGNORECASE,
)
"""What stands for the thing of which the sentence speaks."""
_OFF = ("", "false", "0", "no", "off", "none", "disabled")


def trial_parameters(operation: Operation) -> frozenset[str]:
    """Those of the query of an operation that changes something, by their names or by what is said of them."""
    if operation.is_safe:
        return frozenset()
    asked = [parameter for parameter in operation.parameters if parameter.location == "query"]
    return frozenset(one.name for one in asked if _NAMED.fullmatch(one.name) or _is_told(operation, one))


def is_on(value: JSON) -> bool:
    """Whether a value of such a parameter asks for a trial."""
    return value is not None and str(value).lower() not in _OFF


def _is_told(operation: Operation, parameter: Parameter) -> bool:
    """Whether a switch is said to keep what the request makes or changes from being stored."""
    text = _DEFAULT.sub("", parameter.description).replace(";", " -- ")
    said = [found for found in _SAID.found(text) if not _is_turned(found)]
    if not said or not _is_switch(operation, parameter.schema):
        return False
    spelled = name_words.words(path_templates.filled(operation.path, [""] * len(path_templates.names(operation.path))))
    nouns = {noun for word in spelled for noun in (word, plurals.singular(word))}
    kept = re.compile(rf"\b(?:{'|'.join((_KEPT, *sorted(nouns)))})\b(?!['’]s)", re.IGNORECASE)
    return any(kept.search("".join(one)) and _is_of(one, kept) for one in said)


def _is_turned(said: Told) -> bool:
    return any(map(_TURNED.search, (said.before, _OTHERWISE.sub("", said.behind))))


def _is_of(said: Told, kept: re.Pattern[str]) -> bool:
    """Whether it is the record or the request that is not stored: *without saving the card* is of another thing."""
    if said.words.lower().endswith("ed"):
        thing = ([found[1] for found in _SUBJECT.finditer(said.before)] or [""])[-1]
    else:
        thing = _END.split(said.behind)[0].strip()
    return bool(_ANYTHING.fullmatch(kept.sub("", thing)) or kept.fullmatch(thing.rpartition(" ")[2]))


def _is_switch(operation: Operation, schema: JSON) -> bool:
    """Whether it is off where nobody sends it, and has one value that is on."""
    lean = _written_out(operation, schema)
    if is_on(lean.get("default")):
        return False
    named, values = lean.get("type"), lean.get("enum")
    if isinstance(values, list):
        return sum(map(is_on, values)) == 1
    return (named[0] if isinstance(named, list) and named else named) == "boolean"


def _written_out(operation: Operation, schema: JSON) -> dict[str, JSON]:
    """What a schema says with that to which it refers, be it in the one part of an `allOf`."""
    said = schema if isinstance(schema, dict) else {}
    parts = said.get("allOf")
    of = operation.follow(parts[0] if isinstance(parts, list) and len(parts) == 1 else said)
    return {**of, **said} if isinstance(of, dict) else said
