"""What a reload came to is told to who listens: by events of the admin API, and in the console."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.documents.asking import record
from tests.live.console import admin
from tests.live.shop import json_of, shop
from tests.mock import chromium
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path


def test_events_tell_of_reloads(tmp_path: Path) -> None:
    """Why one failed, in the words of the log; then that one was done, and which records fit no more."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(shop()), "utf-8")
    with running_mock(spec=spec) as mock, mock.admin_client() as api:
        httpx.post(f"{mock.origin}/things", json={"name": "mine", "note": "a"})
        since = api.get("/requests").json()["last"]
        spec.write_text("{", "utf-8")
        assert api.get("/operations").json()["notReloaded"] is None
        why = api.post("/reload").json()["detail"]
        assert api.get("/operations").json()["notReloaded"].endswith(why)
        changed = shop()
        changed["paths"]["/things/{id}"]["get"]["responses"]["200"] = json_of(record(note={"type": "integer"}))
        spec.write_text(json.dumps(changed), "utf-8")
        assert api.post("/reload").is_success
        assert api.get("/operations").json()["notReloaded"] is None
        told = api.get("/events", params={"since": since, "count": 2}).text
        failed, done = (part.split("\n") for part in told.strip().split("\n\n")[1:])
        assert (failed[1], done[1]) == ("event: not-reloaded", "event: reloaded")
        assert json.loads(failed[2].removeprefix("data: "))["says"].endswith(why)
        assert "1 record of things fits the new schema no more" in json.loads(done[2].removeprefix("data: "))["says"]


@pytest.mark.slow
@pytest.mark.skipif(chromium.PATH is None, reason="there is no Chromium on this machine")
def test_the_console_says_why_a_document_is_not_served(tmp_path: Path) -> None:
    """Until it is; the requests before are still there."""
    spec, notice = tmp_path / "openapi.json", "document.querySelector('#notice').textContent"
    spec.write_text(json.dumps(shop()), "utf-8")
    with running_mock("--watch", spec=spec) as mock, chromium.page() as console:
        httpx.get(f"{mock.origin}/things")
        console.show(1280, 800)
        console.open(f"{mock.admin}/#token={mock.token}")
        console.wait_for("document.querySelector('#live').textContent === 'live'")
        spec.write_text("{", "utf-8")
        console.wait_for(f"{notice}.includes('openapi.json')")
        console.open("about:blank")
        console.open(f"{mock.admin}/#token={mock.token}")  # who comes later is told as well
        console.wait_for(f"{notice}.includes('openapi.json')")
        assert httpx.get(f"{mock.origin}/things").status_code == 200
        spec.write_text(json.dumps(shop()), "utf-8")
        console.wait_for(f"{notice} === ''")
        console.wait_for("document.querySelectorAll('.entries li').length === 2")
        assert len(admin(mock, "GET", "requests")["requests"]) == 2
        assert console.complaints == []
