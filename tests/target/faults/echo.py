"""Faults of meaning: a client's fields don't come back as they were sent."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from typing import Any

from tests.planted import Change, setting
from tests.target.changes import Edit, Table, drop, kept, put
from tests.target.fields import OPTIONAL_CLIENT_FIELDS


def _editing(edit: Edit) -> Change:
    return lambda service: service.editors.append(edit)


def _without(name: str) -> Change:
    return _editing(drop(name))


def _metadata(turn: Any) -> Change:
    return kept("api_metadata", turn)


def _leaves(value: Any, turn: Any) -> Any:
    """``value`` with everything in it that is neither object nor list turned."""
    if isinstance(value, dict):
        return {name: _leaves(item, turn) for name, item in value.items()}
    if isinstance(value, list):
        return [_leaves(item, turn) for item in value]
    return turn(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _flat(value: Any, prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, item in value.items():
        flat |= _flat(item, f"{prefix}{name}.") if isinstance(item, dict) and item else {prefix + name: item}
    return flat


def _lower_names(value: Any) -> Any:
    return {name.lower(): _lower_names(item) for name, item in value.items()} if isinstance(value, dict) else value


def _without_nulls(value: Any) -> Any:
    return {name: item for name, item in value.items() if item is not None}


def _nested_lost(value: Any) -> Any:
    return {name: {} if isinstance(item, dict) else item for name, item in value.items()}


def _empty_lists_as_objects(value: Any) -> Any:
    return {name: {} if item == [] else item for name, item in value.items()}


def _swapped(shown: dict[str, Any]) -> None:
    agency, company = shown.pop("agency_id", None), shown.pop("company_id", None)
    if agency is not None:
        shown["company_id"] = agency
    if company is not None:
        shown["agency_id"] = company


def _empty_as_null(shown: dict[str, Any]) -> None:
    shown.update({name: None for name in OPTIONAL_CLIENT_FIELDS if shown.get(name) == ""})


def _domain_from_email(shown: dict[str, Any]) -> None:
    if "email" in shown:
        shown.setdefault("domain", shown["email"].rpartition("@")[2])


def _status_of_all(on: bool) -> Change:
    return _editing(put("status", on))


ECHO: Table = {
    "name-trimmed": ("Blanks around a name are lost.", kept("name", str.strip)),
    "name-lower-cased": ("A name comes back in lower case.", kept("name", str.lower)),
    "name-in-title-case": ("A name comes back in title case.", kept("name", str.title)),
    "name-cut-to-64": ("A name comes back cut to 64 characters.", kept("name", lambda name: name[:64])),
    "name-cut-to-255": ("A name comes back cut to 255 characters.", kept("name", lambda name: name[:255])),
    "name-normalised": (
        "A name comes back in Unicode's composed form.",
        kept("name", lambda name: unicodedata.normalize("NFC", name)),
    ),
    "name-folded-to-ascii": (
        "What is not ASCII in a name comes back as a question mark.",
        kept("name", lambda name: name.encode("ascii", "replace").decode()),
    ),
    "name-without-emoji": (
        "Characters beyond U+FFFF in a name are lost.",
        kept("name", lambda name: re.sub("[\U00010000-\U0010ffff]", "", name)),
    ),
    "name-escaped-for-html": ("A name comes back with HTML entities.", kept("name", html.escape)),
    "name-stripped-of-tags": (
        "What looks like a tag is lost from names.",
        kept("name", lambda n: re.sub("<[^>]*>", "", n)),
    ),
    "name-blanks-collapsed": (
        "Runs of blanks in a name become one.",
        kept("name", lambda n: re.sub(r"\s+", " ", n)),
    ),
    "name-without-controls": (
        "Control characters in a name are lost.",
        kept("name", lambda n: re.sub("[\0-\x1f]", "", n)),
    ),
    "name-is-the-id": (
        "A name comes back as the id.",
        _editing(lambda shown: shown.update(name=shown["id"])),
    ),
    "id-lower-cased": ("An id comes back in lower case.", kept("id", str.lower)),
    "id-with-hyphens": (
        "Underscores of an id come back as hyphens.",
        kept("id", lambda i: i.replace("_", "-")),
    ),
    "email-lower-cased": ("An e-mail address comes back in lower case.", kept("email", str.lower)),
    "email-without-tag": (
        "The +tag of an e-mail address is lost.",
        kept("email", lambda e: re.sub(r"\+[^@]*", "", e)),
    ),
    "email-null": ("An e-mail address comes back as null.", kept("email", lambda email: None)),
    "phone-only-digits": (
        "A telephone number comes back as digits.",
        kept("phone", lambda p: re.sub(r"\D", "", p)),
    ),
    "phone-lost": ("A telephone number doesn't come back.", _without("phone")),
    "website-with-slash": ("A slash is added to a website.", kept("website", lambda w: w.rstrip("/") + "/")),
    "website-lost": ("A website doesn't come back.", _without("website")),
    "domain-without-www": (
        "A domain's www. is lost.",
        kept("domain", lambda domain: domain.removeprefix("www.")),
    ),
    "domain-lower-cased": ("A domain comes back in lower case.", kept("domain", str.lower)),
    "domain-taken-from-email": (
        "A domain that wasn't sent is taken from the e-mail.",
        _editing(_domain_from_email),
    ),
    "timezone-always-utc": ("A time zone comes back as UTC.", kept("timezone", lambda zone: "UTC")),
    "timezone-lost": ("A time zone doesn't come back.", _without("timezone")),
    "global-name-lower-cased": ("A global name comes back in lower case.", kept("global_name", str.lower)),
    "company-id-lost": ("A company id doesn't come back.", _without("company_id")),
    "company-and-agency-swapped": ("Company and agency come back in each other's place.", _editing(_swapped)),
    "agency-id-null": ("An agency id comes back as null.", kept("agency_id", lambda agency: None)),
    "location-id-upper-cased": ("A location id comes back in capitals.", kept("ghl_location_id", str.upper)),
    "proxy-key-masked": (
        "A proxy API key comes back as stars.",
        kept("proxy_api_key", lambda key: "****" + key[-2:]),
    ),
    "empty-text-as-null": ("An empty optional text comes back as null.", _editing(_empty_as_null)),
    "status-default-false": ("A client is inactive unless told otherwise.", setting(default_status=False)),
    "status-ignored": ("A client is active whatever was sent.", _status_of_all(on=True)),
    "status-inverted": (
        "A client's status is the opposite of what was sent.",
        kept("status", lambda on: not on),
    ),
    "metadata-lost": ("Metadata doesn't come back.", _without("api_metadata")),
    "metadata-emptied": ("Metadata comes back as an empty object.", _metadata(lambda value: {})),
    "metadata-flattened": ("Nested metadata comes back as dotted names.", _metadata(_flat)),
    "metadata-as-text": ("Metadata comes back as a string of JSON.", _metadata(json.dumps)),
    "metadata-nested-lost": ("Objects within metadata come back empty.", _metadata(_nested_lost)),
    "metadata-numbers-as-text": (
        "Numbers in metadata come back as strings.",
        _metadata(lambda value: _leaves(value, lambda leaf: str(leaf) if _is_number(leaf) else leaf)),
    ),
    "metadata-booleans-as-numbers": (
        "Booleans in metadata come back as numbers.",
        _metadata(lambda value: _leaves(value, lambda leaf: int(leaf) if isinstance(leaf, bool) else leaf)),
    ),
    "metadata-numbers-rounded": (
        "Fractions in metadata are lost.",
        _metadata(lambda value: _leaves(value, lambda leaf: int(leaf) if isinstance(leaf, float) else leaf)),
    ),
    "metadata-nulls-lost": ("Nulls in metadata are lost.", _metadata(_without_nulls)),
    "metadata-names-lower-cased": ("Names in metadata come back in lower case.", _metadata(_lower_names)),
    "metadata-empty-lists-as-objects": (
        "Empty lists in metadata come back as empty objects.",
        _metadata(_empty_lists_as_objects),
    ),
    "metadata-lists-as-their-first-item": (
        "A list in metadata comes back as its first item.",
        _metadata(lambda value: {k: v[0] if isinstance(v, list) and v else v for k, v in value.items()}),
    ),
    "empty-metadata-null": ("Empty metadata comes back as null.", _metadata(lambda value: value or None)),
}
