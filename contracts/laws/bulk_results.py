"""Results of a create of several records: one for each item, and in their order, where the document says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contracts.laws.same_values import kept
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.openapi import JSON, Operation

_RESULT = r"(?:results?|answers?|status(?:es)?|responses?|outcomes?|entr(?:y|ies))"
_OTHER = (
    r"not|no|any|may|might|only|failed|unless|if|when|needs?|must|should|ha(?:s|ve) to|requires?|expects?|another"
    r"|other|created|accepted|successful|stored|valid|except|sort\w*"
)
_ONE = field_names.Telling(
    rf"(?:an?|one) {_RESULT} (?:an|per|for)|what (?:became of|happened (?:to|with)) (?:each|every)", _OTHER
)
_EACH = field_names.Telling(rf"(?:each|every)(?: single)? (?!{_RESULT}\b)\w+", _OTHER)
_SHOWN = field_names.Telling("results?|answer(?:s|ed)?|return(?:s|ed)|outcomes?|statuses|its status|the status")
"""What the answer has of *each* item, for a sentence may as well say what each of them needs."""
_ORDER = re.compile(
    r"\b(?P<is>in|keeps?|has|have|follows?|preserves?)(?: the| their| its)?(?: same)? order"
    r"(?: (?:as|of|than)(?: in| of)? (?:the )?(?P<of>\w+)| in which they (?:were|are) (?P<given>\w+)|(?P<ends>\W*$))"
    r"|\bin (?P<by>request|input)(?:['’]?s)? order\b",
    re.IGNORECASE,
)
_REQUEST = frozenset((
    "request", "requests", "input", "inputs", "item", "items", "body", "payload", "sent", "given", "submitted",
    "supplied",
))  # fmt: skip
"""Whose order it is: results may be in that of priority, or in which they were completed."""
_ORDERED = field_names.Telling("order", _OTHER)
_TELLING_NOTHING = (field_names.TOTALS, field_names.COUNT, re.compile("^(?:ok|success)$"))
Result = tuple[int | None, Any]
"""The status of an item's result, and the record in it."""


def said(operation: Operation) -> str:
    """What the document says of the operation and of its successes."""
    return ". ".join([*operation.texts, *(r.description for r in operation.responses if r.status.startswith("2"))])


def wrong(
    text: str, items: Sequence[JSON], results: Sequence[Result], path: str = ""
) -> Iterator[tuple[str, str, str]]:
    """Expected, observed and what is wrong with the results of these items, by what the document says of them.

    ``path`` is that of the operation, whose words tell how the items are called, and whether an *order* is a record.
    """
    one_each = _ONE.told_in(text) or any(map(_SHOWN.told_in, _EACH.told_by(text)))
    if one_each and len(results) != len(items):
        yield str(len(items)), str(len(results)), "has not one result for each item"
        return
    if len(results) == len(items) and any(_is_in_order(sentence, path) for sentence in _ORDERED.told_by(text)):
        shown = [_places(items, record) for _, record in results]
        if any(places and index not in places for index, places in enumerate(shown)):
            yield "the order of the request", "another order", "has its results in another order than the request"


def missed(items: Sequence[JSON], records: Sequence[JSON]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the records that were made of these items, whose texts differ, where any of them was."""
    there = [any(is_made_of(item, record) for record in records) for item in items]
    if any(there) and not all(there):
        yield f"{len(items)} records", f"{sum(there)} of them", "shows no record for some of what was to be made"


def may_refuse_some(sent: JSON, body: JSON) -> bool:
    """Whether an answer says more than the records, how many they are, what the request said, and that it succeeded:
    what was refused may stand there, in whatever form.
    """
    shown, said = (value if isinstance(value, dict) else {} for value in (body, sent))
    beside = [n for n, v in shown.items() if v and v != said.get(n) and not any(p.match(n) for p in _TELLING_NOTHING)]
    return len(beside) > 1


def _is_in_order(sentence: str, path: str) -> bool:
    """Whether it promises results in the order of the request."""
    names = {field_names.singular(word) for word in field_names.words(path)}
    for found in _ORDER.finditer(sentence):
        whose = (found["of"] or found["given"] or found["by"] or "").lower()
        if whose in _REQUEST or (whose and field_names.singular(whose) in names - {"order"}):
            return True
        alone = found["ends"] is not None and re.search(r"(?i)\b(?:same|their) order", found[0])
        if alone and "order" not in names and found["is"].lower() not in ("has", "have") and _SHOWN.told_in(sentence):
            return True
    return False


def _places(items: Sequence[JSON], record: JSON) -> list[int]:
    """Which of the items a record may be, by the texts that it shows."""
    return [index for index, item in enumerate(items) if is_made_of(item, record)]


def is_made_of(item: JSON, record: JSON) -> bool:
    """Whether a record shows the texts of this item, of those members that it shows."""
    if not isinstance(item, dict) or not isinstance(record, dict):
        return False
    texts = [name for name, value in item.items() if isinstance(value, str) and isinstance(record.get(name), str)]
    return bool(texts) and all(kept(item[name], record[name]) for name in texts)
