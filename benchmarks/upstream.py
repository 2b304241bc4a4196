"""What a mock in front of a service costs a request that the service answers.

    python benchmarks/upstream.py [--requests N]

A small service answers on loopback; the same requests go to it directly and by ``mock-server --upstream``, in turn,
from one connection. Printed are the median times of an answer, the CPU time that the mock takes for one, and the ratio.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from load import machine

from tests.json_server import answering
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

_ITEM = {"type": "object", "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Items", "version": "1"},
    "paths": {
        "/items/{id}": {
            "get": {
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "d", "content": {"application/json": {"schema": _ITEM}}}},
            }
        }
    },
}
_ROUNDS = 5


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=2000)
    count = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "openapi.json"
        spec.write_text(json.dumps(_DOCUMENT))
        with answering(_answer) as url, running_mock("--upstream", url, spec=spec) as mock:
            _times(urlsplit(mock.url).netloc, 200)
            direct, through, taken = [], [], 0.0
            for _ in range(_ROUNDS):
                direct.append(_times(urlsplit(url).netloc, count // _ROUNDS))
                before = _cpu_seconds(mock.process.pid)
                through.append(_times(urlsplit(mock.url).netloc, count // _ROUNDS))
                taken += _cpu_seconds(mock.process.pid) - before
    one, other = statistics.median(direct), statistics.median(through)
    print(f"{machine()}; {count:,} requests each way")
    print(f"direct           {one * 1e6:8.0f} us an answer (median)")
    print(f"by the mock      {other * 1e6:8.0f} us an answer (median), {other / one:.2f} x")
    print(f"CPU of the mock  {taken / count * 1e6:8.0f} us a request")
    return 0


def _answer(_: str, target: str, __: Message, ___: bytes) -> tuple[int, Any, Mapping[str, str]]:
    return 200, {"id": target.rpartition("/")[2], "name": "n"}, {}


def _times(place: str, count: int) -> float:
    """The median time of so many answers on one connection, in seconds."""
    connection, found = http.client.HTTPConnection(place), []
    for number in range(count):
        began = time.perf_counter()
        connection.request("GET", f"/items/{number % 50}")
        connection.getresponse().read()
        found.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(found)


def _cpu_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
