"""The header fields that tell of limits: RateLimit and RateLimit-Policy, and those that a document has of its own.

The first two are those of the IETF's draft "RateLimit header fields for HTTP" (structured fields, RFC 9651).
"""

from __future__ import annotations

import re
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_values import as_dict, as_list

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.engine.answers import Headers
    from mock_server.engine.faults.quotas import QuotaState
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Parameter, Response

_OWN = re.compile(r"(?:x-)?rate-?limit-(limit|remaining|reset|used)(?:-\w+)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:")
_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} ")
_EPOCH = re.compile(r"\b(?:epoch|unix|timestamp|utc)\b", re.IGNORECASE)
_LONG_AGO = 1_000_000_000
"""Seconds: a number from here on is a time since the epoch."""


def with_limits(headers: Headers, states: Sequence[QuotaState], response: Response | None) -> Headers:
    """``headers`` with what is left of these quotas; ``response`` says which headers the document has of its own."""
    if not states:
        return headers
    tightest = min(states, key=lambda state: (not state.exceeded, state.remaining, -state.reset))
    own = {}
    for header in response.headers if response is not None else ():
        found = _OWN.fullmatch(header.name.lower())
        if found is not None:
            own[header.name.lower().encode()] = _own(found[1], tightest, header)
    names = _names(states)
    policy = [f'"{name}";q={state.quota.count};w={state.quota.seconds}' for name, state in names]
    left = [f'"{name}";r={state.remaining};t={state.reset}' for name, state in names]
    own[b"ratelimit-policy"] = ", ".join(policy).encode()
    own[b"ratelimit"] = ", ".join(left).encode()
    return (*(field for field in headers if field[0].lower() not in own), *own.items())


def with_retry_after(headers: Headers, seconds: int, now: float, response: Response | None, *, date: bool) -> Headers:
    """``headers`` with Retry-After (RFC 9110 section 10.2.3): seconds, or a date where that is asked or documented."""
    described = next((h for h in response.headers if h.name.lower() == "retry-after"), None) if response else None
    date = date or (described is not None and any(_DATE.match(str(value)) for value in _examples(described)))
    text = formatdate(now + seconds, usegmt=True) if date else str(seconds)
    return (*(field for field in headers if field[0].lower() != b"retry-after"), (b"retry-after", text.encode()))


def _own(role: str, state: QuotaState, header: Parameter) -> bytes:
    if role == "limit":
        return b"%d" % state.quota.count
    if role == "remaining":
        return b"%d" % state.remaining
    if role == "used":
        return b"%d" % (state.quota.count - state.remaining)
    examples = [str(value) for value in _examples(header)]
    if as_dict(header.schema).get("format") == "date-time" or any(map(_INSTANT.match, examples)):
        return formatted(state.ends).encode()
    late = any(text.isdecimal() and int(text) >= _LONG_AGO for text in examples)
    told = _EPOCH.search(f"{header.raw.get('description', '')} {as_dict(header.schema).get('description', '')}")
    return b"%d" % (state.ends if late or told else state.reset)


def formatted(seconds: float) -> str:
    """An instant as RFC 3339 has it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _examples(header: Parameter) -> Iterable[JSON]:
    schema = as_dict(header.schema)
    own = [schema[name] for name in ("example", "default") if name in schema]
    return [*(example.value for example in header.examples), *own, *as_list(schema.get("examples"))]


def _names(states: Sequence[QuotaState]) -> list[tuple[str, QuotaState]]:
    named, counts = [], dict.fromkeys((state.quota.per for state in states), 0)
    for state in states:
        counts[state.quota.per] += 1
        count = counts[state.quota.per]
        named.append((state.quota.per if count == 1 else f"{state.quota.per}-{count}", state))
    return named
