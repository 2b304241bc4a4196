"""What is known of a sandbox stays with it: pages below its prefix, addresses in HAR logs, requests that end late."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.documents.asking import mock
from tests.live.admin_calls import administered
from tests.live.shop import SECURED, shop
from tests.live.test_reload import write
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

IN = "/__sandbox/a"


@pytest.mark.parametrize("base", ["", "/api/v1"])
def test_pages_stay_in_the_sandbox(base: str, tmp_path: Path) -> None:
    """The document's servers, the page to try it and the front page lead to the same sandbox."""
    asked = mock(tmp_path, shop(servers=[{"url": base or "/"}]))
    served = asked.ask("GET", f"{IN}{base}/openapi.json").json
    assert served["servers"] == [{"url": f"{IN}{base}"}]
    assert asked.ask("GET", f"{base}/openapi.json").json["servers"] == [{"url": base or "/"}]
    page = asked.ask("GET", f"{IN}{base}/ui/")
    assert page.status == 200
    assert f'data-document="{IN}{base}/openapi.json"' in page.body.decode()
    moved = asked.ask("GET", f"{IN}{base}/ui")
    assert (moved.status, moved.headers["location"]) == (307, f"{IN}{base}/ui/")
    for name in ("initializer.js", "page.css", "credentials.json"):
        assert asked.ask("GET", f"{IN}{base}/ui/{name}").status == 200
    for front in (IN, f"{IN}/"):
        shown = asked.ask("GET", front)
        assert shown.status == 200
        assert f'href="{IN}{base}/ui/"' in shown.body.decode()
    assert asked.ask("GET", f"{IN}{base}/none").status == 404


def test_an_address_in_a_har_log_leads_to_the_sandbox(tmp_path: Path) -> None:
    """Where nothing but the path, or the credential, named it."""
    asked = administered(tmp_path, shop(**SECURED))
    key = {"authorization": "Bearer k1"}
    asked.ask("GET", f"{IN}/things?x=1", headers=key)
    asked.ask("GET", "/things", headers={**key, "x-mock-sandbox": "a"})
    asked.ask("GET", "/things", headers={"authorization": "Bearer k1+a"})
    asked.ask("GET", "/things", headers=key)
    log = asked.admin("GET", "requests.har?sandbox=*").json["log"]["entries"]
    paths = [httpx.URL(entry["request"]["url"]).raw_path.decode() for entry in log]
    assert paths == [f"{IN}/things?x=1", "/things", f"{IN}/things", "/things"]


def test_the_log_shows_whose_request_it_was(tmp_path: Path) -> None:
    """As the path that leads to the sandbox, whichever of the four ways named it; the server's own have none."""
    spec = tmp_path / "openapi.json"
    write(spec, shop(**SECURED))
    with running_mock(spec=spec) as served, httpx.Client(base_url=served.origin) as client:
        key = {"authorization": "Bearer k1"}
        client.get(f"{IN}/things?x=1", headers=key)
        client.get("/things", headers={**key, "x-mock-sandbox": "a"})
        client.get("/things", headers={**key, "baggage": "mock-sandbox=a"})
        client.get("/things", headers={"authorization": "Bearer k1+a"})
        client.post(f"{IN}/things", headers=key, json={})
        client.get("/things", headers={**key, "x-mock-sandbox": "default"})
        client.get("/things", headers=key)
        served.stop()  # what the log has is written by then
        written = served.stderr.splitlines()
    lines = [line.split(" ms")[0].split()[:3] for line in written if line.startswith(("GET", "POST"))]
    alike = [["GET", f"{IN}/things", "200"]] * 4
    assert lines == [*alike, ["POST", f"{IN}/things", "400"], *[["GET", "/things", "200"]] * 2]


def test_a_request_that_ends_late_is_not_in_the_next_sandbox_of_its_name(tmp_path: Path) -> None:
    """It belongs to the one that has ended while it was under way."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    with running_mock(spec=spec) as running:
        bearer = {"authorization": f"Bearer {running.token}"}

        async def both() -> list[Any]:
            name, ended = {"x-mock-sandbox": "a", "content-type": "application/json"}, asyncio.Event()

            async def body() -> AsyncIterator[bytes]:
                yield b'{"name": '
                await ended.wait()
                yield b'"late-comer"}'

            async with httpx.AsyncClient(timeout=600) as client:
                late = asyncio.ensure_future(client.post(f"{running.origin}/things", headers=name, content=body()))
                for _ in range(1000):
                    shown = (await client.get(f"{running.admin}/sandboxes", headers=bearer)).json()["sandboxes"]
                    if shown and shown[0]["requestsUnderWay"]:
                        break
                    await asyncio.sleep(0.005)
                assert (await client.delete(f"{running.admin}/sandboxes/a", headers=bearer)).status_code == 204
                ended.set()
                assert (await late).status_code == 201
                assert "late-comer" not in (await client.get(f"{running.origin}/things", headers=name)).text
                answer = await client.get(f"{running.admin}/requests?sandbox=a", headers=bearer)
                return [(entry["method"], entry["status"]) for entry in answer.json()["requests"]]

        assert asyncio.run(both()) == [("GET", 200)]


def test_a_verification_ends_with_the_server(tmp_path: Path) -> None:
    """It says that the mock stops, at once, and keeps nothing from stopping."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    with running_mock(spec=spec) as running:
        bearer, metrics = {"authorization": f"Bearer {running.token}"}, f"{running.admin}/metrics"

        async def stopped() -> httpx.Response:
            async with httpx.AsyncClient(timeout=50) as client:
                asked = {"pattern": {"method": "PUT"}, "within": "300s"}
                waiting = asyncio.ensure_future(client.post(f"{running.admin}/verify", json=asked, headers=bearer))
                while "\nmock_journal_waiting 1\n" not in (await client.get(metrics, headers=bearer)).text:
                    assert not waiting.done()
                    await asyncio.sleep(0.01)
                running.process.terminate()
                return await waiting

        answer = asyncio.run(stopped())
        assert answer.status_code == 503, answer.text
        assert "stopping" in answer.json()["detail"]
        assert running.process.wait(120) == 0
        assert "Traceback" not in running.stderr


def test_the_start_says_that_sandboxes_are_in_memory(tmp_path: Path) -> None:
    """Where the server's own records are in a file, it would be expected of theirs too."""
    spec = tmp_path / "openapi.json"
    write(spec, shop())
    said = "sandboxes  in memory, whatever the store is: they end with the process"
    with running_mock(spec=spec, store=str(tmp_path / "kept.journal")) as running:
        assert said in running.stdout
    with running_mock(spec=spec) as running:
        assert said not in running.stdout
