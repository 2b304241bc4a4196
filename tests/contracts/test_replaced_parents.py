"""A replacement of a record leaves what is below it, which no body of it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys import parent_journeys
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_child_counts import Hives
from tests.manners.serving import Answer, Asked, Checker, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle

_WANTED = "^a change of a parent|^the end of a parent|^reading"
_BODY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Replaced(Hives):
    """Hives that a PUT replaces, ``said`` tells how; one that ``drops`` loses its bees, a ``whole`` one takes them.

    ``more`` are further members of its body; hives show in ``cells`` the keys of their bees.
    """

    def __init__(
        self,
        said: str = "Replace a hive",
        *,
        drops: bool = True,
        whole: bool = False,
        more: dict[str, Any] | None = None,
        cells: bool = False,
    ) -> None:
        super().__init__()
        self.said, self.drops = said, drops
        bees = {"bees": {"type": "array", "maxItems": 0}} if whole else {}
        self.body = {**_BODY, "properties": {**_BODY["properties"], **bees, **(more or {})}}
        self.cells = cells

    def document(self) -> dict[str, Any]:
        """A PUT beside the rest."""
        document = super().document()
        one = document["paths"]["/hives/{hive}"]
        shown = one["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        no = {status: {"description": "no"} for status in ("400", "404")}
        shown["properties"] |= {"cells": {"type": "array", "items": {"type": "string"}}} if self.cells else {}
        one["put"] = {"operationId": "put", "summary": self.said, "requestBody": takes(self.body),
                      "responses": {"200": says(shown), **no}}  # fmt: skip
        return document

    def answer(self, asked: Asked) -> Answer:
        """As its parent does, and replaced."""
        if asked.method != "PUT" or len(asked.parts) != 2 or asked.parts[1] not in self.rows["hives"]:
            return super().answer(asked)
        body, wrong = Checker(self.body).read(asked.data if asked.json else b"")
        if body is None or wrong:
            return 400, None, {}
        self.rows["hives"][asked.parts[1]]["name"] = body["name"]
        if self.drops:
            bees = self.rows["bees"]
            self.rows["bees"] = {key: bee for key, bee in bees.items() if bee["hive"] != asked.parts[1]}
        return 200, self._hive(asked.parts[1]), {}

    def _hive(self, key: str) -> dict[str, Any]:
        cells = [bee for bee, row in self.rows["bees"].items() if row["hive"] == key]
        return {**super()._hive(key), **({"cells": cells} if self.cells else {})}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("said", "drops", "whole", "wrong"),
    [
        ("Replace a hive", True, False, 1),
        ("Replace a hive", False, False, 0),
        ("Replace a hive with all its bees", True, False, 0),
        ("Reset a hive", True, False, 0),
        ("Replace a hive", True, True, 0),
    ],
)
def test_what_is_below_stays(said: str, wrong: int, *, drops: bool, whole: bool, tmp_path: Path) -> None:
    """Unless the document says that it goes, or a body may hold it."""
    service = Replaced(said, drops=drops, whole=whole)
    report = some_journeys(service, tmp_path, _WANTED)
    assert (told(report), service.left) == ([("below-parent", "get_bee", "status")] * wrong, [])


_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_THING: dict[str, Any] = {"type": "object", "properties": {"colour": {"type": "string"}}}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("more", "cells", "wrong"),
    [
        ({"insects": {"type": "array", "items": _THING}}, False, 0),
        ({"insectIds": {"type": "array", "items": {"type": "integer"}}}, False, 0),
        ({"insects": {"type": "array", "items": {"type": "string", "format": "uuid"}}}, False, 0),
        ({"inside": {"type": "object", "properties": {"insects": {"type": "array", "items": _THING}}}}, False, 0),
        ({"insects": {"type": "object", "additionalProperties": _THING}}, False, 0),
        ({"cells": _TEXTS}, True, 0),
        ({"cells": _TEXTS}, False, 1),
        ({"place": _THING}, False, 1),
    ],
)
def test_a_body_may_hold_what_is_below_by_another_name(
    more: dict[str, Any], wrong: int, *, cells: bool, tmp_path: Path
) -> None:
    """A list of objects or of keys, a map, or what showed something and was not sent back; labels and places do not."""
    service = Replaced(more=more, cells=cells)
    report = some_journeys(service, tmp_path, _WANTED)
    assert (told(report), service.left) == ([("below-parent", "get_bee", "status")] * wrong, [])


class Silent(Replaced):
    """Reads of bees have no documented 404."""

    def document(self) -> dict[str, Any]:
        """Without it."""
        document = super().document()
        del document["paths"]["/hives/{hive}/bees/{bee}"]["get"]["responses"]["404"]
        return document


def test_nothing_is_made_where_nothing_can_be_told(tmp_path: Path) -> None:
    """The journey is none where no documented answer says that a record is gone."""
    with pytest.raises(AssertionError, match="no journey is called"):
        some_journeys(Silent(), tmp_path, "^a change of a parent")


@pytest.mark.parametrize("drops", [True, False])
def test_both_are_removed_when_the_journey_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, drops: bool
) -> None:
    """And not only when the run does: the record that others are made below is left."""
    service, left, kept_below = Replaced(drops=drops), [], parent_journeys.kept_below

    def then_look(steps: RecordSteps, cycle: Lifecycle) -> None:
        kept_below(steps, cycle)
        left.append((len(service.rows["hives"]), len(service.rows["bees"])))

    monkeypatch.setattr(parent_journeys, "kept_below", then_look)
    some_journeys(service, tmp_path, _WANTED)
    assert left[0] == (1, 0)
