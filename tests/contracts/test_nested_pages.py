"""Lists whose pages are asked for by the properties of one parameter, or by parameters that are written alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.lists.inner_parameters import InnerParameters
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query, number, says

if TYPE_CHECKING:
    from pathlib import Path

_WORD: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "ref": {"type": "integer", "readOnly": True},
        "text": {"type": "string", "minLength": 1, "maxLength": 60},
    },
}


class Words(Collection):
    """Words in pages by ``names`` of place and size; ``step`` is by how many records each page begins too late."""

    called, named = "words", "ref"
    sent = shown = _WORD

    def __init__(self, names: tuple[str, str], *, nested: bool, step: int) -> None:
        super().__init__({str(n): {"ref": n, "text": f"word {n}"} for n in (1, 2, 3)})
        self.names, self.nested, self.step = names, nested, step
        self.counts = names[0] == "offset"

    def listed(self) -> dict[str, Any]:
        """The answer of the list."""
        return says({"type": "object", "properties": {"words": {"type": "array", "items": _WORD}}})

    def queries(self) -> list[dict[str, Any]]:
        """Place and size, as one parameter or as two."""
        first = 0 if self.counts else 1
        place: dict[str, Any] = {"type": "integer", "minimum": first, "default": first}
        size: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 50, "default": 50}
        inner = dict(zip(self.names, (place, size), strict=True))
        if not self.nested:
            return [in_query(f"page[{name}]", **schema) for name, schema in inner.items()]
        paged = in_query("page", type="object", properties=inner)
        return [{**paged, "style": "deepObject", "explode": True}]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A page."""
        given = [query.get(f"page[{name}]", [""])[-1] for name in self.names]
        place = number(given[0]) if given[0] not in ("", "0") else int(not self.counts)
        size = number(given[1] or "50")
        if place is None or size is None or size > 50:
            return 400, None, {}
        begin = place if self.counts else (place - 1) * size
        begin = max(0, begin + self.step * (begin > 0))
        return 200, {"words": [*self.records.values()][begin : begin + size]}, {}


NAMES = (("page", "per_page"), ("number", "size"), ("offset", "limit"))
CASES = [(names, nested, step) for names in NAMES for nested in (True, False) for step in (0, -1, 1)]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("names", "nested", "step"), CASES, ids=str)
def test_pages_that_overlap_or_miss_records_are_told(
    names: tuple[str, str], nested: bool, step: int, tmp_path: Path
) -> None:
    """However the pages are written, and by whatever names."""
    service = Words(names, nested=nested, step=step)
    report = some_journeys(service, tmp_path, "^pages of")
    assert told(report) == ([("list", "list", "/words")] if step else [])
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(step)))


def test_properties_are_written_as_one_parameter(tmp_path: Path) -> None:
    """Each by itself is a parameter, and what is written of them belongs to the one that holds them."""
    import json

    file = tmp_path / "words.json"
    file.write_text(json.dumps(Words(("page", "per_page"), nested=True, step=0).document()), "utf-8")
    document = load_document(file)
    listing = next(operation for operation in document.operations if operation.id == "list")
    inner = InnerParameters(Judge(document).schemas, listing)
    assert [parameter.name for parameter in inner.queries] == ["page[page]", "page[per_page]"]
    written = {("query", "page[page]"): "a", ("query", "page[per_page]"): "b", ("query", "sort"): "c"}
    assert inner.folded(written) == {("query", "page"): "a&b", ("query", "sort"): "c"}
