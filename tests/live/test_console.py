"""The console in a browser: what comes is seen, and each control does what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.live.console import CLIENT, admin, asked, fill, named
from tests.mock import chromium

if TYPE_CHECKING:
    from tests.running import RunningMock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium on this machine"),
]


def test_requests_are_seen_as_they_come_and_open_to_their_why(
    console: chromium.Page, console_mock: RunningMock
) -> None:
    """Live, filtered, paused, opened beside the document's lines, copied, sent again, cleared."""
    rows = "document.querySelectorAll('.entries li:not([hidden])')"
    assert console.do("document.querySelector('.empty').offsetParent !== null")
    asked(console_mock, "POST", "/clients", json=CLIENT)
    asked(console_mock, "DELETE", "/clients/none")
    console.wait_for(f"{rows}.length === 2")
    console.click("document.querySelector('input[type=search]')")
    console.type("status:404")
    console.wait_for(f"{rows}.length === 1")
    console.do("document.querySelector('input[type=search]').select()")
    console.press("Delete")
    console.wait_for(f"{rows}.length === 2")
    console.click(named("Pause"))
    asked(console_mock, "POST", "/clients", json={"id": "%"})
    console.wait_for("document.querySelector('.count').textContent.includes('1 waiting')")
    console.click(named("Go on"))
    console.wait_for(f"{rows}.length === 3")
    console.click(f"{rows}[2].querySelector('button')")
    console.wait_for("document.querySelector('.detail .why')")
    console.click("document.querySelector('.detail .place')")
    console.wait_for("document.querySelector('.lines .here')")
    assert "openapi.yaml:" in console.do("document.querySelector('.lines').textContent")
    shown = console.do("document.querySelector('.detail').innerText")
    assert "createClient" in shown
    assert "local-admin-key" not in shown
    console.do("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    for name, words in (
        ("Copy as curl", ["curl -i -X POST", f"{console_mock.url}/clients", "--data-raw"]),
        ("Copy as pytest", ["def test_createclient(mock_server)", "assert answer.status_code == 201"]),
        ("Copy as Playwright", ["request.fetch(", ".toBe(201)"]),
    ):
        console.click(named(name))
        copied = console.wait_for("window.copied")
        assert all(word in copied for word in words), copied
        console.do("window.copied = ''")
    console.click(named("Replay"))
    console.wait_for(f"{rows}.length === 4")
    console.wait_for(f"{rows}[0].textContent.includes('409')")  # the client is there already
    console.click(named("Close"))
    console.wait_for("document.querySelector('.detail').hidden")
    console.click(named("Clear"))
    console.wait_for(f"{rows}.length === 0")
    assert admin(console_mock, "GET", "requests")["requests"] == []


def test_records_are_edited_added_deleted_and_brought_back(console: chromium.Page, console_mock: RunningMock) -> None:
    """By a form of the document's members; what breaks the document is refused in words; each change is undone."""
    kept = "records/clients/acme-retail"
    before = admin(console_mock, "GET", kept)
    console.click("document.querySelector('#tab-records')")
    console.click(named("Edit acme-retail"))
    fill(console, "name", "Renamed")
    console.click(named("Keep"))
    console.wait_for(
        "!document.querySelector('dialog') && document.querySelector('table').innerText.includes('Renamed')"
    )
    assert admin(console_mock, "GET", kept)["name"] == "Renamed"
    console.click(named("Edit acme-retail"))
    fill(console, "email", "no address")
    console.click(named("As JSON"))
    console.do(
        "(box => { box.value = box.value.replace('\"Renamed\"', '7'); })(document.querySelector('dialog > textarea'))"
    )
    console.click(named("Keep"))
    console.wait_for("document.querySelector('dialog .wrong').textContent")
    assert console.complaint().startswith("Failed to load resource")  # the browser tells of the refusal
    console.click(named("keep it though it breaks the document", what="label"))
    console.click(named("Keep"))
    console.wait_for("!document.querySelector('dialog')")
    assert admin(console_mock, "GET", kept)["name"] == 7
    console.click(named("Undo"))
    console.wait_for("document.querySelector('table').innerText.includes('Renamed')")
    console.click(named("Undo"))
    console.wait_for("!document.querySelector('table').innerText.includes('Renamed')")
    assert admin(console_mock, "GET", kept) == before
    console.click(named("New record"))
    fill(console, "id", "brand-new")
    fill(console, "name", "New")
    console.click(named("Keep"))
    console.wait_for("document.querySelector('table').innerText.includes('brand-new')")
    console.click(named("Delete brand-new"))
    console.wait_for("!document.querySelector('table').innerText.includes('brand-new')")
    console.click(named("Undo"))
    console.wait_for("document.querySelector('table').innerText.includes('brand-new')")
    assert asked(console_mock, "DELETE", "/clients/brand-new").is_success


def test_every_switch_does_what_it_says(console: chromium.Page, console_mock: RunningMock) -> None:
    """Faults, latency, profile, clock, snapshots, sandboxes, reset and reload."""
    said = "document.querySelector('#panel-switches > [role=status]').textContent"

    def press(name: str, wanted: str) -> None:
        console.click(named(name))
        console.wait_for(f"{said}.startsWith({wanted!r})")

    console.click("document.querySelector('#tab-switches')")
    console.wait_for(named("Add rule"))
    fill(console, "Rule", "POST /clients: first 1 -> 503")
    press("Add rule", "The rule holds")
    assert asked(console_mock, "POST", "/clients", json=CLIENT).status_code == 503
    assert asked(console_mock, "POST", "/clients", json=CLIENT).status_code == 201
    fill(console, "Latency", "1ms")
    press("Add latency", "Answers take longer")
    press("Add profile", "The profile holds")
    assert len(admin(console_mock, "GET", "faults")["rules"]) >= 3
    press("Remove rule 1", "The rule is gone")
    press("Remove all rules", "All rules are gone")
    assert admin(console_mock, "GET", "faults")["rules"] == []
    fill(console, "Set or advance", "2030-01-01T00:00:00Z")
    press("Set the clock", "The clock is set")
    press("Stop the clock", "The clock stands still")
    clock = admin(console_mock, "GET", "clock")
    assert (clock["now"][:4], clock["stopped"]) == ("2030", True)
    press("Let the clock go", "The clock goes on")
    fill(console, "Snapshot", "before")
    press("Take a snapshot", "The snapshot is taken")
    asked(console_mock, "DELETE", "/clients/a")
    press("Restore before", "before is restored")
    assert asked(console_mock, "POST", "/clients", json=CLIENT).status_code == 409
    press("Delete before", "before is gone")
    press("Reset to the first records", "All is as at the start")
    assert asked(console_mock, "POST", "/clients", json=CLIENT).status_code == 201
    press("Read the document again", "The document is read again")
    console.click("document.querySelector('#new-sandbox')")
    console.type("mine")
    press("Begin a sandbox", "The sandbox has begun")
    console.do(
        "(box => { box.value = 'mine'; box.dispatchEvent(new Event('change')); })(document.querySelector('#sandbox'))"
    )
    console.click("document.querySelector('#tab-records')")
    console.wait_for(
        "document.querySelector('table') && !document.querySelector('table').innerText.includes('\\na\\n')"
    )
    console.do(
        "(box => { box.value = ''; box.dispatchEvent(new Event('change')); })(document.querySelector('#sandbox'))"
    )
    console.click("document.querySelector('#tab-switches')")
    press("End mine", "mine has ended")
