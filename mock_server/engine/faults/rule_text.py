"""A rule of faults in one line of text, read into the object that says the same.

    POST /clients: first 2 -> 503, retry-after 30
    GET /clients/{id} query.full=yes: rate 10% -> reset after effect
    listClients: delay 100ms..1s, bandwidth 50KB/s
    * : limit 100/1m per credential

Before the colon stands what a request must be (method, path, operationId, ``key=``, ``query.NAME=``, ``header.NAME=``),
before the arrow when it is hit, then what happens. What is left out holds for all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule_error import FaultRuleError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

LONGEST = 4_096
_WORD = re.compile(r"\s*(,|[^\s,]+)")
_WIRE = ("none", "reset", "empty", "malformed", "garbage", "truncate", "hang")
_RENAMED = {
    "CONNECTION_RESET_BY_PEER": "reset",
    "EMPTY_RESPONSE": "empty",
    "MALFORMED_RESPONSE_CHUNK": "malformed",
    "RANDOM_DATA_THEN_CLOSE": "garbage",
}
_TIME = re.compile(r"[0-9][0-9.]*(?:ms|s|m)(?:\.\..*|~.*)?")


def wire_fault(name: str) -> str:
    """Our name of a fault on the wire, which may be named as WireMock does."""
    return _RENAMED.get(name, name)


def rule_in(text: str) -> dict[str, JSON]:
    """The rule that the line says, as an object; raises FaultRuleError with what can't be understood."""
    if len(text) > LONGEST:
        raise FaultRuleError(f"is longer than {LONGEST} characters")
    head, colon, rest = _divided(text)
    rule: dict[str, JSON] = {}
    if colon:
        match = _match(head.split())
        if match:
            rule["match"] = match
    when, arrow, what = rest.partition("->")
    if arrow:
        _read(when, rule, _WHEN, "when a rule hits: first N, every N, after N, rate 10%")
    _read(what if arrow else rest, rule, _WHAT, _HAPPENS)
    if set(rule) <= {"match", "first", "every", "after", "rate"}:
        raise FaultRuleError("says nothing that happens; end it with a status such as 503, a delay, or reset")
    return rule


def what_in(text: str) -> dict[str, JSON]:
    """What happens, without which requests and when; raises FaultRuleError."""
    rule: dict[str, JSON] = {}
    _read(text[:LONGEST], rule, _WHAT, _HAPPENS)
    return rule


def _divided(text: str) -> tuple[str, str, str]:
    found = re.search(r":(?=\s|$)", text)
    return ("", "", text) if found is None else (text[: found.start()], ":", text[found.end() :])


def _match(words: list[str]) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for word in words:
        name, sign, value = word.partition("=")
        part, _, inner = name.partition(".")
        if sign and name == "key":
            found["key"] = value
        elif sign and part in ("query", "header") and inner:
            held = found.setdefault(part, {})
            if isinstance(held, dict):
                held[inner] = value
        elif word.startswith("/"):
            found["path"] = word
        elif word != "*":
            found["method" if re.fullmatch(r"[A-Z]+", word) else "operation"] = word
    return found


Words = list[str]


def _number(words: Words, name: str) -> int:
    if not words or not words[0].isdecimal():
        raise FaultRuleError(f"has no number after {name}; write {name} 2")
    return int(words.pop(0)[:9])


def _counting(name: str) -> Callable[[Words, dict[str, JSON]], None]:
    def read(words: Words, rule: dict[str, JSON]) -> None:
        rule[name] = _number(words, name)

    return read


def _rate(words: Words, rule: dict[str, JSON]) -> None:
    text = words.pop(0) if words else ""
    share = re.fullmatch(r"(\d{1,3}(?:\.\d{1,9})?)%|(0?\.\d{1,9}|0|1|1\.0)", text)
    if share is None:
        raise FaultRuleError("has no share after rate; write rate 10% or rate 0.1")
    rule["rate"] = float(share[1]) / 100 if share[1] else float(share[2])


def _text(name: str, example: str) -> Callable[[Words, dict[str, JSON]], None]:
    def read(words: Words, rule: dict[str, JSON]) -> None:
        if not words or words[0] == ",":
            raise FaultRuleError(f"has nothing after {name}; write {name} {example}")
        rule[name] = words.pop(0)

    return read


def _retry_after(words: Words, rule: dict[str, JSON]) -> None:
    seconds = _number(words, "retry-after")
    if words[:2] == ["as", "date"]:
        del words[:2]
        rule["retry-after"] = f"{seconds} as date"
    else:
        rule["retry-after"] = seconds


def _limit(words: Words, rule: dict[str, JSON]) -> None:
    _text("limit", "100/1m per credential")(words, rule)
    if words[:1] == ["per"] and len(words) > 1:
        rule["limit"] = f"{rule['limit']} per {words[1]}"
        del words[:2]


def _hang(words: Words, rule: dict[str, JSON]) -> None:
    rule["fault"] = "hang"
    if words[:1] == ["for"] and len(words) > 1:
        rule["hold"] = words[1]
        del words[:2]


def _answers(words: Words, rule: dict[str, JSON]) -> None:
    found: list[JSON] = []
    while words and words[0] != ",":
        word = words.pop(0)
        found.append(int(word) if re.fullmatch(r"[2-5]\d\d", word) else word)
    rule["answers"] = found


def _flag(name: str, value: JSON) -> Callable[[Words, dict[str, JSON]], None]:
    def read(words: Words, rule: dict[str, JSON]) -> None:
        rule[name] = value

    return read


def _effect(when: str) -> Callable[[Words, dict[str, JSON]], None]:
    def read(words: Words, rule: dict[str, JSON]) -> None:
        if words[:1] != ["effect"]:
            raise FaultRuleError(f"has {when} without effect; write {when} effect")
        del words[0]
        rule["effect"] = when

    return read


_WHEN = {
    **{name: _counting(name) for name in ("first", "every", "after")},
    "rate": _rate,
    "always": _flag("every", 1),
}
_WHAT = {
    **{name: _flag("fault", name) for name in (*_WIRE, *_RENAMED)},
    "hang": _hang,
    "before": _effect("before"),
    "after": _effect("after"),
    "delay": _text("delay", "250ms"),
    "bandwidth": _text("bandwidth", "50KB/s"),
    "example": _text("example", "NAME"),
    "retry-after": _retry_after,
    "limit": _limit,
    "answers": _answers,
    "cycle": _flag("cycle", value=True),
}
_HAPPENS = (
    "what happens: a status such as 503, delay 250ms, bandwidth 50KB/s, example NAME, retry-after 30, limit 100/1m,"
    " answers A B, before effect, after effect, " + ", ".join(_WIRE)
)


def _read(
    text: str, rule: dict[str, JSON], known: dict[str, Callable[[Words, dict[str, JSON]], None]], wanted: str
) -> None:
    words = _WORD.findall(text)
    while words:
        word = words.pop(0)
        if word in known:
            known[word](words, rule)
        elif known is _WHAT and re.fullmatch(r"[2-5]\d\d", word):
            rule["status"] = int(word)
        elif known is _WHAT and _TIME.fullmatch(word):
            rule["delay"] = word
        elif word != ",":
            raise FaultRuleError(f"has {word!r:.60}, which is not {wanted}")
