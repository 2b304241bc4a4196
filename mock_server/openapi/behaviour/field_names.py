"""What names of parameters and members commonly mean: pages and totals of lists, times of creation and change.

One vocabulary for everybody who reads them. Those of lists are of common APIs: Django, Spring Data, JSON:API, HAL,
OData, Stripe, Link headers.
"""

from __future__ import annotations

import re

LIMIT = re.compile(
    r"^(?:\$?(?:top|limit)|(?:page[_.\[-]?)?(?:limit|size|count|first|per[_-]?page|page[_-]?size|max[_-]?(?:results|items))"
    r"|per[_-]?page|page[_-]?size)\]?$",
    re.I,
)
OFFSET = re.compile(r"^\$?(?:page[_.\[-]?)?(?:offset|skip|start|from|start[_-]?(?:index|at))\]?$", re.I)
PAGE = re.compile(r"^(?:page|page[_.\[-]?(?:number|index|no|num)?\]?|p)$", re.I)
CURSOR = re.compile(
    r"^(?:page[_.\[-]?)?(?:cursor|iterator|after|starting[_-]?after|marker|(?:next[_-]?)?(?:page[_-]?)?token|continuation"
    r"(?:[_-]?token)?|next[_-]?(?:cursor|marker))\]?$",
    re.I,
)
TOTALS = re.compile(
    r"^(?:@odata\.)?(?:x[_-])?(?:total|total[_-]?(?:count|items|results|entries|records|elements|size|hits|rows)"
    r"|num[_-]?found|results?[_-]?count|results|hits)$",
    re.I,
)
COUNT = re.compile(r"^(?:@odata\.)?(?:count|size|length)$", re.I)
HERE = re.compile(r"^(?:number[_-]?of[_-]?elements|(?:page|item|current)[_-]?count|items[_-]?count|returned)$", re.I)
PAGES = re.compile(r"^(?:total[_-]?pages|pages|page[_-]?(?:total|count)|last[_-]?page|num[_-]?pages)$", re.I)
NUMBER = re.compile(r"^(?:page|number|page[_-]?(?:number|index)|current[_-]?page)$", re.I)
SIZE = re.compile(r"^(?:limit|per[_-]?page|page[_-]?size|size)$", re.I)
MORE = re.compile(r"^(?:has[_-]?(?:more|next)(?:[_-]?page)?|more|is[_-]?truncated|truncated)$", re.I)
BEFORE = re.compile(r"^has[_-]?prev(?:ious)?(?:[_-]?page)?$", re.I)
NEXT = re.compile(r"^(?:@odata\.next[_-]?link|next(?:[_-]?(?:page|url|uri|link|href|page[_-]?(?:url|uri)))?)$", re.I)
PREVIOUS = re.compile(r"^prev(?:ious)?(?:[_-]?(?:page|url|uri|link|href|page[_-]?(?:url|uri)))?$", re.I)
SKIPPED = re.compile(r"^(?:offset|skip)$", re.I)
"""Of the names for a place in a list those that count from zero, whoever reads them."""

POSITION = re.compile(r"page|offset|skip|start|from|cursor|after|before|marker|token|continuation", re.I)
"""What a name that may be a place in a list holds somewhere: whether there is such a place is the server's affair."""

CREATED = re.compile(
    r"(?:^|_|-|date)(?:created|creation|inserted)|created(?:at|on|time|date)?$"
    r"|creat(?:ed|ion)(?:_|-)?(?:at|on|time|date|timestamp)?$|^(?:added|issued|registered)(?:$|_|-|At|On|Date|Time)",
    re.I,
)
"""Of a time: that it is of the creation."""

CHANGED = re.compile(r"updated|modified|changed|last_?(?:update|change|modif)|^edited", re.I)
"""Of a time: that it is of the last change."""

_ABOUT = re.compile(r"next|cursor|more|truncated|pages?$|page[_-]?(?:number|count)|offset|limit|size|per_?page", re.I)


def asks(name: str) -> bool:
    """Whether a parameter of this name asks for a page."""
    return any(form.match(name) for form in (LIMIT, OFFSET, PAGE, CURSOR))


def leads_on(name: str) -> bool:
    """Whether a member of an answer may lead to, or tell of, more records than it shows."""
    return _ABOUT.search(name) is not None


def marks_next(name: str) -> bool:
    """Whether a member of an answer may hold the mark by which the next page is asked for."""
    return NEXT.match(name) is not None or (CURSOR.match(name) is not None and "next" in name.lower())
