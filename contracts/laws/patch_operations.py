"""What single operations of a JSON Patch make of a record (RFC 6902): told by the record before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.laws.same_values import alike
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.openapi import JSON

    Step = dict[str, JSON]


class PatchCase(NamedTuple):
    """A list of operations on one member, and what the member is then; MISSING where it is gone or has its default."""

    label: str
    operations: list[JSON]
    name: str
    wanted: JSON
    refused: bool = False
    """Whether it has to be refused, and to change nothing (section 5)."""
    beside: tuple[str, JSON] | None = None
    """Another member, and what it is then."""


def patch_cases(
    name: str, held: JSON, other: JSON, *, optional: bool, ordered: bool, beside: str | None = None
) -> Iterator[PatchCase]:
    """The cases of a member that holds ``held`` and may hold ``other``; ``ordered`` of a list whose order counts.

    ``beside`` is another one that may hold what it holds.
    """
    place = pointers.text((name,))
    put: Step = {"op": "replace", "path": place, "value": other}
    added: Step = {"op": "add", "path": place, "value": other}
    test: Step = {"op": "test", "path": place, "value": other}
    yield PatchCase("a test that fails", [test, added], name, held, refused=True)
    kept: Step = {"op": "test", "path": place, "value": held}
    yield PatchCase("a change before a test that fails", [added, kept], name, held, refused=True)
    yield PatchCase("replace", [put], name, other)
    if ordered and isinstance(held, list) and isinstance(other, list) and held and other:
        first: Step = {"op": "add", "path": f"{place}/0", "value": held[0]}
        back: Step = {"op": "remove", "path": f"{place}/1"}
        yield PatchCase("add before the first", [first], name, [held[0], *other])
        yield PatchCase("remove the second", [back], name, [held[0], *other[1:]])
    if beside is not None:
        yield from _pair_cases(name, beside, held, other, optional=optional)
    if optional:
        yield PatchCase("remove", [{"op": "remove", "path": place}], name, MISSING)


def _pair_cases(name: str, beside: str, held: JSON, other: JSON, *, optional: bool) -> Iterator[PatchCase]:
    """What a copy, and where the member may be gone a move, makes of two members."""
    source, place = pointers.text((name,)), pointers.text((beside,))
    added: Step = {"op": "add", "path": source, "value": held}
    again: Step = {"op": "add", "path": source, "value": other}
    yield PatchCase("copy", [added, {"op": "copy", "from": source, "path": place}], beside, held, beside=(name, held))
    if optional:
        yield PatchCase("put back", [again], name, other)
        move: Step = {"op": "move", "from": source, "path": place}
        yield PatchCase("move", [again, move], name, MISSING, beside=(beside, other))
        yield PatchCase("put back", [again], name, other)


def case_of_nothing(name: str) -> PatchCase:
    """A removal of a member that no record has, which fails (section 4.2)."""
    return PatchCase(
        "remove what is not there", [{"op": "remove", "path": pointers.text((name,))}], name, MISSING, True
    )


def flaw(case: PatchCase, before: Mapping[str, JSON], after: Mapping[str, JSON], *, succeeded: bool) -> str | None:
    """What is wrong with what became of a case, None for nothing: a refused one has changed nothing."""
    now, held = after.get(case.name, MISSING), before.get(case.name, MISSING)
    if not succeeded:
        return None if alike(now, held) else "is changed by a patch that was refused (RFC 6902 section 5)"
    if case.refused and case.wanted is MISSING:
        return "is not there, and the patch that removes it succeeded (RFC 6902 section 4.2)"
    if case.refused:
        return "was tested for another value than it has, and the patch succeeded (RFC 6902 section 4.6)"
    if case.beside is not None and not alike(after.get(case.beside[0], MISSING), case.beside[1]):
        return f"was copied or moved, and {case.beside[0]} is not what that makes of it (RFC 6902 sections 4.4, 4.5)"
    if case.wanted is MISSING:
        return None if not alike(now, held) or not held else "is as it was before it was removed (RFC 6902 section 4.2)"
    return None if alike(now, case.wanted) else "is not what the operations make of it (RFC 6902 section 4)"
