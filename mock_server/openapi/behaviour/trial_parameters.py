"""Parameters by which a request is tried and changes nothing: `dryRun=All`, `validate_only=true`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words, path_templates, plurals

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Parameter

_NAMED = re.compile(r"dry[_-]?run|(?:validate|validation)[_-]?only", re.IGNORECASE)
_SAID = re.compile(
    r"(?:\b(?:not|never|without)|n['’]t) (?:(?:be|being|actually|really) )*(?:persist|sav|stor)(?:e|ed|ing)?\b"
    r"(?! (?:in|to|on|as|with|for)\b(?! (?:(?:the|a|any) )?(?:database|storage|store|server)\b))",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"\b(?:unless|otherwise|omitted|absent|unset|false|off|0|(?:not|isn['’]t) (?:set|given|sent))\b", re.I
)
"""What makes a sentence one of requests without the parameter."""
_KEPT = r"requests?|changes?|updates?|records?|resources?|objects?|entit(?:y|ies)|would|validat\w+|simulat\w+"
"""What is not stored where a request is tried; the words of the operation's path name its records."""
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
    sentences = re.split(r"[.\n]", str(parameter.raw.get("description") or ""))
    said = [one for one in sentences if _SAID.search(one) and not _TURNED.search(one)]
    if not said or not _is_switch(parameter):
        return False
    spelled = name_words.words(path_templates.filled(operation.path, [""] * len(path_templates.names(operation.path))))
    nouns = {noun for word in spelled for noun in (word, plurals.singular(word))}
    kept = re.compile(rf"\b(?:{'|'.join((_KEPT, *sorted(nouns)))})\b(?!['’]s)", re.IGNORECASE)
    return any(map(kept.search, said))


def _is_switch(parameter: Parameter) -> bool:
    """Whether it is off where nobody sends it, and has one value that is on."""
    schema = parameter.schema
    if not isinstance(schema, dict) or is_on(schema.get("default")):
        return False
    named, values = schema.get("type"), schema.get("enum")
    if isinstance(values, list):
        return sum(map(is_on, values)) == 1
    return (named[0] if isinstance(named, list) and named else named) == "boolean"
