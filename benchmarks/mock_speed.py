"""CPU time a request of the mock, beside a bare uvicorn app, the libraries alone and Prism, in one interleaved run.

    python benchmarks/mock_speed.py [--prism PATH_TO_PRISM] [--requests 4000] [--rounds 5] [--connections 4]

Prism is `npm install @stoplight/prism-cli@5.16`, its program `node_modules/.bin/prism`; left out where not given.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from load import Server, cost, drive, free_port, machine, median, request, serving

ROOT = Path(__file__).parent.parent
KEY = "local-admin-key"
SAMPLE = {
    "name": "Acme Retail", "status": True, "domain": "acme-retail.com", "email": "ops@acme-retail.com",
    "phone": "+1-415-555-0198", "website": "https://acme-retail.com", "timezone": "America/Los_Angeles",
    "global_name": "acmeRetail", "company_id": "cmp_7kH3nPqR", "agency_id": "example_string",
    "api_metadata": {"plan": "enterprise", "region": "us-west"}, "ghl_location_id": "example_string",
    "proxy_api_key": "example_string",
}  # fmt: skip
KINDS = ("create", "invalid", "delete")
LIMITS = {
    "as it comes": {"create": 2.6, "invalid": 2.3, "delete": 2.0},
    "log off": {"create": 2.3, "invalid": 2.0, "delete": 1.8},
}
"""How many times the bare app's CPU a request may take, with the log to a file and without."""

PRISM = {"as it comes": 6.0, "log off": 3.5}
"""How many times ours Prism's is to be at the least."""

fresh = itertools.count(1)


def work(kind: str, server: str, count: int) -> list[bytes]:
    """The requests of one round; the paths of Prism have no base path."""
    base = "" if server.startswith("prism") else "/api/v1"
    if kind == "create":
        bodies = ({"id": f"acme-{next(fresh)}", **SAMPLE} for _ in range(count))
        return [request("POST", f"{base}/clients", json.dumps(body).encode(), KEY) for body in bodies]
    if kind == "invalid":
        body = json.dumps({"id": "acme", **SAMPLE, "email": "nobody"}).encode()
        return [request("POST", f"{base}/clients", body, KEY)] * count
    return [request("DELETE", f"{base}/clients/known-{number % 50}", key=KEY) for number in range(count)]


def prepare(server: Server) -> None:
    """Warm up, and create the clients that are deleted (softly, so that each can be deleted again)."""
    base = "" if server.name.startswith("prism") else "/api/v1"
    made = [{"id": f"known-{number}", **SAMPLE} for number in range(50)]
    drive(server.port, [request("POST", f"{base}/clients", json.dumps(body).encode(), KEY) for body in made])
    for kind in KINDS:
        drive(server.port, work(kind, server.name, 300))


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--prism", help="Prism's program, to measure it in the same run")
    parser.add_argument("--requests", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=4, help="so many requests come at once")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        python = sys.executable
        commands: dict[str, list[str]] = {
            "bare uvicorn": [python, str(ROOT / "benchmarks/bare.py"), "{port}"],
            "libraries alone": [python, str(ROOT / "benchmarks/libraries.py"), "{port}", f"{folder}/floor.journal"],
            "mock, log off": [python, "-m", "mock_server", "--spec", str(ROOT / "openapi.yaml"), "--port", "{port}",
                              "--store", f"{folder}/off.journal", "--log-level", "warning"],
            "mock, as it comes": [python, "-m", "mock_server", "--spec", str(ROOT / "openapi.yaml"), "--port", "{port}",
                                  "--store", f"{folder}/on.journal"],
        }  # fmt: skip
        if options.prism:
            for name, extra in (("prism, log off", ["-v", "silent"]), ("prism, as it comes", [])):
                commands[name] = [options.prism, "mock", "-p", "{port}", *extra, str(ROOT / "openapi.yaml")]
        servers = []
        for name, command in commands.items():
            port = free_port()
            words = [word.replace("{port}", str(port)) for word in command]
            servers.append(stack.enter_context(serving(name, words, port, log=Path(f"{folder}/{name}.log"))))
        for server in servers:
            prepare(server)
        cpu: dict[tuple[str, str], list[float]] = {}
        rate: dict[tuple[str, str], list[float]] = {}
        statuses: dict[tuple[str, str], set[int]] = {}
        for _ in range(options.rounds):
            for kind in KINDS:
                for server in servers:
                    count = options.requests // (4 if server.name.startswith("prism") else 1)
                    micros, per_second, seen = cost(server, work(kind, server.name, count), options.connections)
                    cpu.setdefault((server.name, kind), []).append(micros)
                    rate.setdefault((server.name, kind), []).append(per_second)
                    statuses.setdefault((server.name, kind), set()).update(seen)
        report(options, [server.name for server in servers], cpu, rate, statuses)


def report(options: argparse.Namespace, names: list[str], cpu: dict[tuple[str, str], list[float]],
           rate: dict[tuple[str, str], list[float]], statuses: dict[tuple[str, str], set[int]]) -> None:  # fmt: skip
    """Print the medians and the ratios."""
    rounds = f"medians of {options.rounds} interleaved rounds of {options.requests} requests"
    rounds = f"{rounds} over {options.connections} connections, server on one core"
    print(f"{machine()}; {rounds}")
    print(f"{'':20}" + "".join(f"{kind + ' µs':>12}{'req/s':>8}{'status':>8}" for kind in KINDS))
    for name in names:
        cells = [
            (median(cpu[name, k]), median(rate[name, k]), "/".join(map(str, sorted(statuses[name, k])))) for k in KINDS
        ]
        print(f"{name:20}" + "".join(f"{micros:>12.1f}{rps:>8.0f}{seen:>8}" for micros, rps, seen in cells))

    def ratio(a: str, b: str, kind: str) -> float:
        return median([x / y for x, y in zip(cpu[a, kind], cpu[b, kind], strict=True)])

    for kind in KINDS:
        print(f"{kind}, libraries alone: {ratio('libraries alone', 'bare uvicorn', kind):.2f} × the bare app")
        for suffix, limits in LIMITS.items():
            times = ratio(f"mock, {suffix}", "bare uvicorn", kind)
            line = f"{kind}, {suffix}: {times:.2f} × the bare app (aim ≤ {limits[kind]})"
            if f"prism, {suffix}" in names:
                more = ratio(f"prism, {suffix}", f"mock, {suffix}", kind)
                line += f"; Prism uses {more:.1f} × our CPU (aim ≥ {PRISM[suffix]})"
            print(line)


if __name__ == "__main__":
    main()
