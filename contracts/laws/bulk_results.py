"""Results of a create of several records: one for each item, and in their order, where the document says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contracts.laws.echo import kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.openapi import JSON, Operation

_EACH = re.compile(r"\b(?:each|every|(?:an?|one) (?:result|answer|status|entry) (?:an|per|for))\b", re.IGNORECASE)
_ORDER = re.compile(
    r"\b(?:in|keeps?|has|have) (?:the|their|its) (?:same |request'?s? )?order\b|\bsame order\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:not|no|any|may|might|only|failed|unless)\b|n['’]t\b", re.IGNORECASE)
Result = tuple[int | None, Any]
"""The status of an item's result, and the record in it."""


def said(operation: Operation) -> str:
    """What the document says of the operation and of its successes."""
    answers = [str(r.raw.get("description") or "") for r in operation.responses if r.status.startswith("2")]
    return ". ".join([*(str(operation.raw.get(name) or "") for name in ("summary", "description")), *answers])


def wrong(text: str, items: Sequence[JSON], results: Sequence[Result]) -> Iterator[tuple[str, str, str]]:
    """Expected, observed and what is wrong with the results of these items, by what the document says of them."""
    sentences = [part for part in re.split(r"[.;\n]", text) if not _OTHER.search(part)]
    if any(map(_EACH.search, sentences)) and len(results) != len(items):
        yield str(len(items)), str(len(results)), "has not one result for each item"
        return
    if any(map(_ORDER.search, sentences)) and len(results) == len(items):
        shown = [_places(items, record) for _, record in results]
        if any(places and index not in places for index, places in enumerate(shown)):
            yield "the order of the request", "another order", "has its results in another order than the request"


def _places(items: Sequence[JSON], record: JSON) -> list[int]:
    """Which of the items a record may be, by the texts that it shows."""
    return [index for index, item in enumerate(items) if _is(item, record)]


def _is(item: JSON, record: JSON) -> bool:
    if not isinstance(item, dict) or not isinstance(record, dict):
        return False
    texts = [name for name, value in item.items() if isinstance(value, str) and isinstance(record.get(name), str)]
    return bool(texts) and all(kept(item[name], record[name]) for name in texts)
