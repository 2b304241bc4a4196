"""Takes the pictures of docs/live.md: `python docs/pictures/take.py`, from the repository's folder, with Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))

from tests.mock import chromium  # noqa: E402
from tests.running import KEY, RunningMock, running_mock  # noqa: E402

WIDTH, HEIGHT = 1180, 720


def main() -> None:
    """A morning's requests, looked at on each of the console's panels."""
    words, spec = ("--seed-examples", "--seed", "1"), Path("openapi.yaml")
    with running_mock(*words, spec=spec, cwd=ROOT) as mock, chromium.page() as page:
        _ask(mock)
        page.show(WIDTH, HEIGHT)
        page.open(f"{mock.admin}/#token={mock.token}")
        page.wait_for("document.querySelectorAll('.entry').length > 5")
        page.do("[...document.querySelectorAll('.entry')].find((row) => row.innerText.includes('409')).click()")
        page.wait_for("document.querySelector('.detail .why')")
        page.do("[...document.querySelectorAll('.place')].at(-1).click()")
        page.wait_for("document.querySelector('.lines .here')")
        page.do("document.querySelector('.lines:not([hidden])').scrollIntoView({ block: 'center' })")
        page.do("document.activeElement.blur()")
        _keep(page, "requests")
        page.do("document.querySelector('#tab-records').click()")
        page.wait_for("document.querySelector('#panel-records table')")
        _keep(page, "records")
        page.do("document.querySelector('#tab-switches').click()")
        page.wait_for("document.querySelector('#panel-switches code')")
        _keep(page, "switches")


def _ask(mock: RunningMock) -> None:
    with httpx.Client(base_url=mock.url, headers={"authorization": f"Bearer {KEY}"}) as client:
        for body in ({"id": "acme-retail", "name": "Again"}, {"id": "north-wind", "name": "North Wind"}, {"id": "%"}):
            client.post("/clients", json=body)
        client.post("/clients", json={"id": "late", "name": "Late"}, headers={"authorization": "none"})
        client.delete("/clients/nobody")
        client.delete("/clients/north-wind")
        client.post("/clients", json={"id": "south-wind", "name": "South Wind"})
    admin = httpx.Client(base_url=mock.admin, headers={"authorization": f"Bearer {mock.token}"})
    admin.put("/faults", json={"rules": ["POST /clients: first 1 -> 503, retry-after 30", "delay 80ms~lognormal"]})
    admin.post("/snapshots/before-checkout")
    admin.put("/sandboxes/checkout-test", json={"seed": 7})


def _keep(page: chromium.Page, name: str) -> None:
    (FOLDER / f"{name}.png").write_bytes(page.picture())


if __name__ == "__main__":
    main()
