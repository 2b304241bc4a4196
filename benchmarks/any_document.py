"""CPU time a request on documents of others, beside Prism: a read, a create and an invalid create.

    python benchmarks/any_document.py [--prism PATH_TO_PRISM] [--requests 2000] [--rounds 5]

The documents are the public petstore ($SPECS_DIR, else ../shared/specs beside the repository; left out where it is not
there) and a generated one of 500 operations, without circles, over which Prism does not start. Both servers log nothing
but warnings, each on the same core.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from load import Server, cost, drive, free_port, machine, median, mock_command, request, serving

from tests.documents.huge import document

ROOT = Path(__file__).resolve().parent.parent
KEY = "any-well-formed-key"
KINDS = ("read", "create", "invalid")
AIM = 3.0


@dataclass(frozen=True)
class Subject:
    """A document with the paths and bodies of the three requests; ``base`` is its base path, which Prism leaves out."""

    name: str
    path: Path
    base: str
    item: str
    collection: str
    valid: bytes
    invalid: bytes

    def requests(self, kind: str, server: str, count: int) -> list[bytes]:
        """The requests of one round."""
        base = "" if server.startswith("prism") else self.base
        if kind == "read":
            return [request("GET", base + self.item, key=KEY)] * count
        body = self.valid if kind == "create" else self.invalid
        return [request("POST", base + self.collection, body, KEY)] * count


def subjects(folder: Path) -> list[Subject]:
    """The documents that are measured; the generated one is written to ``folder``."""
    generated = folder / "generated.json"
    generated.write_text(json.dumps(document(resources=125, fields=12, circular=False)))
    found = [
        Subject(
            "500 operations",
            generated,
            "",
            "/v1/area7/things7/3f2504e0-4f89-41d3-9a0c-0305e82c3301",
            "/v1/area7/things7",
            b'{"name":"A name","field_1":7}',
            b'{"field_1":"seven"}',
        ),
    ]
    specs = Path(os.environ.get("SPECS_DIR") or ROOT.parent / "shared" / "specs")
    petstore = specs / "swagger-petstore" / "openapi.yaml"
    if petstore.is_file():
        pet = {"id": 10, "name": "doggie", "photoUrls": ["https://example.com/a"], "status": "available"}
        wrong = {"id": "ten", "photoUrls": []}
        found.insert(
            0,
            Subject(
                "petstore", petstore, "/api/v3", "/pet/10", "/pet", json.dumps(pet).encode(), json.dumps(wrong).encode()
            ),
        )
    return found


def commands(subject: Subject, prism: str | None) -> dict[str, list[str]]:
    """The servers by name; ``{port}`` stands in them."""
    found = {"mock": mock_command(subject.path)}
    if prism:
        found["prism"] = [prism, "mock", "-p", "{port}", "-v", "silent", str(subject.path)]
    return found


def run(subject: Subject, options: argparse.Namespace) -> None:
    """Measure one document and print its part of the table."""
    with contextlib.ExitStack() as stack:
        servers: list[Server] = []
        for name, command in commands(subject, options.prism).items():
            port = free_port()
            words = [word.replace("{port}", str(port)) for word in command]
            servers.append(stack.enter_context(serving(name, words, port)))
        cpu: dict[tuple[str, str], list[float]] = {}
        statuses: dict[tuple[str, str], set[int]] = {}
        for number in range(options.rounds + 1):
            for kind in KINDS:
                for server in servers:
                    count = options.requests // (4 if server.name == "prism" else 1)
                    work = subject.requests(kind, server.name, count if number else 200)
                    if number == 0:
                        drive(server.port, work)
                        continue
                    micros, _, seen = cost(server, work)
                    cpu.setdefault((server.name, kind), []).append(micros)
                    statuses.setdefault((server.name, kind), set()).update(seen)
        for server in servers:
            cells = "".join(
                f"{median(cpu[server.name, kind]):>10.1f}{'/'.join(map(str, sorted(statuses[server.name, kind]))):>8}"
                for kind in KINDS
            )
            print(f"{subject.name:16}{server.name:8}{cells}{server.rss():>9.0f}", flush=True)
        if options.prism:
            ratios = {
                kind: median([p / m for p, m in zip(cpu["prism", kind], cpu["mock", kind], strict=True)])
                for kind in KINDS
            }
            cells = "".join(f"{ratio:>9.1f}×{'':8}" for ratio in ratios.values())
            print(f"{subject.name:16}{'ratio':8}{cells}  (aim ≥ {AIM:.0f}×)", flush=True)


def main() -> None:
    """Run and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--prism", help="Prism's program, to measure it in the same run")
    parser.add_argument("--requests", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(f"{machine()}; medians of {options.rounds} interleaved rounds, CPU µs a request and statuses")
    print(f"{'document':16}{'server':8}" + "".join(f"{kind:>10}{'status':>8}" for kind in KINDS) + f"{'RSS MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for subject in subjects(Path(folder)):
            run(subject, options)


if __name__ == "__main__":
    main()
