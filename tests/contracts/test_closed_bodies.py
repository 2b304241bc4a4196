"""A body that the document closes lets in no other member; one that it leaves open may keep or overlook them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class Closed(Tasks):
    """Tasks whose bodies are closed by the document; ``strict`` is whether the service knows that."""

    def __init__(self, *, closed: bool, strict: bool) -> None:
        super().__init__()
        self.closed, self.strict = closed, strict

    def document(self) -> dict[str, Any]:
        """With `additionalProperties: false` where it is closed."""
        found = super().document()
        body = found["paths"]["/tasks"]["post"]["requestBody"]["content"]["application/json"]
        body["schema"] = {**body["schema"], **({"additionalProperties": False} if self.closed else {})}
        return found

    def answer(self, asked: Asked) -> Answer:
        """Members that are not listed are overlooked, or refused."""
        if self.strict and asked.method == "POST" and b"unlisted" in asked.data:
            return 400, None, {}
        return super().answer(asked)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("closed", "strict", "laws"),
    [(True, True, []), (False, False, []), (False, True, []), (True, False, ["invalid-refused"])],
)
def test_a_member_that_is_not_listed_is_refused_where_the_document_closes_the_body(
    closed: bool, strict: bool, laws: list[str], tmp_path: Path
) -> None:
    """It is sent once, whatever the document says of it."""
    service = Closed(closed=closed, strict=strict)
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law) for drift in report.drifts] == laws
    assert (service.unharmed, service.left) == (True, [])
