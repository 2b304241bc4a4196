"""Short texts that have no room for the run's name (a plate, a code), which services keep but once all the same."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.traffic.free_texts import told
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Schemas

_SAYS_MORE = ("enum", "const", "format", "example", "examples", "default")
"""What says which texts a member takes: others may be refused."""
_KEY = re.compile(r"(?i:id|uuid|key|ref)s?$")
_LETTERS = 26


def with_other_codes(steps: RecordSteps, cycle: Lifecycle, body: JSON) -> JSON:
    """The body of a create with another text in each such member of the record; itself where there is none.

    What is wrong in the body stays so.
    """
    create = cycle["create"]
    record = pointers.at(body, create.envelope) if create is not None else None
    if create is None or not isinstance(record, dict):
        return body
    schema = steps.schemas.below(create.operation.request_schema, create.envelope)
    number = _counted(steps.names.fresh()[-4:])
    for name, member in steps.schemas.properties(schema).items():
        text = record.get(name)
        if not isinstance(text, str) or not _is_code(steps.schemas, member, name, text):
            continue
        if name in steps.samples.given or _is_told(steps.schemas, create, name, member):
            continue
        if steps.names.marks(steps.samples.typical(member, name)):
            continue  # there is room for the run's name
        if steps.samples.valid(member, text):
            another = partial(_another, steps, member, text)
            steps.names.codes[other := another(number)] = another
            body = pointers.replaced(body, (*create.envelope, name), other)
    return body


def _another(steps: RecordSteps, schema: JSON, text: str, number: int | None = None) -> str:
    """Another text of the form of one; the same where there is none."""
    number = _counted(steps.names.fresh()[-4:]) if number is None else number
    others = (other for other in _others(text, number) if other != text)
    return next(filter(partial(steps.samples.valid, schema), others), text)


def _is_code(schemas: Schemas, schema: JSON, name: str, text: str) -> bool:
    if _KEY.search(name) or schemas.types(schema) - {"null"} != {"string"}:
        return False
    return text != "" and all(schemas.keyword(schema, word) is None for word in _SAYS_MORE)


def _is_told(schemas: Schemas, create: Behaviour, name: str, member: JSON) -> bool:
    """Whether an example of what is around a member gives its text."""
    record = schemas.below(create.operation.request_schema, create.envelope)
    around = [part.get("example") for part in schemas.parts(record)]
    around += [each for part in schemas.parts(record) for each in part.get("examples") or ()]
    whole = told(schemas, create.operation, (*create.envelope, name), member)
    return bool(whole) or any(isinstance(each, dict) and isinstance(each.get(name), str) for each in around)


def _others(text: str, number: int) -> Iterator[str]:
    """The text with a number behind it, in digits or letters, and texts of its own shape and length."""
    letters = _lettered(number, 4)
    yield from (text + end for end in (letters.upper(), letters, str(number)))
    yield re.sub("[0-9]", _in_turn(str(number)), text[::-1])[::-1]
    yield re.sub("[A-Z]", _in_turn(letters.upper()), text[::-1])[::-1]
    yield re.sub("[a-z]", _in_turn(letters), text[::-1])[::-1]


def _in_turn(marks: str) -> Callable[[re.Match[str]], str]:
    """Puts these characters, the last one first, in place of what is found, and then leaves it as it is."""
    left = list(marks)
    return lambda found: left.pop() if left else found[0]


def _counted(letters: str) -> int:
    """The number that four letters count: 0 for ``aaaa``."""
    total = 0
    for letter in letters.lower():
        total = total * _LETTERS + (ord(letter) - ord("a")) % _LETTERS
    return total


def _lettered(number: int, length: int) -> str:
    found = ""
    for _ in range(length):
        number, rest = divmod(number, _LETTERS)
        found = chr(ord("a") + rest) + found
    return found
