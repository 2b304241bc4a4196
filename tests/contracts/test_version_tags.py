"""A strong `ETag` is another one once a change has made another record of it, whatever a change has to name."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_changes_alone import Cards

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked


class TaggedCards(Cards):
    """Cards whose reads have a version: of what they show, of the ``name`` alone, or a ``weak`` one of the name."""

    def __init__(self, manner: str, *, documented: bool = True) -> None:
        super().__init__("")
        self.manner, self.documented = manner, documented

    def document(self) -> dict[str, Any]:
        """The header is documented, or not."""
        document = super().document()
        get = document["paths"]["/cards/{id}"]["get"]["responses"]
        if self.documented:
            get["200"] = {**get["200"], "headers": {"ETag": {"schema": {"type": "string"}}}}
        return document

    def answer(self, asked: Asked) -> Answer:
        """A version beside each read."""
        status, found, fields = super().answer(asked)
        if asked.method != "GET" or status != 200:
            return status, found, fields
        of_all = zlib.crc32(json.dumps(found, sort_keys=True).encode())
        tag = {"": f'"{of_all}"', "name": f'"{asked.parts[1]}"', "weak": f'W/"{asked.parts[1]}"'}[self.manner]
        return status, found, {**fields, "ETag": tag}


@pytest.mark.parametrize(
    ("manner", "documented", "wrong"), [("", True, 0), ("name", True, 1), ("weak", True, 0), ("name", False, 0)]
)
def test_a_changed_record_has_another_version(manner: str, wrong: int, *, documented: bool, tmp_path: Path) -> None:
    """RFC 9110 section 8.8.1; a weak one may stay, and nothing is promised by a field that no document names."""
    report = some_journeys(TaggedCards(manner, documented=documented), tmp_path, "^merge in|^reading")
    assert told(report) == [("preconditions", "get", "header ETag")] * wrong
