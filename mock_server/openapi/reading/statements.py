"""The lines of a description, in Markdown or HTML, as statements: what was written apart is not one sentence.

A line that goes on in the next one is joined to it; an item of a list has what leads in to the list before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKUP = (
    (re.compile(r"\r\n?"), "\n"),
    (re.compile(r"<li\b[^<>]*>\s*(?:<p\b[^<>]*>)?\s*", re.IGNORECASE), "\n- "),
    (re.compile(r"</li\b[^<>]*>|<[uo]l\b[^<>]*>", re.IGNORECASE), "\n"),
    (re.compile(r"</?(?:p|[uo]l|div|tr|table|h[1-6])\b[^<>]*>", re.IGNORECASE), "\n\n"),
    (re.compile(r"<br\b[^<>]*>", re.IGNORECASE), "  \n"),
    (re.compile(r"</?(?:b|i|u|em|strong|span)(?: [^<>]*)?>|\*{2,3}|(?<![\w*`])\*(?=\w)|(?<=\w)\*(?![\w*`])",
                re.IGNORECASE), ""),
)  # fmt: skip
"""Marks and what is read in their place; emphasis says nothing."""
_ITEM = re.compile(r"(?:[-*+•·‣▪◦]\s+|[-•·‣▪◦](?=[^\W\d])|\(?(?:\d{1,3}|[a-z])[.)]\s+)")
_APART = re.compile(r"#{1,6}\s|\||[-=_*~`:+|\s]{2,}$|```")
"""A line that stands alone: a heading, a row of a table, a rule."""
_BEGINS = re.compile(r"[\"'“‘(\[]*[A-Z](?:[a-z]|\s)")
_MAY_BEGIN = re.compile(r"[`'\"“‘A-Z\d]")
_LABEL = re.compile(r"[\w`'\"=.-]{1,40}:\s")
_WRAPPED = 50
"""Characters of a line from which on it may have been broken for its length alone."""
_OPEN = frozenset((
    "a", "an", "the", "its", "their", "his", "her", "our", "your", "of", "in", "on", "at", "to", "for", "from", "by",
    "with", "without", "within", "into", "and", "or", "nor", "but", "if", "when", "where", "while", "unless", "until",
    "as", "than", "is", "are", "was", "were", "be", "been", "must", "shall", "should", "may", "can", "will", "would",
    "has", "have", "had", "does", "either", "neither", "contain", "contains", "include", "includes", "called", "named",
    "except", "besides", "excluding", "unlike", "not", "cannot", "never", "no", "only", "that", "which", "whose", "per",
    "every", "any", "least", "most", "under", "over", "between", "against", "because", "since", "whether", "using",
))  # fmt: skip
"""Words that end no statement."""
_SO_MANY = frozenset(("all", "both", "each", "one"))
"""Words that end none behind one of those (*within one*); behind others they may (*makes a new one*)."""
_SENTENCE = re.compile(r"(?<!e\.g\.)(?<!i\.e\.)(?<=[.;!?])\s+")
_NAME = re.compile(r"([`'\"]?[$@]?\w[\w.:-]*(?:\[\])?[`'\"]?)(?: ?[,;.]| (?:and|or))*(?P<more> ?(?:[:(–—-]| \().*)?")
"""An item that is a name, be it with what it means."""


def statements(text: str) -> Iterator[str]:
    """What a text states, each in one line, still with the points between its sentences."""
    lead, items, more = "", list[str](), list[str]()
    for kind, words in (*_parts(text), ("alone", "")):
        if kind == "item":
            items.append(words)
        elif kind == "more":
            more.append(words)
        else:
            yield from (*_listed(lead, items), *more)
            lead, items, more = words if kind == "text" else "", [], []
            yield from [words] if kind == "alone" else []


def _listed(lead: str, items: list[str]) -> Iterator[str]:
    """The items of a list, each behind what leads in; of a list of names, first all of them: *one of: `a`, `b`*."""
    *told, last = _SENTENCE.split(lead)
    if not items or last.endswith((".", ";", "!", "?")):
        yield from (lead, *items)
        return
    yield " ".join(told)
    named = [found for found in map(_NAME.fullmatch, items) if found is not None]
    if len(named) == len(items):
        yield f"{last} {', '.join(each[0][: each.start('more')] if each['more'] else each[0] for each in named)}"
    plain = {each[0] for each in named if not each["more"]} if len(named) == len(items) else set()
    yield from (f"{last} {item}" for item in items if item not in plain)


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a text in its order: a ``text`` that may lead in to a list, an ``item``, what is said ``more`` of
    it, what stands ``alone``.
    """
    for mark, place in _MARKUP:
        text = mark.sub(place, text)
    held, kind, last = list[str](), "text", ""
    for raw in (*text.split("\n"), ""):
        line = raw.strip()
        item, apart = _ITEM.match(line), _APART.match(line) is not None or not line
        if held and (item is not None or apart or _ends(last, line)):
            words = " ".join(" ".join(held).split())
            yield "alone" if kind == "text" and apart and not words.endswith(":") else kind, words
            held = []
        if apart:
            kind, last = kind if not line else "text", ""
            yield from [("alone", line)] if line.strip("-=_*~`:+| ") else []
            continue
        if not held:
            in_list = kind != "text" and raw[:1].isspace()
            kind = "item" if item is not None else "more" if in_list else "text"
        held.append((line[item.end() :] if item is not None else line).removesuffix("\\"))
        last = raw


def _ends(last: str, line: str) -> bool:
    """Whether a statement ends with the ``last`` line, before this one."""
    said = last.strip()
    if last.endswith(("  ", "\\")) or (_LABEL.match(said) and _LABEL.match(line)):
        return True
    *before, word = ["", *(each.strip("`'\"_").lower() for each in said.rsplit(None, 2)[-2:])]
    if said[-1:] in (*",:([/&=+-–—",) or word in _OPEN or word.endswith(("n't", "n’t")):
        return False
    if word in _SO_MANY and before[-1] in _OPEN:
        return False
    return _BEGINS.match(line) is not None or (_MAY_BEGIN.match(line) is not None and len(said) < _WRAPPED)
