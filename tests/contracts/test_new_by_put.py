"""A PUT that makes a record says so by 201, where its document tells what is new from what was there."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_put_versions import FLAG, Flags
from tests.manners.serving import Answer, Asked, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TOLD = ("state", "put", "status")


class Named(Flags):
    """Flags that a PUT makes, and where ``posted`` a POST as well; ``new`` is the status of one that was not there."""

    def __init__(self, new: int, said: str = "replaced", *, posted: bool = False, makes: bool = True) -> None:
        super().__init__()
        self.new, self.said, self.posted, self.makes = new, said, posted, makes
        self.count, self.refused = itertools.count(), 0

    def document(self) -> dict[str, Any]:
        """What a 200 of the PUT is about is ``said``."""
        document = super().document()
        put = document["paths"]["/flags/{name}"]["put"]
        put["operationId"] = "put"
        put["responses"]["200"] = {**put["responses"]["200"], "description": self.said}
        if self.posted:
            members = {"name": {"type": "string"}, **FLAG["properties"]}
            made = {"201": says({**FLAG, "required": ["name"], "properties": members}), "400": {"description": "no"}}
            document["paths"]["/flags"] = {"post": {"requestBody": takes(FLAG), "responses": made}}
        return document

    def answer(self, asked: Asked) -> Answer:
        """A POST gives a name of its own."""
        if asked.parts == ["flags"] and self.posted:
            body, wrong = self.put.read(asked.data if asked.json else b"")
            if asked.method != "POST" or body is None or wrong:
                return 405 if asked.method != "POST" else 400, b"", {"Allow": "POST"}
            key = f"f{next(self.count)}"
            self.rows["flags"][key] = {"name": key, "rev": 1, **self.put.kept(body)}
            return 201, self.rows["flags"][key], {}
        is_new = asked.method == "PUT" and asked.parts[-1] not in self.rows["flags"]
        if is_new and not self.makes:
            self.refused += 1
            return 404, b"", {}
        status, found, fields = super().answer(asked)
        return self.new if is_new and status == 201 else status, found, fields


@pytest.mark.sampled(3)
@pytest.mark.parametrize("posted", [False, True], ids=["by PUT alone", "by POST too"])
@pytest.mark.parametrize(
    ("new", "said", "wrong"), [(201, "replaced", 0), (200, "replaced", 1), (200, "created or replaced", 0)]
)
def test_what_a_put_makes_is_new(new: int, said: str, wrong: int, *, posted: bool, tmp_path: Path) -> None:
    """RFC 9110 section 9.3.4; a document whose 200 is of new ones too is followed."""
    service = Named(new, said, posted=posted)
    report = some_journeys(service, tmp_path, "^life of|by PUT|^reading")
    assert (told(report), service.left) == ([_TOLD] * wrong, [])


def test_a_put_that_makes_nothing_is_none(tmp_path: Path) -> None:
    """Names may be given by the POST alone, whatever the 201 of a PUT is for."""
    service = Named(201, posted=True, makes=False)
    report = some_journeys(service, tmp_path, "by PUT|^reading")
    assert (told(report), service.left) == ([], [])
    assert service.refused
