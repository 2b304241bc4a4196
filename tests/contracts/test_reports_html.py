"""The HTML report: one file that opens offline, says the verdict first and runs nothing that a target sent."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.exchange import Answer
from contracts.findings import Assumption, Culprit, Drift
from contracts.reports.html import chips, render
from tests.contracts.report_samples import (
    HOSTILE,
    body,
    clean,
    exchange,
    finding,
    hostile,
    report,
    silent_drift,
    status_drift,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.findings import Report


class Page(HTMLParser):
    """Tags, attributes and texts of a page, as a browser's parser sees them."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.raw = "".join(render(report))
        self.feed(self.raw)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)

    @property
    def text(self) -> str:
        """Everything that is shown."""
        return " ".join(" ".join(self.texts).split())


@pytest.mark.parametrize("make", [report, clean, hostile])
def test_nothing_is_loaded_from_anywhere(make: Callable[[], Report]) -> None:
    """No tag that loads, no address in style or script."""
    page = Page(make())
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"img", "link", "iframe", "object", "embed", "base", "audio", "video"}
    for tag, attributes in page.tags:
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#") or tag != "a"
    style = page.raw[page.raw.index("<style>") : page.raw.index("</style>")]
    assert not re.search(r"url\(|@import|//", style)


@pytest.mark.parametrize("make", [report, hostile])
def test_the_policy_allows_the_files_own_script_alone(make: Callable[[], Report]) -> None:
    """One script and one style, each with the hash that the Content-Security-Policy names; no event handlers."""
    page = Page(make())
    policy = next(a["content"] or "" for _, a in page.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag in ("script", "style"):
        assert [name for name, _ in page.tags].count(tag) == 1
        text = page.raw.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.tags for name in attributes)


@pytest.mark.slow
@settings(max_examples=6, deadline=None, database=None)
@given(
    st.lists(
        st.sampled_from([HOSTILE, "<", ">", '"', "'", "&", "]]>", "{{7*7}}", "{% raw %}", "--", "\u2028", "`"]),
        max_size=8,
    )
)
def test_a_hostile_text_makes_no_tag(parts: list[str]) -> None:
    """The page has the same tags and attributes whatever a target answers; the text is shown as it is."""
    evil = "".join(parts).encode("utf-8", "replace").decode()

    def page(text: str) -> Page:
        answer = Answer(201, (("X-Evil", text),), body({"a": text}))
        lead = finding(
            exchange=exchange(mock=answer, answered=body({"b": text})), message=text, expected=text, observed=text
        )
        return Page(
            report(drifts=(Drift(lead, 1),), notices=(text,), assumptions=(Assumption(text, text, "open", text),))
        )

    harmless = [(tag, sorted(attributes)) for tag, attributes in page("x").tags]
    assert [(tag, sorted(attributes)) for tag, attributes in page(evil).tags] == harmless
    assert "49" not in page("{{7*7}}").raw.replace("{{7*7}}", "").partition("<main")[2].partition("<script>")[0]


def test_the_verdict_comes_first() -> None:
    """Before anything else the page says whether the target conforms."""
    page = Page(report())
    assert page.text.index("2 drifts in 2 operations") < page.text.index("Target") < page.text.index("Coverage")
    assert "Conforms No drift in 1,234 exchanges." in Page(clean()).text


def test_a_drift_shows_document_mock_and_target() -> None:
    """The expectation with the document's lines, both answers, and where they differ marked."""
    page = Page(report(drifts=(Drift(finding(), 1),), accepted=()))
    headings = [text.strip() for text in page.texts if text.strip() in ("Document", "Mock", "Target")]
    assert headings[-3:] == ["Document", "Mock", "Target"]
    assert "example: Acme Retail" in page.text
    assert page.raw.count('class="line mark-place"') == 2
    assert page.raw.count('class="line mark-differs"') == 2
    assert "here: </span>    &#34;name&#34;: &#34; Acme Retail &#34;" in page.raw


def test_the_guilty_side_is_told_apart() -> None:
    """The mock's answer is the wrong one where the mock contradicts the document."""
    assert 'class="sides guilty-target"' in Page(report(accepted=())).raw
    blamed = Drift(finding(culprit=Culprit.MOCK_AGAINST_DOCUMENT), 1)
    assert 'class="sides guilty-mock"' in Page(report(drifts=(blamed,), accepted=())).raw


def test_steps_are_shown_in_order_with_commands() -> None:
    """What comes before, then the request that shows the drift; the variable for the credential is explained."""
    page = Page(report(drifts=(status_drift(),), accepted=()))
    commands = re.findall(r"curl -i (\S+)", page.text)
    assert len(commands) == 3
    assert "Export CREDENTIAL first" in page.text
    assert page.texts.count("Copy") == 3


def test_a_missing_answer_is_said() -> None:
    """No answer, with the reason; the mock was not asked."""
    text = Page(report(drifts=(silent_drift(),), accepted=())).text
    assert "No answer: the connection was closed" in text
    assert "The mock was not asked." in text


def test_filters_offer_what_there_is() -> None:
    """Operations and laws of the drifts, and each card says what it is."""
    page = Page(report())
    assert {"operation", "law", "provenance", "culprit"} == {a["name"] for tag, a in page.tags if tag == "select"}
    cards = [attributes for tag, attributes in page.tags if tag == "article"]
    assert [card["data-law"] for card in cards] == ["echo", "status-documented", "answered"]
    assert not any(tag == "select" for tag, _ in Page(clean()).tags)


def test_it_can_be_used_without_seeing() -> None:
    """Language, one h1, headings without gaps, labels for fields and regions, captions for tables."""
    page = Page(report())
    assert ("html", "en") in [(tag, attributes.get("lang")) for tag, attributes in page.tags]
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for tag, attributes in page.tags:
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
        if tag == "a":
            assert (attributes["href"] or "")[1:] in ids
    tags = [tag for tag, _ in page.tags]
    assert tags.count("table") == tags.count("caption")
    assert tags.count("select") == tags.count("label")


def test_chips_count_by_what_is_documented() -> None:
    """A range and `default` count what they cover; what nothing covers is undocumented."""
    item = report().coverage[1]
    assert [(chip.status, chip.count, chip.documented) for chip in chips(item)] == [
        ("200", 100, True), ("400", 0, True), ("401", 5, True), ("404", 300, True), ("410", 29, False),
    ]  # fmt: skip
