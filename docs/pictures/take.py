"""Takes the pictures of the pages, with Chromium: `python docs/pictures/take.py [FOLDER]`.

The terminal session is written by `record.py` beside it.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import httpx

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))

from contracts.cli import main as contracts  # noqa: E402
from tests.mock import chromium  # noqa: E402
from tests.pages.session import files_of  # noqa: E402
from tests.running import KEY, RunningMock, running_mock  # noqa: E402

WIDTH, HEIGHT = 1180, 720


def main(folder: Path = FOLDER) -> None:
    """A morning's requests, looked at on each of the console's panels; the first page; and the report of a check."""
    words, spec = ("--seed-examples", "--seed", "1"), Path("openapi.yaml")
    with tempfile.TemporaryDirectory() as name:
        report = _report(Path(name))
        with chromium.page() as page, running_mock(*words, spec=spec, cwd=ROOT) as mock:
            _ask(mock)
            _open_console(page, mock)
            for dark in (False, True):
                page.show(WIDTH, HEIGHT, dark=dark)
                _keep(page, folder, "requests-dark" if dark else "requests")
            page.show(WIDTH, HEIGHT)
            page.do("document.querySelector('#tab-records').click()")
            page.wait_for("document.querySelector('#panel-records table')")
            _keep(page, folder, "records")
            page.do("document.querySelector('#tab-switches').click()")
            page.wait_for("document.querySelector('#panel-switches code')")
            _keep(page, folder, "switches")
            page.open(f"{mock.origin}/")
            page.wait_for("document.querySelector('a')")
            page.show(WIDTH, 560)
            _keep(page, folder, "landing")
            page.show(WIDTH, HEIGHT)
            page.open(report.as_uri())
            page.wait_for("document.querySelector('h1')")
            _keep(page, folder, "report")


def _open_console(page: chromium.Page, mock: RunningMock) -> None:
    """On the request that was a conflict, open to its why and to the document's lines."""
    page.show(WIDTH, HEIGHT)
    page.open(f"{mock.admin}/#token={mock.token}")
    page.wait_for("document.querySelectorAll('.entry').length > 5")
    page.do("[...document.querySelectorAll('.entry')].find((row) => row.innerText.includes('409')).click()")
    page.wait_for("document.querySelector('.detail .why')")
    page.do("[...document.querySelectorAll('.place')].at(-1).click()")
    page.wait_for("document.querySelector('.lines .here')")
    page.do("document.querySelector('.lines:not([hidden])').scrollIntoView({ block: 'center' })")
    page.do("document.activeElement.blur()")


def _ask(mock: RunningMock) -> None:
    with httpx.Client(base_url=mock.url, headers={"authorization": f"Bearer {KEY}"}) as client:
        for body in ({"id": "acme-retail", "name": "Again"}, {"id": "north-wind", "name": "North Wind"}, {"id": "%"}):
            client.post("/clients", json=body)
        client.post("/clients", json={"id": "late", "name": "Late"}, headers={"authorization": "none"})
        client.delete("/clients/nobody")
        client.delete("/clients/north-wind")
        client.post("/clients", json={"id": "south-wind", "name": "South Wind"})
    with mock.admin_client() as admin:
        admin.put("/faults", json={"rules": ["POST /clients: first 1 -> 503, retry-after 30", "delay 80ms~lognormal"]})
        admin.post("/snapshots/before-checkout")
        admin.put("/sandboxes/checkout-test", json={"seed": 7})


def _report(folder: Path) -> Path:
    """The report of the quick start: a shop that was built a little differently from its document."""
    for block in files_of("docs/start-frontend.md", "docs/start-service.md"):
        (folder / block.name).write_text(block.text, "utf-8")
    report = folder / "report.html"
    spec = folder / "shop.yaml"
    words = ["--spec", spec.name, "--yes", "--seed", "1", "--fuzz", "0", "--cases", "0", "--report", f"html={report}"]
    with running_mock("--overlay", "drifted.yaml", spec=spec, cwd=folder) as service, contextlib.chdir(folder):
        contracts(["check", service.url, *words])
    return report


def _keep(page: chromium.Page, folder: Path, name: str) -> None:
    (folder / f"{name}.webp").write_bytes(page.small_picture())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
