"""What names of parameters and members commonly mean: pages and totals of lists, times of creation and change, secrets.

One vocabulary for everybody who reads them. Those of lists are of common APIs: Django, Spring Data, JSON:API, HAL,
OData, Stripe, Link headers.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mock_server.openapi.reading import clauses, name_words, plurals

if TYPE_CHECKING:
    from collections.abc import Collection

LIMIT = re.compile(
    r"^_?(?:\$?(?:top|limit|take)|rows|(?:pag(?:e|ination)[_.\[-]?)?(?:limit|size|count|first|page[_-]?size"
    r"|max[_-]?(?:results|items|page[_-]?size)|(?:(?:items|results|records|entries|elements)[_-]?)?per[_-]?page))\]?$",
    re.I,
)
OFFSET = re.compile(
    r"^[$_]?(?:pag(?:e|ination)[_.\[-]?)?(?:offset|skip|skip[_-]?count|start|from|start[_-]?(?:index|at)|first[_-]?result)\]?$",
    re.I,
)
_FIRST, _MAX = re.compile("^first$"), re.compile("^max$")
"""A place and a size where both are there (Keycloak, JPA); by itself `first` is a size (GraphQL's connections)."""
PAGE = re.compile(
    r"^_?(?:page|page[_.\[-]?(?:number|index|no|num)?\]?|current[_-]?page|pag(?:e|ination)\[page\]|pg|paged|p)$", re.I
)
CURSOR = re.compile(
    r"^(?:page[_.\[-]?)?(?:cursor|iterator|after|(?:since|after)[_-]?id|starting[_-]?after|marker|(?:next[_-]?)?(?:page[_-]?)?token|continuation"
    r"(?:[_-]?token)?|(?:next|after|start)[_-]?(?:cursor|marker)|cursor[_-]?after|continue)\]?$",
    re.I,
)
BACKWARDS = re.compile(r"^(?:page[_.\[-]?)?(?:ending[_-]?)?before(?:[_-]?cursor)?\]?$", re.I)
"""Of a cursor: that the page ends before it."""

TOTALS = re.compile(
    r"^(?:@(?:odata\.)?count|(?:@odata\.)?(?:x[_-])?(?:total|total[_-]?(?:count|items|results|entries|records|elements|size|hits|rows"
    r"|docs|documents|objects|number)|num[_-]?(?:found|results)|nb[_-]?hits|(?:results?|records?)[_-]?count|results|hits"
    r"|records[_-]?(?:total|filtered)|filter(?:ed)?[_-]?(?:count|total)|number[_-]?matched))$",
    re.I,
)
"""OData's `@odata.count` is that of all pages (JSON Format 4.01, section 4.5.4)."""
COUNT = re.compile(r"^(?:count|size|length)$", re.I)
HERE = re.compile(
    r"^(?:number[_-]?of[_-]?elements|(?:item|current)[_-]?count|items[_-]?count|(?:number[_-]?)?returned)$", re.I
)
END = re.compile(
    r"(?:(?:deleted|archived|expire[sd]?|cancell?ed|revoked)(?:_|-)?(?P<time>at|on|date)?"
    r"|(?:delete|archive|expire|purge|revoke)(?:_|-)?time)$",
    re.I,
)
"""Names of times at which a record ends; a flag or a number has such a name too, but for the word for a time."""

REASON = re.compile(r"(?:reason|cause|explanation)s?$", re.I)
"""Of a text: that it tells why something has happened to its record."""

_ANY_CASE = re.compile(
    r"case[- ]?insensitiv|(?:regardless|irrespective) of (?:(?:its|upper and lower|letter) )?case|case is ignored"
    r"|case does(?: not|n't) matter|ignor\w+ (?:the |its )?(?:letter )?case"
    r"|upper and lower case are (?:the same|equal)|\bin (?:upper|lower)[ -]?case\b|\b(?:upper|lower)[ -]?cased\b"
    r"|(?:to|into) (?:upper|lower)[ -]?case",
    re.IGNORECASE,
)
"""How documents say that a key or a text is one in every spelling."""

MASK = re.compile(r"^(?:update|field)s?[_-]?mask(?:[._]paths)?$", re.I)
"""Of a parameter of a change: that it lists the members which are meant (AIP-134)."""
MASK_REPLACES = re.compile(r"(?:`\*`|'\*'|\"\*\")[^.]{0,60}\breplac|\breplac\w+[^.]{0,60}(?:`\*`|'\*'|\"\*\")", re.I)
"""How documents say that a mask of everything stands for a replacement."""

REMAINING = re.compile(r"^remaining(?:[_-]?(?:items?|results?))?(?:[_-]?count)?$", re.I)
PAGES = re.compile(r"^(?:total[_-]?pages|pages|page[_-]?(?:total|count)|last[_-]?page|num[_-]?pages)$", re.I)
NUMBER = re.compile(r"^(?:page|number|page[_-]?(?:number|index|no|num)|current[_-]?page)$", re.I)
SIZE = re.compile(
    r"^(?:limit|take|(?:(?:items|results|records|entries)[_-]?)?per[_-]?page|page[_-]?(?:size|limit)|max[_-]?results|size)$",
    re.I,
)
MORE = re.compile(
    r"^(?:has[_-]?(?:more|next)(?:[_-]?(?:page|items|results|records|data))?|more(?:[_-]?available)?|is[_-]?truncated|truncated)$",
    re.I,
)
BEFORE = re.compile(r"^has[_-]?prev(?:ious)?(?:[_-]?page)?$", re.I)
NEXT = re.compile(r"^(?:@odata\.next[_-]?link|next(?:[_-]?(?:page|url|uri|link|href|page[_-]?(?:url|uri)))?)$", re.I)
PREVIOUS = re.compile(r"^prev(?:ious)?(?:[_-]?(?:page|url|uri|link|href|page[_-]?(?:url|uri)))?$", re.I)
SKIPPED = re.compile(r"^[$_]?(?:offset|skip|pag(?:e|ination)\[offset\])$", re.I)
"""Of the names for a place in a list those that count from zero, whoever reads them."""

POSITION = re.compile(r"page|offset|skip|start|from|cursor|after|before|marker|token|continuation", re.I)
"""What a name that may be a place in a list holds somewhere: whether there is such a place is the server's affair."""

PICKED = re.compile(r"^(?:x[_-]|_)?\$?(?:fields?(?:[_-]?mask)?|select|attributes|elements)(?:\[[^\]]*\])?$", re.I)
"""Of a parameter: that it names the members that an answer is to have (JSON:API, OData, Google's field masks)."""

SORT = re.compile(r"^_?(?:sort|sort[_-]?by|order|order[_-]?by|ordering|\$orderby|q\[s(?:orts)?\])$", re.I)
DIRECTION = re.compile(r"^_?(?:sort[_-]?)?(?:direction|dir|order)$", re.I)
SEARCH = re.compile(r"^(?:q|query|search|term|keyword|keywords|text|\$search)$", re.I)
"""Of a parameter: that it sorts, in which direction, and that it searches in whatever texts there are."""

REMOVED = re.compile(r"^(?:is_?)?(?:deleted|removed|destroyed)$", re.I)
"""Of a flag in the answer of a removal."""

FIRST_KEY = re.compile(r"^(?:first|start)[_-]?(?:id|cursor)$", re.I)
LAST_KEY = re.compile(r"^(?:last[_-]?(?:id|cursor)|end[_-]?cursor)$", re.I)
"""Keys of the first and of the last record of a page."""

CREATED = re.compile(
    r"(?:^|_|-|date)(?:created|creation|inserted)|created(?:at|on|time|date)?$"
    r"|creat(?:ed?|ion)(?:_|-)?(?:at|on|time|date|timestamp)$|creat(?:ed|ion)$|^(?:added|issued|registered)(?:$|_|-|At|On|Date|Time)",
    re.I,
)
"""Of a time: that it is of the creation."""

CHANGED = re.compile(
    r"updated|modified|changed|last_?(?:update|change|modif)|^edited|^(?:update|modify|change)[_-]?(?:time(?:stamp)?|date|at)$",
    re.I,
)
"""Of a time: that it is of the last change."""
TELLS_OF_ITS_RECORD = re.compile(r"^_?(?:meta(?:data)?|sys(?:tem)?|audit|attributes|properties|timestamps|info)$", re.I)
"""Of an object: that it tells of the record that it is in, whatever keys it has."""
CONTENT_WORDS = frozenset(
    ("content", "contents", "download", "file", "raw", "data", "blob", "binary", "body", "upload", "attachment",
     "original", "media")
)  # fmt: skip
"""Words of paths that name the content of a record, and no other thing of it."""


def is_of_writing(name: str) -> bool:
    """Whether a time of this name tells when its record was made, or changed last."""
    return bool(CREATED.search(name) or CHANGED.search(name))


ENDED = re.compile(
    r"^(?:.*[_-])?(?:expired|cancel+ed|failed|failure|errors?|errored|deleted|removed|archived|closed|completed?|done|finished"
    r"|rejected|revoked|terminated|suspended|disabled|inactive|blocked|unspecified|unknown)$",
    re.I,
)
"""Of a state: that it is none in which something begins."""

TALLY = re.compile(
    r"(?:(?:^|[_-])count|Count)$|^(?:num|no|nr|number[_-]of)[_-][a-z_]+s$|^(?:likes|views|votes|up_?votes|down_?votes|replies|followers|downloads|plays|shares|stars"
    r"|forks|retries|attempts)$"
)
"""Of a number that is the server's: that it counts what happens to a record, to which nothing has happened at first."""

TALLIES = re.compile(r"(?:^|[_-])counts$|Counts$")
"""Of an object that is the server's: that its members are such numbers."""

_PARTICIPLE = re.compile(
    r"(?:is|has|was|been)*(?!un)(?:[a-z]{2,}ed|(?:re)?(?:paid|sent|sold)|read|seen|lost|hidden|frozen|broken|taken|withdrawn|overdue)"
)
"""A whole word: that something has been done. What begins with *un* says that it has not (`unread`, `unpaid`)."""

_LASTING = re.compile(
    r"^(?:enabled|allowed|required|supported|permitted|needed|authorized|authorised|authenticated|used)$"
)
"""Participles of what a thing is like from the beginning."""

_VERSION = re.compile(
    r"^(?:_|@odata\.)?(?:(?:resource|row|record|entity|object|lock|optimistic)_?version|(?:row|lock)?_?rev(?:ision)?|e_?tag"
    r"|concurrency_?(?:stamp|token)|version_?(?:id|number|tag|lock))$",
    re.I,
)
_OF_CONTENT = re.compile(r"(?:\w+_)?(?:sha(?:1|256)?|hash|digest|checksum|fingerprint|generation)$", re.I)
_REPLACED = re.compile(r"\bbeing (?:replaced|updated|overwritten|changed|deleted)\b", re.I)
_COUNTED = re.compile(r"version|rev(?:ision)?|number$", re.I)
ENTITY_TAG = re.compile(r"^(?:@odata\.|_)?e_?tag$", re.I)
"""Of a member: that it is the entity tag of its record, as the header `ETag` tells it."""


def _table(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(name.split("-")) for name in text.split())


_SECRET = _table(
    """
    password passwords passwd pwd passphrase passcode secret secrets token jwt otp pin cvv cvc apikey apikeys
    credential credentials authorization cookie api-key api-keys private-key secret-key access-key signing-key
    auth-key encryption-key admin-key master-key shared-key ssh-key session-id auth-code recovery-code
    recovery-codes security-code
    """
)
"""How names of secrets end."""

_HARMLESS = _table("page-token next-token continuation-token sync-token")
_QUALIFIERS = _table("value hash text plain raw pem base64 b64 encrypted old new current confirm confirmation digest")
"""What may follow in the name of a secret."""

GENERIC = frozenset(
    ("data", "value", "values", "result", "results", "id", "name", "key", "content", "body", "payload", "item", "items")
)
"""Names that say nothing: that a property of such a name is secret in one place says nothing of others."""

STATES = frozenset(("state", "status", "phase", "lifecycle"))
"""Words of a name that tells in which state a record is."""

SECRET_HEADERS = frozenset(
    ("authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key", "api-key", "apikey")
)
"""Header fields that carry credentials."""

GONE = frozenset((
    "archived", "cancelled", "canceled", "closed", "deactivated", "deleted", "disabled", "discarded", "inactive",
    "removed", "retired", "revoked", "terminated", "trashed", "voided", "withdrawn",
))  # fmt: skip
"""Words of a mark by which a record says that it was removed."""

words = name_words.words
"""The words of a name in any spelling."""

plain = name_words.plain
"""A name without case and marks."""

singular = plurals.singular
"""The name of one of several."""

Telling, sentences, QUOTED = clauses.Telling, clauses.sentences, clauses.QUOTED
"""What descriptions say, by tables of words; their sentences; and what they quote."""

_ABOUT = re.compile(r"next|cursor|more|truncated|pages?$|page[_-]?(?:number|count)|offset|limit|size|per_?page", re.I)


def limit(names: Collection[str]) -> re.Pattern[str]:
    """The form of the name that has the size of a page, among parameters of these names."""
    return _MAX if {"first", "max"} <= {*names} else LIMIT


def offset(names: Collection[str]) -> re.Pattern[str]:
    """The form of the name that has the place of a page, among parameters of these names."""
    return _FIRST if {"first", "max"} <= {*names} else OFFSET


def asks(name: str) -> bool:
    """Whether a parameter of this name asks for a page."""
    return any(form.match(name) for form in (LIMIT, OFFSET, PAGE, CURSOR))


def leads_on(name: str) -> bool:
    """Whether a member of an answer may lead to, or tell of, more records than it shows."""
    return _ABOUT.search(name) is not None


def marks_next(name: str) -> bool:
    """Whether a member of an answer may hold the mark by which the next page is asked for."""
    leads = "next" in name.lower() or name.lower() == "continue"
    return NEXT.match(name) is not None or (CURSOR.match(name) is not None and leads)


def tells_version(name: str, types: frozenset[str], said: str = "") -> bool:
    """Whether a member of this name and these types tells which state of its record is meant: the server counts it, or
    works it out of the content, as the description says (*the SHA of the file being replaced*).
    """
    if _VERSION.match(name) is not None or (name.lower().lstrip("_") == "version" and "integer" in types):
        return True
    return _OF_CONTENT.match(name) is not None and _REPLACED.search(said) is not None


def tells_event(name: str) -> bool:
    """Whether a flag of this name tells that something has been done with its record: ``captured``, ``hasBeenSent``."""
    last = (words(name)[-1:] or [""])[0]
    return _PARTICIPLE.fullmatch(last) is not None and _LASTING.match(last) is None


def counts(name: str) -> bool:
    """Whether a version of this name is commonly a number, be it written as a text."""
    return _COUNTED.search(name) is not None


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Whether a property of this name holds a secret by common usage, e.g. ``clientSecret`` or ``api_key``."""
    said = words(name[-80:])
    while said and (said[-1:] in _QUALIFIERS or said[-1].isdigit()):
        said = said[:-1]
    return said[-2:] not in _HARMLESS and (said[-1:] in _SECRET or said[-2:] in _SECRET)


def is_to_be(name: str) -> bool:
    """Whether a parameter of a path says how something is to be called, and names no record: ``new_name``."""
    said = words(name)
    return len(said) > 1 and said[0] == "new"


def means_any_case(text: str) -> bool:
    """Whether a description says that a key or a text is one in every spelling, or is kept in one."""
    return _ANY_CASE.search(text) is not None
