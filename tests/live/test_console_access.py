"""The console is for all: with the token alone, by keyboard, at any length, width and light."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.live.console import CLIENT, SECRET, asked, named
from tests.mock import chromium

if TYPE_CHECKING:
    from tests.running import RunningMock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium on this machine"),
]

SERIOUS = """axe.run().then((all) => all.violations.filter((one) => ["serious", "critical"].includes(one.impact))
.map((one) => `${one.id} ${one.nodes.map((node) => node.html).join(" ")}`))"""


def test_without_the_token_it_asks_for_it(console_mock: RunningMock) -> None:
    """Nothing is shown before, a wrong one is told of, and it is in no address afterwards."""
    with chromium.page() as page:
        page.open(f"{console_mock.admin}/")
        page.wait_for("!document.querySelector('#letin').hidden")
        page.click("document.querySelector('#token')")
        page.type("wrong")
        page.press("Enter")
        page.wait_for(
            "document.querySelector('#notice').textContent.includes('token') && document.querySelector('#token').value"
        )
        page.do("document.querySelector('#token').select()")
        page.type(console_mock.token)
        page.press("Enter")
        page.wait_for("document.querySelector('#live').textContent === 'live'")
        assert console_mock.token not in page.do("location.href")


def test_it_is_used_by_the_keyboard_alone(console: chromium.Page, console_mock: RunningMock) -> None:
    """Tabs by arrows, rows by arrows, opened by Enter; the focus goes to what opened, and back."""
    for n in range(3):
        asked(console_mock, "DELETE", f"/clients/none-{n}")
    console.wait_for("document.querySelectorAll('.entries li').length === 3")
    console.do("document.querySelector('#tab-requests').focus()")
    console.press("ArrowRight")
    console.wait_for("document.activeElement.id === 'tab-records' && !document.querySelector('#panel-records').hidden")
    console.press("ArrowLeft")
    console.do("document.querySelector('.entries button').focus()")
    console.press("ArrowDown")
    console.press("Enter")
    console.wait_for("document.activeElement.tagName === 'H2' && document.activeElement.textContent.includes('none-1')")
    for _ in range(20):
        console.press("Tab")
        if console.do("document.activeElement.textContent") == "Close":
            break
    console.press("Enter")
    console.wait_for("document.activeElement.closest('.entries')")


def test_two_windows_show_one_mock(console: chromium.Page, console_mock: RunningMock) -> None:
    """What one does the other sees; each shows the sandbox that was chosen in it."""
    other = console.beside()
    other.open(f"{console_mock.admin}/#token={console_mock.token}")
    other.wait_for("document.querySelector('#live').textContent === 'live'")
    asked(console_mock, "POST", "/clients", json=CLIENT)
    for page in (console, other):
        page.wait_for("document.querySelectorAll('.entries li').length === 1")
        page.click("document.querySelector('#tab-records')")
        page.wait_for("document.querySelector('#panel-records table').innerText.includes('acme-retail')")
    console.click(named("Delete acme-retail"))
    console.wait_for("!document.querySelector('#panel-records table').innerText.includes('acme-retail')")
    other.click(named("Delete acme-retail"))  # it is gone by then: that is told, and nothing else happens
    other.wait_for("document.querySelector('#notice').textContent.includes('acme-retail')")
    assert other.complaint().startswith("Failed to load resource")
    other.click(named("Look again"))
    other.wait_for("!document.querySelector('#panel-records table').innerText.includes('acme-retail')")
    asked(console_mock, "POST", "/clients", json=CLIENT, headers={"X-Mock-Sandbox": "mine"})
    other.click("document.querySelector('#tab-requests')")
    other.click(named("Look again") + " || document.querySelector('#sandbox')")
    other.wait_for("[...document.querySelector('#sandbox').options].some((one) => one.value === 'mine')")
    other.do(
        "(box => { box.value = 'mine'; box.dispatchEvent(new Event('change')); })(document.querySelector('#sandbox'))"
    )
    other.wait_for("document.querySelectorAll('.entries li').length === 1")
    console.click("document.querySelector('#tab-requests')")
    assert console.do("document.querySelector('#sandbox').value") in ("", "default")
    assert console.do("document.querySelectorAll('.entries li').length") == 1
    assert other.complaints == []


def test_a_long_key_hides_no_control(console: chromium.Page, console_mock: RunningMock) -> None:
    """On a narrow screen each record's Edit is beside its key, and the key can be read as a whole."""
    key = "a-key-" * 40
    asked(console_mock, "POST", "/clients", json={"id": key, "name": "Long"})
    console.show(420, 900)
    console.click("document.querySelector('#tab-records')")
    console.wait_for(named(f"Edit {key}"))
    assert console.do(f"{named(f'Edit {key}')}.getBoundingClientRect().right") <= 420
    assert console.do("[...document.querySelectorAll('tbody th')].map((one) => one.title)").count(key) == 1


FRAMES = """new Promise((done) => {
  const list = document.querySelector(".entries"), took = [];
  let last = performance.now();
  const next = (now) => {
    took.push(now - last);
    last = now;
    list.scrollTop = list.scrollTop + list.clientHeight < list.scrollHeight - 1 ? list.scrollTop + 600 : 0;
    if (took.length < 60) requestAnimationFrame(next); else done(took.sort((a, b) => a - b)[30]);
  };
  requestAnimationFrame(next);
})"""
"""How long a frame takes while the list is scrolled by its height, round and round; the median of sixty."""


def test_a_thousand_requests_scroll_without_a_stall(console: chromium.Page, console_mock: RunningMock) -> None:
    """A frame of a scroll through them takes about as long as one through a few."""
    with httpx.Client(base_url=console_mock.url, headers=SECRET) as client:
        for n in range(60):
            client.delete(f"/clients/none-{n}")
        console.wait_for("document.querySelectorAll('.entries li').length === 60")
        few = min(console.do(FRAMES) for _ in range(3))
        for n in range(60, 1_000):
            client.delete(f"/clients/none-{n}")
    console.wait_for("document.querySelectorAll('.entries li').length >= 1000")
    assert min(console.do(FRAMES) for _ in range(3)) < 6 * few


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, the checker of the Web Content Accessibility Guidelines."""
    folder = tmp_path_factory.mktemp("axe")
    try:
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "axe-core@4"], cwd=folder, timeout=600, check=True,
                       capture_output=True)  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        pytest.skip(f"axe-core can't be fetched by npm: {error}")
    return (Path(folder) / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [420, 1280])
def test_axe_finds_nothing_serious(
    console: chromium.Page, console_mock: RunningMock, axe: str, width: int, dark: bool
) -> None:
    """On each panel, in light and dark, narrow and wide; and nothing is wider than the screen."""
    asked(console_mock, "POST", "/clients", json=CLIENT)
    console.show(width, 900, dark=dark)
    console.do(axe)
    console.click("document.querySelector('.entries button')")
    console.wait_for("document.querySelector('.detail .why')")
    for name, there in (("requests", ".why"), ("records", "#panel-records table"), ("switches", "#panel-switches h2")):
        console.click(f"document.querySelector('#tab-{name}')")
        console.wait_for(f"document.querySelector('{there}')")
        found = console.do(SERIOUS)
        assert found == [], (name, found)
        assert console.do("document.documentElement.scrollWidth") <= width
