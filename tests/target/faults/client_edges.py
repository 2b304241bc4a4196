"""Faults at the edges of a client's fields: what is good is refused, what is bad is accepted."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from tests.planted import Change, several
from tests.target.changes import Table, fails, given, lax, needed, spared, strict
from tests.target.exchange import CREATE

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target.service import Service


def _refused(name: str, refuses: Callable[[Any], bool]) -> Change:
    return strict(CREATE, name, refuses)


def _accepted(name: str, accepts: Callable[[Any], bool]) -> Change:
    return lax(CREATE, name, accepts)


def _coerced(name: str, kind: type, turn: Callable[[Any], Any]) -> Change:
    """A value of ``kind`` is accepted and becomes what ``turn`` makes of it."""

    def edit(sent: dict[str, Any]) -> None:
        if name in sent and isinstance(sent[name], kind):
            sent[name] = turn(sent[name])

    return several(_accepted(name, lambda value: isinstance(value, kind)), given(CREATE, edit))


def _matches(pattern: str) -> Callable[[Any], bool]:
    compiled = re.compile(pattern, re.DOTALL)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _name_fails(when: Callable[[str], bool]) -> Change:
    return fails(CREATE, lambda service, call: when(call.sent["name"]))


def _optional_nulls(service: Service) -> None:
    for name, field in service.fields[CREATE].items():
        if not field.required:
            _accepted(name, lambda value: value is None)(service)
    given(CREATE, _without_nulls)(service)


def _without_nulls(sent: dict[str, Any]) -> None:
    for name in [name for name, value in sent.items() if value is None]:
        del sent[name]


CLIENT_EDGES: Table = {
    "id-of-255-refused": ("An id of 255 characters is refused.", _refused("id", lambda i: len(i) == 255)),
    "id-over-64-refused": (
        "An id longer than 64 characters is refused.",
        _refused("id", lambda i: len(i) > 64),
    ),
    "id-of-256-accepted": (
        "An id of 256 characters is accepted.",
        _accepted("id", _matches("[A-Za-z0-9_-]{256}")),
    ),
    "id-of-any-length-accepted": ("An id may be of any length.", _accepted("id", _matches("[A-Za-z0-9_-]+"))),
    "id-of-one-character-refused": (
        "An id of one character is refused.",
        _refused("id", lambda i: len(i) == 1),
    ),
    "id-with-underscore-refused": (
        "An id with an underscore is refused.",
        _refused("id", lambda i: "_" in i),
    ),
    "id-with-hyphen-refused": ("An id with a hyphen is refused.", _refused("id", lambda i: "-" in i)),
    "id-with-capital-refused": ("An id with a capital is refused.", _refused("id", lambda i: i != i.lower())),
    "id-starting-with-digit-refused": (
        "An id may not start with a digit.",
        _refused("id", lambda i: i[0].isdigit()),
    ),
    "id-starting-with-hyphen-refused": (
        "An id may not start with a hyphen.",
        _refused("id", lambda i: i[0] == "-"),
    ),
    "id-ending-with-underscore-refused": (
        "An id may not end with _.",
        _refused("id", lambda i: i[-1] == "_"),
    ),
    "id-of-digits-refused": ("An id of digits alone is refused.", _refused("id", str.isdigit)),
    "id-with-dot-accepted": ("An id may have dots.", _accepted("id", _matches(r"[\w.-]{1,255}"))),
    "id-with-blank-accepted": ("An id may have blanks.", _accepted("id", _matches("[A-Za-z0-9_ -]{1,255}"))),
    "id-with-slash-accepted": ("An id may have slashes.", _accepted("id", _matches("[A-Za-z0-9_/-]{1,255}"))),
    "id-with-letters-of-any-script-accepted": (
        "An id may have any letters.",
        _accepted("id", _matches(r"[\w-]{1,255}")),
    ),
    "id-with-line-break-at-the-end-accepted": (
        "An id may end with a line break.",
        _accepted("id", _matches("[A-Za-z0-9_-]{1,254}\n")),
    ),
    "id-empty-accepted": ("An id may be empty.", _accepted("id", lambda value: value == "")),
    "id-number-accepted": ("An id may be a number.", _coerced("id", int, str)),
    "id-missing-accepted": (
        "An id that is left out is made up.",
        spared(CREATE, "id", lambda: secrets.token_hex(8)),
    ),
    "name-missing-accepted": ("A name may be left out.", spared(CREATE, "name", lambda: "Unnamed")),
    "name-null-accepted": ("A name may be null.", _coerced("name", type(None), lambda value: "")),
    "name-number-accepted": ("A name may be a number.", _coerced("name", int, str)),
    "name-list-accepted": ("A name may be a list.", _coerced("name", list, str)),
    "name-empty-refused": ("An empty name is refused.", _refused("name", lambda name: name == "")),
    "name-blank-refused": (
        "A name of blanks alone is refused.",
        _refused("name", lambda name: bool(name) and not name.strip()),
    ),
    "name-over-100-refused": (
        "A name longer than 100 characters is refused.",
        _refused("name", lambda n: len(n) > 100),
    ),
    "name-beyond-ascii-refused": (
        "A name in another script is refused.",
        _refused("name", lambda n: not n.isascii()),
    ),
    "name-with-quote-fails": ("A name with an apostrophe is a 500.", _name_fails(lambda name: "'" in name)),
    "name-beyond-ascii-fails": (
        "A name in another script is a 500.",
        _name_fails(lambda name: not name.isascii()),
    ),
    "name-with-emoji-fails": (
        "A name with an emoji is a 500.",
        _name_fails(lambda n: max(n, default="") > "\uffff"),
    ),
    "name-with-nul-fails": ("A name with NUL is a 500.", _name_fails(lambda name: "\0" in name)),
    "name-over-1000-fails": (
        "A name longer than 1,000 characters is a 500.",
        _name_fails(lambda n: len(n) > 1000),
    ),
    "name-empty-fails": ("An empty name is a 500.", _name_fails(lambda name: not name)),
    "status-text-accepted": (
        "A status may be a string.",
        _coerced("status", str, lambda text: text == "true"),
    ),
    "status-number-accepted": ("A status may be a number.", _coerced("status", int, bool)),
    "status-null-accepted": ("A status may be null.", _coerced("status", type(None), lambda value: True)),
    "status-required": ("A status has to be given.", needed(CREATE, "status")),
    "status-false-refused": (
        "A client can't be made inactive.",
        _refused("status", lambda value: value is False),
    ),
    "email-bad-accepted": (
        "Anything is an e-mail address.",
        _accepted("email", lambda v: isinstance(v, str)),
    ),
    "email-without-at-accepted": ("An e-mail address needs no @.", _accepted("email", _matches(r"[^@\s]+"))),
    "email-without-domain-accepted": (
        "An e-mail address needs no domain.",
        _accepted("email", _matches(r"[^@\s]+@")),
    ),
    "email-with-blank-accepted": (
        "An e-mail address may have blanks.",
        _accepted("email", _matches(r"[^@]+@[^@]+")),
    ),
    "email-with-plus-refused": (
        "An e-mail address with + is refused.",
        _refused("email", lambda v: "+" in v),
    ),
    "email-in-subdomain-refused": (
        "An e-mail domain has one dot.",
        _refused("email", lambda v: v.count(".") > 1),
    ),
    "email-with-capital-refused": (
        "An e-mail address is in lower case.",
        _refused("email", lambda v: v != v.lower()),
    ),
    "email-number-accepted": (
        "An e-mail address may be a number.",
        _coerced("email", int, lambda n: f"{n}@example.com"),
    ),
    "email-required": ("An e-mail address has to be given.", needed(CREATE, "email")),
    "domain-required": ("A domain has to be given.", needed(CREATE, "domain")),
    "domain-number-accepted": ("A domain may be a number.", _coerced("domain", int, str)),
    "domain-empty-refused": ("An empty domain is refused.", _refused("domain", lambda value: value == "")),
    "phone-with-hyphens-refused": (
        "A telephone number has no hyphens.",
        _refused("phone", lambda v: "-" in v),
    ),
    "phone-number-accepted": ("A telephone number may be a number.", _coerced("phone", int, str)),
    "website-has-to-be-a-uri": ("A website has to be a URI.", _refused("website", lambda v: "://" not in v)),
    "timezone-bad-accepted": (
        "Anything is a time zone.",
        _accepted("timezone", lambda v: isinstance(v, str)),
    ),
    "timezone-utc-refused": ("UTC is no time zone.", _refused("timezone", lambda v: "/" not in v)),
    "timezone-offset-accepted": (
        "An offset is a time zone.",
        _accepted("timezone", _matches(r"[+-]\d\d:\d\d")),
    ),
    "global-name-bad-accepted": (
        "Anything is a global name.",
        _accepted("global_name", lambda v: isinstance(v, str)),
    ),
    "global-name-starting-with-digit-accepted": (
        "A global name may start with a digit.",
        _accepted("global_name", _matches(r"\w+")),
    ),
    "global-name-with-dollar-refused": (
        "A global name has no $.",
        _refused("global_name", lambda v: "$" in v),
    ),
    "company-id-object-accepted": ("A company id may be an object.", _coerced("company_id", dict, str)),
    "agency-id-required": ("An agency id has to be given.", needed(CREATE, "agency_id")),
    "metadata-list-accepted": (
        "Metadata may be a list.",
        _coerced("api_metadata", list, lambda items: {str(number): item for number, item in enumerate(items)}),
    ),
    "metadata-text-accepted": (
        "Metadata may be a string.",
        _coerced("api_metadata", str, lambda text: {"text": text}),
    ),
    "metadata-empty-refused": (
        "Empty metadata is refused.",
        _refused("api_metadata", lambda value: value == {}),
    ),
    "metadata-nested-refused": (
        "Metadata within metadata is refused.",
        _refused("api_metadata", lambda value: any(isinstance(item, dict) for item in value.values())),
    ),
    "metadata-of-other-than-text-refused": (
        "Metadata holds only strings.",
        _refused("api_metadata", lambda value: not all(isinstance(item, str) for item in value.values())),
    ),
    "nulls-accepted": ("Every optional field may be null.", _optional_nulls),
}
