"""Which of several alternatives a refused value was meant for, told by the library's errors of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from mock_server.json_types import JSON


def closest(branches: list[list[JSON]] | None, error: JSON) -> list[JSON] | None:
    """The errors of the one alternative that was plainly meant: the rest fail at their type or a constant."""
    if not branches:
        return None
    depth = len(error.instance_path)
    meant = [
        branch
        for branch in branches
        if not any(
            len(e.instance_path) <= depth + (e.kind.name in ("enum", "const"))
            and e.kind.name in ("type", "enum", "const")
            for e in branch
        )
    ]
    plain = [branch for branch in meant if not all(_is_choice(e, depth) for e in branch)]
    found = plain if len(plain) == 1 else meant  # a discriminator's alternatives stand beside the choice among all
    return found[0] if len(found) == 1 else None


def _is_choice(error: JSON, depth: int) -> bool:
    return error.kind.name in ("anyOf", "oneOf") and len(error.instance_path) == depth


class _Options(NamedTuple):
    """The kind of an error that names several constants."""

    name: str
    options: list[JSON]


class _Unnamed(NamedTuple):
    """The error of a member whose value names none of several alternatives."""

    kind: _Options
    instance_path: list[str | int]
    instance: JSON = None
    message: str = ""


def unnamed(branches: list[list[JSON]], error: JSON) -> _Unnamed | None:
    """The member by whose constant each alternative is told, where its value is none of them."""
    depth = len(error.instance_path)
    options: dict[str, list[JSON]] = {}
    told = [branch for branch in branches if not all(_is_choice(e, depth) for e in branch)]
    for branch in told:
        for one in branch:
            if len(one.instance_path) == depth + 1 and one.kind.name in ("const", "enum"):
                wanted = [one.kind.expected_value] if one.kind.name == "const" else list(one.kind.options)
                options.setdefault(str(one.instance_path[-1]), []).append(wanted)
    name = next((name for name, found in options.items() if len(found) >= len(told) > 1), None)
    if name is None:
        return None
    values = list(dict.fromkeys(value for found in options[name] for value in found if isinstance(value, str | int)))
    return _Unnamed(_Options("enum", values), [*error.instance_path, name]) if values else None
