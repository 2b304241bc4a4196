"""Security Scheme Objects as they are meant: some tell the first word of the value in the header's name or in prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.clauses import sentences

if TYPE_CHECKING:
    from mock_server.json_types import JSON

_SCHEME_IN_NAME = re.compile(r"authorization[ \t]*:[ \t]*([!#$%&'*+.^_`|~0-9a-z-]+)[ \t]*", re.IGNORECASE)

_CALLED = frozenset(("bearer", "token", "key", "apikey", "jwt", "auth"))
"""What one of the words in the name of a scheme is that carries a key as it is."""
_ENCODED = re.compile(
    r"basic|digest|negotiate|ntlm|hawk|hoba|oauth|mutual|vapid|dpop|gnap|signature|scram\b.*|.*(?:hmac|sha-?\d+).*",
    re.IGNORECASE,
)
"""Names of schemes behind which something is worked out or encoded: a key alone says nothing of it."""
_WORD = r"(?P<word>[A-Z][A-Za-z0-9-]{1,19}[A-Za-z0-9])"
_VALUE = (
    r"<(?!/|[a-z]\b|code)|\{|\[(?![^\]]*\]\()|\$\w|[*x]{3}|(?i:your|my)[_-]|[A-Z]+[_-][A-Z]|\w+=[\"']"
    r"|[\w-]*(?:…|\.\.)|(?=\S*\d)[\w.~+/-]{8}"
)
"""What plainly is a value or stands for one, and is no prose that goes on."""
_PREFIX = re.compile(
    rf"\b[Pp]refix(?:ed)?(?: (?:with|by|of|is))?(?: the)?(?: word)? [`'\"“]{_WORD} ?[`'\"”]"
    rf"|[`'\"“]{_WORD.replace('word', 'before')} ?[`'\"”] prefix\b"
    rf"|\b[Aa]uthorization: {_WORD.replace('word', 'shown')} (?:(?<=Bearer )(?=\S)|(?={_VALUE}))"
    rf"|(?<=[`'\"“]){_WORD.replace('word', 'quoted')} (?=[<{{\[])"
)
"""How a description tells it: *prefix "Token"*, *"Bearer " prefix*, `Authorization: Token 99…`, `"Bearer {token}"`."""
_DENIED = re.compile(r"\b(?:no|not|never|without|optional(?:ly)?|may)\b|n['’]t\b", re.IGNORECASE)


def as_meant(scheme: dict[str, JSON]) -> dict[str, JSON]:
    """``scheme``, or the HTTP scheme that an API key in a header called ``Authorization: Bearer`` is.

    No field name has a colon (RFC 9110 section 5.1); Swagger 2.0 had no other words for a bearer token. So is one in
    `Authorization` of which the description tells the word before the key; `in` stays, since its fields have none.
    """
    if scheme.get("type") != "apiKey" or scheme.get("in") != "header":
        return scheme
    found = _SCHEME_IN_NAME.fullmatch(str(scheme.get("name")))
    word = found[1] if found is not None else _told_word(scheme)
    if word is None:
        return scheme
    left = ("type", "in", "name") if found is not None else ("type", "name")
    return {"type": "http", "scheme": word, **{name: value for name, value in scheme.items() if name not in left}}


def _told_word(scheme: dict[str, JSON]) -> str | None:
    """The one word that its description puts before a key in `Authorization`, where schemes are called so; not that of
    what is encoded behind it: whoever has such a key has it whole.
    """
    if str(scheme.get("name")).lower() != "authorization":
        return None
    told = [one for one in sentences(scheme.get("description")) if _PREFIX.search(one)]
    words = {each[str(each.lastgroup)] for one in told for each in _PREFIX.finditer(one)}
    if len(words) != 1 or any(map(_DENIED.search, told)):
        return None
    shown = {each["shown"] for one in told for each in _PREFIX.finditer(one)}
    plain = shown.difference(word for word in shown if word is None or _ENCODED.fullmatch(word))
    return next((word for word in words if word in plain or not _CALLED.isdisjoint(name_words.words(word))), None)
