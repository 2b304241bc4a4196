"""The archive of a proxy: whole at every moment, without secrets, and judged again as it was judged."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.observed.proxy.har_file import HarFile
from contracts.observed.recordings.recorded import read_har
from tests.proxy import shop

if TYPE_CHECKING:
    from tests.proxy.shop import Shop

ROOT = Path(__file__).parents[2]


def archive(path: Path) -> list[dict[str, Any]]:
    """The entries of a whole archive."""
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["log"]["entries"]
    return found


def started(service: Shop, folder: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    """A proxy in a process of its own, and where it listens."""
    words = [sys.executable, "-m", "contracts.cli", "proxy", service.url, "--spec", str(shop.written(folder))]
    process = subprocess.Popen(
        [*words, "--listen", "127.0.0.1:0", *options],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stderr is not None
    return process, process.stderr.readline().split()[1].removeprefix("http://").removesuffix("/v1")


def kill_at(process: subprocess.Popen[str], path: Path, size: int) -> None:
    """Kill the process as soon as the archive has so many octets, while more are written."""
    for _ in range(3000):
        if path.stat().st_size > size:
            break
        threading.Event().wait(0.01)
    process.kill()


@pytest.mark.parametrize(
    "round_", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)]
)
def test_it_is_whole_after_a_kill(tmp_path: Path, round_: int) -> None:
    """However the proxy ends, the archive can be read, and holds what passed before."""
    path, body = tmp_path / "t.har", json.dumps({"name": "x" * 30_000})
    with shop.served() as service:
        process, address = started(service, tmp_path, "--har", str(path))
        assert archive(path) == []
        killer = threading.Thread(target=kill_at, args=(process, path, 100_000 * (round_ + 1)), daemon=True)
        killer.start()
        sent = 0
        try:
            connection = http.client.HTTPConnection(address, timeout=120)
            while True:
                connection.request("POST", "/v1/customers", body, {"Content-Type": "application/json"})
                assert connection.getresponse().read()
                sent += 1
        except (OSError, http.client.HTTPException):
            connection.close()
        process.wait(timeout=600)
        assert process.stderr is not None
        process.stderr.close()
    found = archive(path)
    assert 0 < len(found) <= sent + 1
    assert [item["_contract"]["number"] for item in found] == list(range(1, len(found) + 1))
    assert len(list(read_har(path, [service.url]))) == len(found)


def test_an_entry_that_was_cut_leaves_the_others(tmp_path: Path) -> None:
    """Where the last one was not written to its end, the check reads those before it."""
    har = HarFile(tmp_path / "t.har")
    for number in range(3):
        entry = {
            "request": {"method": "GET", "url": f"http://a/v1/{number}", "headers": []},
            "response": {"status": 204},
        }
        har.add(entry)
    har.close()
    octets = har.path.read_bytes()
    for size in (octets.rindex(b"204"), len(octets) - 3):
        har.path.write_bytes(octets[:size])
        assert [item.request.target for item in read_har(har.path)][:2] == ["/v1/0", "/v1/1"]


def test_no_secret_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of requests are shortened, in the archive as in reports."""
    monkeypatch.chdir(tmp_path)
    secret = "sk-Zq81kdnW02jslDk3"
    text = (
        "import os, urllib.request as u\n"
        f"asked = u.Request(os.environ['CONTRACT_PROXY_URL'] + '/customers')\n"
        f"asked.add_header('Authorization', 'Bearer {secret}')\n"
        "u.build_opener(u.ProxyHandler({})).open(asked).read()\n"
    )
    with shop.served(wrong=True) as service:
        options = ["--spec", str(shop.written(tmp_path)), "--har", "t.har", "--report", "json=r.json"]
        assert main(["proxy", service.url, *options, "--", sys.executable, "-c", text]) == 1
    for name in ("t.har", "r.json"):
        assert secret not in Path(name).read_text("utf-8")
        assert "[secret-1" in Path(name).read_text("utf-8")
    [found] = archive(Path("t.har"))
    [drift] = json.loads(Path("r.json").read_text("utf-8"))["drifts"]
    assert [item["fingerprint"] for item in found["_contract"]["findings"]] == [drift["fingerprint"]]


def test_a_disk_that_is_full(tmp_path: Path) -> None:
    """What can't be written any more leaves the archive as it was, and is told."""
    har = HarFile(tmp_path / "t.har")
    har.add({"a": 1})
    before = archive(har.path)
    real, har._file = har._file, _Full(har._file)  # type: ignore[assignment]
    har.add({"b": "x" * 1000})
    har.add({"c": 1})
    real.close()
    assert archive(har.path) == before
    assert har.lost == "no space is left"


class _Full:
    """A file of which half of each large write is lost."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def write(self, data: bytes) -> int:
        """Write half of it, unless it is short."""
        return int(self._file.write(data if len(data) < 100 else data[: len(data) // 2]))
