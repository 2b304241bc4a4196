"""Whether two JSON values are the same, and in words what parts them."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

from contracts.laws.own_additions import gained_own
from contracts.traffic.equivalent_texts import recognised
from mock_server.openapi import json_values

if TYPE_CHECKING:
    from mock_server.openapi import JSON


def same(one: JSON, other: Any) -> bool:
    """Whether two JSON values are the same value (1 and 1.0 are, true and 1 are not)."""
    if type(one) is str:  # as most are
        return type(other) is str and bool(one == other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(v, other[k]) for k, v in one.items())
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or abs(one - other) <= 1e-12 * abs(one)
    return type(one) is type(other) and bool(one == other)


def unrepeated(items: list[JSON]) -> list[JSON]:
    """The items of a list, each where it stands first."""
    return [item for place, item in enumerate(items) if item not in items[:place]]


def kept(sent: JSON, got: Any) -> bool:
    """Whether what was sent is shown: the same, or a list to which the service added items of its own."""
    return alike(sent, got) or gained_own(sent, got, alike)


def alike(one: JSON, other: Any) -> bool:
    """Whether two values are the same, or seen to be spellings of one: servers keep values, not their spellings."""
    return same(one, other) or recognised(one, other)


def difference(sent: JSON, got: JSON, there: bool) -> str:
    """What happened to a value, in words that hold none of it."""
    if not there:
        return "it is missing"
    if got is None:
        return "it became null"
    if type(sent) is not type(got):
        return f"it became {json_values.described(got)}"
    if isinstance(sent, str):
        return _text_difference(sent, got)
    if isinstance(sent, list):
        if len(got) != len(sent):
            return "items were added or lost"
        return "its order changed" if sorted(map(repr, sent)) == sorted(map(repr, got)) else "an item changed"
    if isinstance(sent, dict):
        lost = [key for key in sent if key not in got]
        if lost or len(got) != len(sent):
            return "members were added or lost"
        key = next(key for key in sent if not same(sent[key], got[key]))
        deep = isinstance(sent[key], dict)
        return "inside it, a member changed" if deep else f"inside it, {difference(sent[key], got[key], True)}"
    return "another value"


def text(value: JSON) -> str:
    """A JSON value as a report shows it."""
    import json

    return json.dumps(value, ensure_ascii=False)[:300]


def _text_difference(sent: str, got: str) -> str:
    """What happened to a text, in words that hold none of it."""
    if got in (sent.strip(), sent.lstrip(), sent.rstrip()):
        return "it was trimmed"
    if got == "":
        return "it became empty"
    if sent.startswith(got):
        return "it was cut off"
    if got.lower() == sent.lower():
        return "its case changed"
    if unicodedata.normalize("NFKC", sent) == unicodedata.normalize("NFKC", got):
        return "its Unicode form changed"
    if " ".join(sent.split()) == " ".join(got.split()):
        return "its white space changed"
    if "&" in got and "&" not in sent.replace("&amp;", ""):
        return "it was escaped"
    return "another text"
