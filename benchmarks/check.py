"""Measures a full check of the tests' target beside Schemathesis' own CLI on the same target in the same run.

    python benchmarks/check.py [--seed N] [--examples N] [--without-schemathesis]

Prints seconds, CPU seconds, exchanges, exchanges a CPU second, the first finding of a schema fault, the first request,
memory, and the time that `contracts --help` and `import contracts` take.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from load import as_installed

ROOT = Path(__file__).resolve().parents[1]
SPEC = ROOT / "openapi.yaml"


@dataclass(frozen=True)
class Measured:
    """One command: wall and CPU seconds, peak memory in MB, and the requests that reached the target."""

    name: str
    seconds: float
    cpu: float
    memory: float
    exchanges: int

    def line(self) -> str:
        """The row of the table."""
        rate = self.exchanges / self.cpu if self.cpu else 0
        return (
            f"{self.name:34} {self.seconds:7.1f} s {self.cpu:7.1f} s CPU {self.memory:6.0f} MB "
            f"{self.exchanges:6} exchanges {rate:7.0f} a CPU second"
        )


def command(name: str, words: list[str], target: object) -> Measured:
    """Run a command to its end and count what reached the target meanwhile."""
    before = len(target.log())  # type: ignore[attr-defined]
    environment = as_installed(ROOT)
    started = time.perf_counter()
    process = subprocess.Popen(
        words, cwd=tempfile.gettempdir(), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, _, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = 0
    return Measured(
        name,
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / 1024,
        len(target.log()) - before,  # type: ignore[attr-defined]
    )


def first_finding(seed: int) -> float:
    """Seconds from start to the first finding on a target with a schema fault, imports included."""
    from tests.target.running import running_target

    with running_target(["secret-key-missing"], process=True) as target:
        code = (
            "import time,sys;t=time.perf_counter()\n"
            "from pathlib import Path\nfrom contracts.run import Check\nfrom contracts.settings import Settings\n"
            "from mock_server.openapi import load_document\n"
            f"d=load_document({str(SPEC)!r});k=dict.fromkeys(d.security_schemes,{target.key!r})\n"
            f"s=Settings(url={target.url!r},spec=Path({str(SPEC)!r}),credentials=k,seed={seed},recombinations=0,fuzz=0)\n"
            "c=Check(s,d)\n"
            "o=c.collector.observe\n"
            "def first(*a):\n    print(time.perf_counter()-t);sys.stdout.flush();c.collector.observe=o;o(*a)\n"
            "c.collector.observe=first;c.run();c.close()\n"
        )
        environment = as_installed(ROOT)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    return float(done.stdout.splitlines()[0])


def start(words: list[str]) -> float:
    """The best of five starts, in seconds."""
    times, environment = [], as_installed(ROOT)
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(words, cwd=ROOT, stdout=subprocess.DEVNULL, check=True, env=environment)
        times.append(time.perf_counter() - began)
    return min(times)


def first_request() -> float:
    """The best of five times from the start of the command to the first octet of a request, in seconds."""
    times, environment = [], as_installed(ROOT)
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as listener, tempfile.TemporaryDirectory() as folder:
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            words = [sys.executable, "-m", "contracts.cli", "check", url, "--spec", str(SPEC), "--key", "any", "--yes"]
            listener.settimeout(60)
            began = time.perf_counter()
            with subprocess.Popen(
                words, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as process:
                connection, _ = listener.accept()
                with connection:
                    connection.recv(1)
                times.append(time.perf_counter() - began)
                process.kill()
    return min(times)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=100, help="Schemathesis' --max-examples")
    parser.add_argument("--without-schemathesis", action="store_true")
    options = parser.parse_args()
    from tests.target.running import running_target

    rows = []
    with running_target(process=True) as target, tempfile.TemporaryDirectory() as folder:
        check = [
            sys.executable,
            "-m",
            "contracts.cli",
            "check",
            target.url,
            "--spec",
            str(SPEC),
            "--key",
            target.key,
            "--yes",
        ]
        rows.append(
            command("contracts check", [*check, "--seed", str(options.seed), "--ledger", f"{folder}/l"], target)
        )
        print(rows[-1].line(), flush=True)
    if not options.without_schemathesis:
        with running_target(process=True) as target, tempfile.TemporaryDirectory() as folder:
            config = Path(folder) / "schemathesis.toml"
            config.write_text(f"seed = {options.seed}\n", "utf-8")
            words = [
                sys.executable,
                "-m",
                "schemathesis.cli",
                "--config-file",
                str(config),
                "run",
                str(SPEC),
                "--url",
                target.url,
            ]
            with contextlib.suppress(FileNotFoundError):
                tool = Path(sys.executable).with_name("st")
                words = [str(tool), *words[3:]] if tool.exists() else words
            words += [
                "-H",
                f"Authorization: Bearer {target.key}",
                "--max-examples",
                str(options.examples),
                "--continue-on-failure",
            ]
            rows.append(command("st run, all phases and checks", words, target))
            print(rows[-1].line(), flush=True)
            ours, theirs = (row.exchanges / row.cpu for row in rows)
            print(f"exchanges a CPU second: {ours / theirs:.1f} times those of Schemathesis' CLI")
    print(f"first finding of a schema fault    {first_finding(options.seed):.2f} s after the start")
    print(f"first request of the command       {first_request():.2f} s after the start")
    print(f"contracts --help                   {start([sys.executable, '-m', 'contracts.cli', '--help']):.3f} s")
    print(f"import contracts                   {start([sys.executable, '-c', 'import contracts']):.3f} s")
    print(json.dumps({"children_peak_mb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
