"""What reads by the path of a record that nobody has: its parameters take no time from what can be reached."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import told
from tests.manners.serving import Asked, Service, checked, in_path, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

NUMBERS = ("depth", "width", "height", "weight", "levels", "first", "last")


class Files(Service):
    """Files below any path, of which there is none yet; by ``fault`` a wrong depth fails before one is looked for."""

    def __init__(self, fault: bool) -> None:
        super().__init__()
        self.fault, self.asked = fault, Counter[str]()

    def document(self) -> dict[str, Any]:
        """One read, with many numbers beside it."""
        integer = {"type": "integer", "minimum": 1, "maximum": 40}
        numbers = [in_query(name, **integer) for name in NUMBERS]
        answers = {str(code): says({"type": "object"}) for code in (200, 404, 422)}
        read = {"parameters": [in_path("path", {"type": "string"}), *numbers], "responses": answers}
        paths = {"/files/{path}": {"get": {"operationId": "read", **read}}}
        return {"openapi": "3.1.0", "info": {"title": "Files", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """Nothing is there."""
        if asked.method != "GET" or asked.parts[0] != "files":
            return 405, {}, {"Allow": "GET"}
        for name in asked.query:
            self.asked[name] += 1
        wrong = self.fault and any(not text.isdecimal() for text in asked.query.get("depth", ()))
        return (500 if wrong else 404), {}, {}


@pytest.mark.parametrize("fault", [False, True])
def test_parameters_of_what_is_not_there_are_asked_for_a_little(fault: bool, tmp_path: Path) -> None:
    """Each has some values, that a service which looks at them first may trip over, and no more."""
    service = Files(fault)
    report = checked(service, tmp_path)
    assert [law for law, *_ in told(report)] == (["no-server-error"] if fault else [])
    assert all(service.asked[name] > 0 for name in NUMBERS)
    assert service.asked["width"] < 12
