"""A record that is shown as JSON and as XML is one record: what one form lacks, or puts elsewhere, is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import pytest

from contracts.cases.journeys.shown_as_xml import wrong
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_other_media_types import Beds

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer, Asked


class ShownBeds(Beds):
    """Seeds that are shown as XML to who asks for it of each member in an element, but for the ``fault``."""

    def __init__(self, fault: str = "") -> None:
        super().__init__()
        self.fault = fault

    def document(self) -> dict[str, Any]:
        """A read shows both."""
        document = super().document()
        shown = document["paths"]["/seeds/{id}"]["get"]["responses"]["200"]["content"]
        shown["application/json"]["schema"]["properties"]["url"] = {"type": "string"}
        shown["application/xml"] = shown["application/json"]
        return document

    def answer(self, asked: Asked) -> Answer:
        """One element a member, but for the fault; the url names the form, and a word of its name."""
        status, found, fields = super().answer(asked)
        if isinstance(found, dict):
            form = "xml" if asked.headers.get("Accept") == "application/xml" else "json"
            found = {**found, "url": f"/beds/{found['name'].split()[-1]}.{form}"}
        if status != 200 or not isinstance(found, dict) or asked.headers.get("Accept") != "application/xml":
            return status, found, fields
        row = {name: value for name, value in found.items() if (self.fault, name) != ("lost", "note")}
        if self.fault == "swapped" and {"name", "note"} <= row.keys():
            row |= {"name": row["note"], "note": row["name"]}
        inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items())
        return 200, f"<seed>{inner}</seed>".encode(), {"Content-Type": "application/xml"}


@pytest.mark.parametrize(("fault", "places"), [("", []), ("lost", ["/note"]), ("swapped", ["/name", "/note"])])
def test_one_record_in_two_forms(fault: str, places: list[str], tmp_path: Path) -> None:
    """By the texts that were sent, which both show."""
    service = ShownBeds(fault)
    report = some_journeys(service, tmp_path, "^XML of|^reading")
    assert sorted(told(report)) == [("echo", "look", place) for place in places]
    assert service.left == []


@pytest.mark.parametrize(
    ("xml", "found"),
    [
        ("<s><name>a &amp; b</name><note>c</note></s>", []),
        ("<s><name><![CDATA[a & b]]></name><note> c </note></s>", []),
        ('<s name="a &#38; b"><note>c</note></s>', []),
        ("<x:s xmlns:x='u'><x:name>a &amp;\n b</x:name><x:note>c</x:note></x:s>", []),
        ("<s><name>a &amp;&#13;&#10;b</name><note>c&#10;</note></s>", []),
        ("<s><title>a &amp; b</title><note>c</note></s>", []),
        ("<s><name>a &amp; b</name></s>", ["note"]),
        ("<s><note>a &amp; b</note><name>c</name></s>", ["name", "note"]),
        ("<s><note>c</note><name>a &amp; b</name><name>c</name></s>", []),
    ],
)
def test_a_text_may_be_written_in_any_way_of_xml(xml: str, found: list[str]) -> None:
    """Escaped, as CDATA, as an attribute, with a prefix; an element of a name that nobody knows is open."""
    assert [*wrong({"name": "a & b", "note": "c"}, {"name": "name", "note": "note"}, xml.encode())] == found
