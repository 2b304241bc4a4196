"""A stranger's first minute with what is installed: `python .ci/first_request.py [--check]`, by that Python.

From an empty folder `mythic-mock serve` answers one request; then `mythic-mock check` holds the mock to its document
(``--check``), or says in one sentence what has to be installed for that. Nothing but the standard library is used, so
that what is proved is what the package brings by itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

KEY = "local-admin-key"
SECONDS = 1200


def main(words: list[str]) -> int:
    """Serve, ask, check; returns 0 where all was right."""
    command = str(Path(sys.executable).with_name("mythic-mock"))
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with tempfile.TemporaryDirectory() as empty:
        serve = [command, "serve", "--port", "0", "--store", "memory:", "--log-level", "error"]
        with subprocess.Popen(serve, cwd=empty, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
            try:
                assert server.stdout is not None
                url = next((line.split()[1] for line in server.stdout if "listening" in line), None)
                if url is None:
                    return _told("the mock did not start")
                print(f"{url} answered {_create(url)}")
                check = [
                    command,
                    "check",
                    url,
                    "--key",
                    KEY,
                    "--yes",
                    "--cases",
                    "10",
                    "--fuzz",
                    "5",
                    "--max-time",
                    "900",
                ]
                done = subprocess.run(  # noqa: S603
                    check, cwd=empty, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
                )
            finally:
                server.terminate()
    if "--check" in words:
        print(done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "")
        return 0 if done.returncode == 0 else _told(f"the check ended with {done.returncode}: {done.stderr}")
    advised = done.returncode == 3 and "pip install 'mythic-mock[contracts]'" in done.stderr
    return 0 if advised else _told(f"the check did not say what to install: {done.returncode} {done.stderr}")


def _create(url: str) -> int:
    request = urllib.request.Request(  # noqa: S310
        f"{url}/mcp/api-keys",
        json.dumps({"name": "first", "expires_at": None}).encode(),
        {"authorization": f"Bearer {KEY}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        status: int = answer.status
        return status


def _told(wrong: str) -> int:
    print(wrong, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
