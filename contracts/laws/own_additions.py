"""What a service adds to a list or to an object that was sent: its own is open, what is of other requests is not.

Whoever makes a record is often put on its lists (owners, members, watchers), of which no document says a word. A list
of the run's own words may so have gained items that are none of them; what is lost, changed, doubled or of another
request of the run is a drift all the same.
An object may have gained members that are not the run's, and a key, alone in an object or not, may have become the
record that it names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from contracts.run_tag import ANY_TAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import JSON, Schemas


_KEY_ALONE = re.compile(rb'"%b[-_][a-z]{4,}"' % ANY_TAG.pattern)
"""A text that is a key of the run's alone: what a service adds may name the record above."""
_NAMES = re.compile(r"(?i)(?:id|key)$")
"""How the one member of an object is called that names a record by its key: ``{"key": "ABC"}``."""


def gained_own(sent: JSON, got: Any, same: Callable[[JSON, Any], bool]) -> bool:
    """Whether ``got`` is the list of the run's words that was ``sent``, in its order, beside items of the service's, or
    the object that was sent, beside members of the service's.
    """
    if isinstance(sent, dict) and isinstance(got, dict):
        news = {name: value for name, value in got.items() if name not in sent}
        kept_all = all(
            name in got and (same(item, got[name]) or gained_own(item, got[name], same)) for name, item in sent.items()
        )
        if kept_all and len(sent) == 1 and all(_NAMES.search(n) and isinstance(v, str | int) for n, v in sent.items()):
            return True
        return kept_all and not ANY_TAG.search(_KEY_ALONE.sub(b"", _octets(news)))
    if not isinstance(sent, list) or not isinstance(got, list) or not 0 < len(sent) < len(got):
        return False
    if not all(ANY_TAG.search(_octets(item)) for item in sent):
        return False
    kept = [item for item in got if any(same(one, item) for one in sent)]
    added = [item for item in got if not any(same(one, item) for one in sent)]
    whole = len(kept) == len(sent) and all(same(one, item) for one, item in zip(sent, kept, strict=True))
    return whole and not any(ANY_TAG.search(_octets(item)) for item in added)


def shown_in_full(schemas: Schemas, schema: JSON, asked: JSON, sent: JSON, got: Any) -> bool:
    """Whether the record that a key names is shown in its place: the answer's ``schema`` lets it be both, or a record
    alone where the one that is ``asked`` for is a text.
    """
    if not isinstance(sent, str) or not isinstance(got, dict):
        return False
    types = schemas.types(schema) - {"null"}
    is_both = {"string", "object"} <= types or (types == {"object"} and schemas.types(asked) - {"null"} == {"string"})
    return is_both and sent in got.values()


def _octets(value: JSON) -> bytes:
    try:
        return orjson.dumps(value).lower()
    except TypeError:  # a lone surrogate, or too deep
        return repr(value).lower().encode("utf-8", "replace")
