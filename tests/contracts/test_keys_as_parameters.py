"""An API key that a document has as a security scheme and as a required parameter goes with a request once."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

_SENT: dict[str, Any] = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}


class Keyed(Collection):
    """Notes for whoever has the key, in this place of a request and nowhere else; or for everybody."""

    called: ClassVar[str] = "notes"
    sent: ClassVar[dict[str, Any]] = _SENT
    key = "secretabc123"

    def __init__(self, place: str, *, is_open: bool) -> None:
        super().__init__({"1": {"id": 1, "title": "somebody else's"}})
        self.place, self.is_open = place, is_open
        self.let_in = 0

    def document(self) -> dict[str, Any]:
        """Everything requires the parameter."""
        document = super().document()
        for item in document["paths"].values():
            parameter = {"name": "Api-Key", "in": self.place, "required": True, "schema": {"type": "string"}}
            item["parameters"] = [*item.get("parameters", []), parameter]
            for method in item.keys() & {"get", "post", "delete"}:
                item[method]["responses"]["401"] = {"description": "no"}
        scheme = {"type": "apiKey", "in": self.place, "name": "Api-Key"}
        return document | {"components": {"securitySchemes": {"k": scheme}}, "security": [{"k": []}]}

    def answer(self, asked: Asked) -> Answer:
        """A service that looks at the first one."""
        crumbs = SimpleCookie(asked.headers.get("Cookie", ""))
        shown = {
            "header": asked.headers.get("Api-Key"),
            "query": asked.query.get("Api-Key", [None])[0],
            "cookie": crumbs["Api-Key"].value if "Api-Key" in crumbs else None,
        }[self.place]
        if shown != self.key and not self.is_open:
            return 401, None, {}
        self.let_in += 1
        return super().answer(asked)


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("place", ["header", "query", "cookie"])
def test_a_key_that_is_a_parameter_too_lets_in(place: str, is_open: bool, tmp_path: Path) -> None:
    """The given one is sent and no other beside it; a service that looks at none is told."""
    service = Keyed(place, is_open=is_open)
    report = checked(service, tmp_path, recombinations=0)
    assert service.let_in
    assert bool(report.drifts) is is_open
    assert (service.left, service.unharmed) == ([], True)
