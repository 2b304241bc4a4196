"""A mock gives back the memory that only the reading of its document needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.running import DOCUMENT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is counted by /proc")

PINNED = """
from mock_server.server.gc_while_serving import give_back
from pathlib import Path

def held():
    return next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmRSS" in line)

blocks = [bytes(2000) for _ in range(40_000)]
last = blocks.pop()  # lies behind them all, so that the heap can't shrink by itself
del blocks
before = held()
give_back()
print(before, held(), len(last))
"""

AFTER_LOADING = """
import sys
from mock_server import cli
from mock_server.server import gc_while_serving, uvicorn_server
calls = []
gc_while_serving.give_back = lambda: calls.append("given back")

class Server:
    started, should_exit = True, False

    def run(self, sockets):
        calls.append("runs")

uvicorn_server.server = lambda *_: Server()
cli.main(["--spec", sys.argv[1], "--port", "0", "--store", "memory:", "--admin", "off"])
print(calls)
"""


def ran(code: str, *arguments: str) -> str:
    """What the code prints last."""
    words = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(words, check=True, capture_output=True, text=True, timeout=600)
    return done.stdout.splitlines()[-1]


def test_what_is_free_goes_back_to_the_system() -> None:
    """Though something that is kept lies behind it."""
    before, after, kept = map(int, ran(PINNED).split())
    assert kept == 2000
    assert before - after > 40_000


def test_the_command_gives_it_back_before_it_serves() -> None:
    """Once the document is loaded."""
    assert ran(AFTER_LOADING, str(DOCUMENT)) == "['given back', 'runs']"
