"""Links that a record shows to what is below it lead below that record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_counts_of_others import ListedHives

if TYPE_CHECKING:
    from pathlib import Path


class LinkedHives(ListedHives):
    """Hives with a link of the name ``relation``; ``link`` is where it leads, with the key of the hive in it."""

    def __init__(self, link: str, relation: str) -> None:
        super().__init__()
        self.link, self.relation = link, relation
        self.rows["hives"]["h0"] = {"hive": "h0", "name": "another's", "ups": 0, "given": 0}

    def document(self) -> dict[str, Any]:
        """A hive has links."""
        document = super().document()
        hive = document["paths"]["/hives/{hive}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        hive["properties"]["_links"] = {"type": "object", "readOnly": True}
        return document

    def _hive(self, key: str) -> dict[str, Any]:
        return {**super()._hive(key), "_links": {self.relation: {"href": self.link.format(key=key)}}}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("link", "relation", "wrong"),
    [
        ("/hives/x{key}/bees", "bees", 1),
        ("/hives/{key}/bees", "bees", 0),
        ("/hives/h0/bees", "bees", 0),
        ("/hives/x{key}/bees", "neighbours", 0),
        ("https://elsewhere.example/hives/x{key}/bees", "bees", 0),
        ("/inside/hives/x{key}/bees", "bees", 0),
        ("/hives/{{hive}}/bees", "bees", 0),
    ],
)
def test_a_link_leads_below_its_record(link: str, relation: str, wrong: int, tmp_path: Path) -> None:
    """Not below one that is not there; what leads elsewhere, is another relation, or is there, is left alone."""
    service = LinkedHives(link, relation)
    report = some_journeys(service, tmp_path, "^links below|^reading")
    assert told(report) == [("link-leads", "get_hive", f"/_links/{relation}")] * wrong
    assert set(service.rows["hives"]) == {"h0"}
