"""What an answer holds while it is kept: the octets of its body, and not the room in which they were written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_STATM = Path("/proc/self/statm")
_PROGRAM = """
import os
from mock_server.engine.answers import json_answer

def resident():
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

value = {"text": "x" * 600}
json_answer(200, value, b"application/json")
before = resident()
kept = [json_answer(200, value, b"application/json") for _ in range(4_000)]
print((resident() - before) // len(kept))
"""


@pytest.mark.skipif(not _STATM.exists(), reason="the memory of a process is told by /proc")
def test_a_kept_body_takes_little_more_than_its_octets() -> None:
    """The journal keeps a thousand answers: what orjson writes into is eight times as large as a usual body."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True)
    assert int(done.stdout) < 3_000
