"""What each member of a body may hold: operation → name → check, by the board's document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = ("open", "paused", "done")
LABELS = ("red", "green", "blue", "grey")
GROUPS = ("family", "work", "press")
READ_ONLY = ("id", "projectId", "createdAt", "revision", "taskCount", "openCount")
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Field:
    """One member: ``accepts`` tells good values from bad ones, ``rule`` says in words what is asked."""

    accepts: Callable[[Any], bool]
    rule: str
    required: bool = False


def text(least: int, most: int) -> Callable[[Any], bool]:
    """A string of this many characters."""
    return lambda value: isinstance(value, str) and least <= len(value) <= most


def whole(least: int, most: int) -> Callable[[Any], bool]:
    """A whole number between these (JSON's 1.0 is one)."""

    def accepts(value: Any) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and value == value // 1 and least <= value <= most

    return accepts


def one_of(*options: str) -> Callable[[Any], bool]:
    """One of these strings."""
    return lambda value: isinstance(value, str) and value in options


def several_of(options: tuple[str, ...], most: int, *, unique: bool) -> Callable[[Any], bool]:
    """A list of at most this many of the options."""

    def accepts(value: Any) -> bool:
        if not isinstance(value, list) or len(value) > most or not all(isinstance(item, str) for item in value):
            return False
        return set(value) <= set(options) and not (unique and len(set(value)) < len(value))

    return accepts


def either(*accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """What one of these takes."""
    return lambda value: any(accept(value) for accept in accepts)


def is_null(value: Any) -> bool:
    """JSON's null."""
    return value is None


def is_flag(value: Any) -> bool:
    """True or false."""
    return isinstance(value, bool)


def is_date(value: Any) -> bool:
    """A full-date of RFC 3339."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def members(**accepts: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """An object whose members of these names are so; others are not looked at."""

    def accept(value: Any) -> bool:
        return isinstance(value, dict) and all(take(value[name]) for name, take in accepts.items() if name in value)

    return accept


_BUDGET = either(is_null, whole(0, 1_000_000))
_PROJECT = {
    "name": Field(text(1, 60), "has to be 1 to 60 characters", required=True),
    "state": Field(one_of(*STATES), "has to be open, paused or done"),
    "labels": Field(several_of(LABELS, 3, unique=True), "has to be up to 3 different labels"),
    "budget": Field(_BUDGET, "has to be 0 to 1000000, or null"),
    "owner": Field(members(name=text(0, 40), room=whole(1, 999)), "has to be an object of name and room"),
}
_OWNER_PATCH = members(name=either(is_null, text(0, 40)), room=either(is_null, whole(1, 999)))
_TASK = {
    "title": Field(text(1, 80), "has to be 1 to 80 characters", required=True),
    "done": Field(is_flag, "has to be true or false"),
    "priority": Field(whole(1, 5), "has to be 1 to 5"),
    "due": Field(either(is_null, is_date), "has to be a date, or null"),
    "note": Field(text(0, 200), "has to be up to 200 characters"),
}

FIELDS: dict[str, dict[str, Field]] = {
    "createProject": _PROJECT,
    "replaceProject": _PROJECT,
    "changeProject": {
        **_PROJECT,
        "name": Field(text(1, 60), "has to be 1 to 60 characters"),
        "owner": Field(either(is_null, _OWNER_PATCH), "has to be an object of name and room, or null"),
    },
    "createTask": _TASK,
    "replaceTask": _TASK,
    "changeTask": {
        **_TASK,
        "title": Field(text(1, 80), "has to be 1 to 80 characters"),
        "note": Field(either(is_null, text(0, 200)), "has to be up to 200 characters, or null"),
    },
    "attachFile": {
        "file": Field(lambda value: isinstance(value, bytes), "has to be a file", required=True),
        "caption": Field(text(0, 80), "has to be up to 80 characters"),
    },
    "createContact": {
        "name": Field(text(1, 60), "has to be 1 to 60 characters", required=True),
        "age": Field(whole(0, 150), "has to be 0 to 150"),
        "subscribed": Field(is_flag, "has to be true or false"),
        "groups": Field(several_of(GROUPS, 4, unique=False), "has to be up to 4 groups"),
    },
}
KINDS = {"age": "integer", "subscribed": "boolean", "groups": "array"}
"""How the members of a form are read; the others are texts."""
