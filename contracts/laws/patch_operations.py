"""What single operations of a JSON Patch make of a record (RFC 6902): told by the record before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from contracts.laws.echo import alike
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


def patch_cases(name: str, held: JSON, other: JSON, *, optional: bool, ordered: bool) -> Iterator[PatchCase]:
    """The cases of a member that holds ``held`` and may hold ``other``; ``ordered`` of a list whose order counts."""
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
    if optional:
        yield PatchCase("remove", [{"op": "remove", "path": place}], name, MISSING)


def flaw(case: PatchCase, before: Mapping[str, JSON], after: Mapping[str, JSON], *, succeeded: bool) -> str | None:
    """What is wrong with what became of a case, None for nothing: a refused one has changed nothing."""
    now, held = after.get(case.name, MISSING), before.get(case.name, MISSING)
    if not succeeded:
        return None if alike(now, held) else "is changed by a patch that was refused (RFC 6902 section 5)"
    if case.refused:
        return "was tested for another value than it has, and the patch succeeded (RFC 6902 section 4.6)"
    if case.wanted is MISSING:
        return None if not alike(now, held) or not held else "is as it was before it was removed (RFC 6902 section 4.2)"
    return None if alike(now, case.wanted) else "is not what the operations make of it (RFC 6902 section 4)"
