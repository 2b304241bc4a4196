"""The form of an error: what its text says without the values of one request, so that equal faults look alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import orjson

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from contracts.exchange import Exchange
    from mock_server.openapi import JSON

_LONGEST = 20_000
_FORM = 160
_EXCEPTION = re.compile(r"\b(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Panic|Fault)\b")
_TAG = re.compile(r"<[^<>]{0,300}>")
_QUOTED = re.compile(r"\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|`[^`\n]{0,300}`|‘[^’\n]{0,300}’|“[^”\n]{0,300}”")
_VARYING = re.compile(r"\b(?=[\w:.+-]*\d)[\w:.+-]{1,200}|[^\t\n\r\x20-\x7e]+|\b[0-9a-fA-F]{8,}\b")
_LABELLED = re.compile(
    r"(\b(?:(?:[A-Za-z]+[ _-])?(?:id|ID|Id|[Rr]ef|[Rr]eference|[Tt]race|[Ii]ncident)|[a-z]+I[dD])\s*[:=#]\s*)[\w-]{6,}"
)
"""An id of letters alone, told by the word before it."""
_ID_MEMBER = re.compile(r"(?:.*[_-])?(?:id|ref|reference|trace|incident)|.*I[dD]", re.ASCII)
_COMPARED = 60
"""Forms that are compared with each other."""
_SHORT_PATH = 3
_SPACE = re.compile(r"\s+")


def form(exchange: Exchange) -> str:
    """The text of an error without numbers, ids, times, quotations and what its request sent; empty where it has none.

    Where an exception is named, its name alone: what it says beside often depends on the value.
    """
    if exchange.answer is None:
        return _plain(exchange.failure or "", ())
    text = exchange.answer.body[:_LONGEST].decode("utf-8", "replace")
    named = sorted({found.rpartition(".")[2] for found in _EXCEPTION.findall(text)})
    if named:
        return ", ".join(named[:4])
    return _plain(" ".join(_texts(text)), _words_of(exchange))


def _texts(text: str) -> Iterator[str]:
    try:
        stack: list[JSON] = [orjson.loads(text)]
    except (orjson.JSONDecodeError, RecursionError):
        yield _TAG.sub(" ", text)
        return
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(reversed([_without_id(name, item[name]) for name in sorted(item)]))
        elif isinstance(item, list):
            stack.extend(reversed(item[:20]))
        elif isinstance(item, str):
            yield item


def _without_id(name: str, value: JSON) -> JSON:
    return "#" if isinstance(value, str) and _ID_MEMBER.fullmatch(name) else value


def unified(forms: Collection[str]) -> dict[str, str]:
    """Each of several forms of errors of one operation as the one that it is: where two differ in one word alone, and
    that is an id in one of them, it is one in the other.
    """
    known = sorted(forms)
    if len(known) > _COMPARED:
        return {text: text for text in known}
    return {text: next((other for other in known if _is_of(text.split(" "), other.split(" "))), text) for text in known}


def _is_of(words: list[str], other: list[str]) -> bool:
    """Whether these are the words of another form, but for one in the place of an id."""
    if len(words) != len(other) or words == other:
        return False
    apart = [(one, two) for one, two in zip(words, other, strict=True) if one != two]
    return len(apart) == 1 and "#" in apart[0][1] and "#" not in apart[0][0] and len(words) > 1


def _plain(text: str, sent: tuple[str, ...]) -> str:
    for word in sent:
        text = text.replace(word, "#")
    text = _VARYING.sub("#", _LABELLED.sub(r"\1#", _QUOTED.sub("#", text)))
    return _SPACE.sub(" ", text).strip().lower()[:_FORM]


def _words_of(exchange: Exchange) -> tuple[str, ...]:
    """The path of a request and its longer words, which an error may repeat."""
    request = exchange.request
    text = request.target + " " + (request.body or b"")[:_LONGEST].decode("utf-8", "replace")
    words = {word for word in re.findall(r"[\w-]{6,}", text) if not word.isalpha() or len(word) > 12}
    path = request.target.partition("?")[0]
    named = {path, unquote(path)} if len(path) > _SHORT_PATH else set()  # as `instance` does (RFC 9457 section 3.1.5)
    return (*sorted(named, key=len, reverse=True), *sorted(words, key=len, reverse=True)[:40])
