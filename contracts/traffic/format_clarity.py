"""Which texts every implementation of a `format` agrees on.

Formats are fuzzy: RFC 5321 and the pattern of a web framework disagree about half of what could be an e-mail address.
A check may only demand what all of them agree on; everything between is grey. Formats outside the OpenAPI and JSON
Schema registries bind nobody: no disagreement over them is a drift.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clear:
    """One format: texts that are surely valid, texts that are surely not, and the forms that tell either."""

    valid: tuple[str, ...]
    invalid: tuple[str, ...]
    surely: re.Pattern[str] | None = None
    surely_not: re.Pattern[str] | None = None
    carries: str = ""
    """How a value carries a name, which stands for the braces; nothing where none can."""
    varied: tuple[str, ...] = ()
    """More that is surely valid, of other forms: what is told apart where more than the format is asked for."""
    long: tuple[str, int] = ("", 0)
    """A valid text with braces where it grows, and by how many letters at most."""


_EMAIL = re.compile(
    r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+){0,4}@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.){1,3}(?i:com|org|net)"
)
_NO_EMAIL = re.compile(r"(?!.*\")(?:[^@]+|@.*|.*@|[^@\"]+@[^@\"]+@[^\"]*|\S+\s\S*@.*|.*@\S+\s\S+)", re.DOTALL)
_MOMENT = re.compile(r"(?:19[7-9]|20)\d{1,2}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-](?:0\d|1[0-2]):[03]0)")
_NO_MOMENT = re.compile(
    r"[^\d]+|\d{4}-(?:1[3-9]|[2-9]\d|00)-.*|\d{4}-\d\d-(?:3[2-9]|[4-9]\d|00).*|.*T(?:2[5-9]|[3-9]\d):.*", re.DOTALL
)

FORMATS: dict[str, Clear] = {
    "email": Clear(
        ("ops@example.com", "a.b-c_d+tag@mail.example.org", "Ops.Team@Example.COM", "x@y.example.net", "1@example.com"),
        ("plainaddress", "@example.com", "someone@", "two@@example.com", "a b@example.com", "a@b@example.com"),
        _EMAIL,
        _NO_EMAIL,
        "{}@example.com",
        ("someone@example.org", "someone@example.net"),
        ("{}@example.com", 60),
    ),
    "date-time": Clear(
        (
            "2031-12-25T10:00:00Z",
            "2031-01-31T23:59:59.123Z",
            "2032-02-29T08:30:00+02:00",
            "2031-06-01T00:00:00.5-05:30",
            "2024-12-25T10:00:00Z",
        ),
        ("tomorrow", "2031-13-01T00:00:00Z", "2031-01-32T00:00:00Z", "2031-01-01T25:00:00Z"),
        _MOMENT,
        _NO_MOMENT,
        varied=("1999-12-31T23:59:59Z", "2031-12-25T10:00:00+01:00"),
    ),
    "date": Clear(
        ("2031-12-25", "2032-02-29"),
        ("tomorrow", "2031-13-01", "2031-01-32"),
        re.compile(r"20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"),
        re.compile(r"[^\d]+|\d{4}-1[3-9]-.*"),
        varied=("1999-12-31", "2107-03-04"),
    ),
    "uuid": Clear(
        ("0b5f2e6c-8f5a-4f3e-9d0a-3f1c2b4a5d6e",),
        ("not-a-uuid", "0b5f2e6c-8f5a-4f3e-9d0a"),
        re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        re.compile(r".{0,31}|.{46,}|.*[g-zG-Z].*", re.DOTALL),
        varied=("d9428888-122b-11e1-b85c-61cd3cbb3210", "0B5F2E6C-8F5A-4F3E-9D0A-3F1C2B4A5D6E"),
    ),
    "ipv4": Clear(
        ("192.0.2.1", "198.51.100.255"),
        ("256.0.0.1", "not-an-address", "192.0.2"),
        re.compile(r"(?:[1-9]\d?\.){3}[1-9]\d?"),
        re.compile(r"[^.]*|.*[g-zG-Z].*", re.DOTALL),
        varied=("10.0.0.1", "203.0.113.7"),
    ),
    "ipv6": Clear(
        ("2001:db8::1",),
        ("not-an-address", "12345::1"),
        re.compile(r"2001:db8::[0-9a-f]{1,4}"),
        re.compile(r"[^:]*|.*[g-zG-Z].*", re.DOTALL),
        varied=("fd00::17", "2001:db8:0:0:0:0:0:2"),
    ),
    "uri": Clear(
        ("https://example.com/a?b=c",),
        ("no uri at all",),
        re.compile(r"https?://[a-z0-9.]+(?:/[A-Za-z0-9._-]*)*(?:\?[a-z]+=[a-z]+)?"),
        re.compile(r".*\s.*", re.DOTALL),
        "https://example.com/{}",
        varied=("http://example.org/b", "ftp://example.net/c"),
        long=("https://example.com/{}", 2000),
    ),
    "hostname": Clear(
        ("www.example.com",),
        ("no host name",),
        re.compile(r"(?:[a-z][a-z0-9]*\.)+com"),
        re.compile(r".*\s.*", re.DOTALL),
        varied=("example.org", "a.b.example.net"),
        long=("{}.example.com", 60),
    ),
}
PAST = {FORMATS["date-time"].valid[0]: "2024-12-25T10:00:00Z", FORMATS["date"].valid[0]: "2024-12-25"}
"""What has been, in place of the typical times of these formats, which are to come."""
"""Formats of the registries that a check makes claims about."""

SILENT = frozenset({"byte", "binary", "password", "regex", "char"})
"""Formats that annotate; a text is judged by the schema's other keywords."""

NUMERAL = "text of a number"
"""The name for what stands where a number or a text may: decimals are often documented so. Which texts a service reads
as numbers is its own matter, whatever pattern is given for them."""
_NUMERAL = re.compile(r"\d{1,4}", re.ASCII)
_WHOLE = r"\d{1,4}|[1-9]\d{4,8}"
_SIGNED = rf"{_WHOLE}|-[1-9]\d{{0,8}}"
_FRACTION = r"-?(?:0|[1-9]\d{0,8})\.\d{1,4}"
_NUMBERS = {
    "decimal": re.compile(rf"{_SIGNED}|{_FRACTION}", re.ASCII),
    "int32": re.compile(_SIGNED, re.ASCII),
    "int64": re.compile(_SIGNED, re.ASCII),
    "uint32": re.compile(_WHOLE, re.ASCII),
    "uint64": re.compile(_WHOLE, re.ASCII),
    "float": re.compile(rf"{_SIGNED}|{_FRACTION}", re.ASCII),
    "double": re.compile(rf"{_SIGNED}|{_FRACTION}", re.ASCII),
}
"""What every reading of such a format takes for a number: few digits, without noughts in front of many."""
NUMBERS = frozenset(_NUMBERS)
"""Formats of numbers: what a text of one has to look like is in no registry, but it is that of some number."""

UNREGISTERED: dict[str, Clear] = {
    "iana-timezone": Clear(
        ("America/Los_Angeles", "Europe/Paris", "Asia/Kolkata", "America/Argentina/Buenos_Aires", "UTC"),
        ("Mars/Olympus_Mons", "not a zone"),
    ),
    "timezone": Clear(("America/Los_Angeles", "Europe/Paris"), ("Mars/Olympus_Mons",)),
    "javascript-identifier": Clear(
        ("camelCase", "_private", "$app", "camelCase2", "A", "snake_case"), ("1abc", "has space", "dash-ed")
    ),
}
"""Formats outside the registries: the valid texts are demanded, the invalid ones only tried."""


def known(name: str) -> Clear | None:
    """What is clear about this format."""
    return FORMATS.get(name) or UNREGISTERED.get(name)


def clarity(name: str, text: str) -> bool | None:
    """True where every reading of the format takes ``text``, False where none does, None between."""
    if name in SILENT:
        return True
    if name == NUMERAL or name in NUMBERS:
        return True if _NUMBERS.get(name, _NUMERAL).fullmatch(text) else None
    if name in UNREGISTERED:
        return True if text in UNREGISTERED[name].valid else None
    clear = FORMATS.get(name)
    if clear is None:
        return None
    if text in clear.valid:
        return True
    if text in clear.invalid or (clear.surely_not is not None and text and clear.surely_not.fullmatch(text)):
        return False
    if clear.surely is not None and clear.surely.fullmatch(text):
        return True if name != "date-time" or moment(text) is not None else None
    return None


def binding(name: str) -> bool:
    """Whether a text that breaks this format breaks the document: it is in a registry."""
    return name in FORMATS or name == NUMERAL


def moment(text: object) -> datetime | None:
    """The instant an RFC 3339 text names, None where it names none."""
    if not isinstance(text, str) or len(text) < 20:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def same_instant(one: object, other: object) -> bool:
    """Whether two RFC 3339 texts name one instant, in whatever offset and with whatever digits of a millisecond."""
    mine, yours = moment(one), moment(other)
    return mine is not None and yours is not None and abs((mine - yours).total_seconds()) < 0.001


def is_truncated(one: object, other: object) -> bool:
    """Whether ``other`` is ``one`` without its digits below a second, minute, hour or day, or rounded to such."""
    mine, yours = moment(one), moment(other)
    if mine is None or yours is None:
        return False
    steps = ((yours.microsecond, 1), (yours.second, 60), (yours.minute, 3600), (yours.hour, 86400))
    step = 0
    for rest, seconds in steps:
        if rest:
            break
        step = seconds
    return abs((mine - yours).total_seconds()) < step
