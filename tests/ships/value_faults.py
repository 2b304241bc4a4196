"""Values of a ship that are taken or refused against the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.manners.serving import Checker

if TYPE_CHECKING:
    from tests.ships.changing import Change, Table
    from tests.ships.service import Ships


def _lax(name: str, **keywords: object) -> Change:
    """The schema of a member loses its keywords, or has others."""

    def change(service: Ships) -> None:
        properties = service.full.schema["properties"]
        item = {k: v for k, v in properties[name].items() if k not in keywords}
        item |= {k: v for k, v in keywords.items() if v is not None}
        schema = {**service.full.schema, "properties": {**properties, name: item}}
        service.full = Checker(schema)
        service.part = Checker({k: v for k, v in schema.items() if k != "required"})

    return change


def _any_members(service: Ships) -> None:
    for name in ("full", "part"):
        schema = {k: v for k, v in getattr(service, name).schema.items() if k != "additionalProperties"}
        setattr(service, name, Checker(schema))


VALUES: Table = {
    "enum-beyond": ("Any flag is taken.", _lax("flag", enum=None)),
    "enum-by-case": ("A flag is taken in capitals.", _lax("flag", enum=["nl", "no", "pt", "NL", "NO", "PT"])),
    "minimum-inclusive": ("A draught of 0 is taken.", _lax("draught", exclusiveMinimum=None, minimum=0)),
    "maximum-exclusive": ("A draught of 40 is refused.", _lax("draught", maximum=None, exclusiveMaximum=40)),
    "pattern-unanchored": ("A call sign may be longer.", _lax("call_sign", pattern="[A-Z]{2}[0-9]{3}")),
    "pattern-open-end": ("A call sign may be followed by anything.", _lax("call_sign", pattern="^[A-Z]{2}[0-9]{3}")),
    "length-one-more": ("A motto may have 81 characters.", _lax("motto", maxLength=81)),
    "length-one-less": ("A motto may have 79 characters.", _lax("motto", maxLength=79)),
    "any-time": ("Any text is a time.", _lax("built", format=None)),
    "pin-too-short": ("A pin may be short.", _lax("pin", minLength=None)),
    "more-members": ("What nobody documented is kept and shown.", _any_members),
    "containers-16-bits": ("Containers are at most 20000.", _lax("containers", maximum=20000)),
    "null-motto-refused": ("A motto may not be null.", _lax("motto", type="string")),
}
