"""Whole journeys over well-known APIs: create two records, read, list, filter, change and delete one of them.

    python benchmarks/journeys.py [--only NAME] [-v]

`journeys.yaml` says what is sent; the documents come from `public_documents`. Each answer is judged by the document,
each record by what was sent and answered before. Where a journey names an ``overlay``, of at most three actions as
`explain` prints them, it is made with it, and the table says so. Exit code 1 where a journey is not whole.
"""

from __future__ import annotations

import argparse
import http.client
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import yaml

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from client_requests import Request
from client_verdict import verdict
from client_view import View
from document_trial import answering, exchange
from load import machine
from public_documents import public_documents
from record_difference import difference

from mock_server.openapi.reading.pointers import MISSING, at, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

STEPS = ("create", "read", "list", "total", "filter", "update", "delete", "gone", "unlisted")


class Journey:
    """One journey over a running mock; each step gives what is wrong with it, nothing where it went well."""

    def __init__(self, told: dict[str, Any], view: View, port: int) -> None:
        self.told = told
        self.view = view
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.keys: list[str] = []
        self.made: list[Any] = []

    def steps(self) -> Iterator[tuple[str, str]]:
        """The name of each step that the API has, and what is wrong with it."""
        yield "create", self._create()
        if len(self.keys) < 2:
            return
        read, wrong = self._call("read")
        yield "read", wrong or self._differs(self.told["first"], self.made[0], read)
        if "list" in self.told:
            yield from self._listed()
        if "update" in self.told:
            yield "update", self._update()
        if "delete" in self.told:
            _, wrong = self._call("delete", self.told.get("deleting"))
            yield "delete", wrong
            _, wrong = self._call("read")
            yield "gone", "" if wrong[:3] in ("404", "410", "400") else f"it is still read: {wrong}"
            if "list" in self.told:
                whole, wrong = self._call("list")
                yield "unlisted", wrong or self._holds(whole, self.keys[1:2])

    def _create(self) -> str:
        names = self.told.get("names") or ["one", "two"]
        for name, body in zip(names, (self.told["first"], self.told["second"]), strict=True):
            made, wrong = self._call("create", body, key=name)
            if wrong:
                return wrong
            key = at(made, tokens(self.told["key"]))
            if key in (MISSING, None):
                return f"no {self.told['key']} in {json.dumps(made):.80}"
            self.keys.append(name if "names" in self.told else str(key))
            self.made.append(made)
            wrong = self._differs(body, made, made)
            if wrong:
                return wrong
        return "" if self.keys[0] != self.keys[1] else "both have one key"

    def _listed(self) -> Iterator[tuple[str, str]]:
        whole, wrong = self._call("list")
        yield "list", wrong or self._holds(whole, self.keys)
        if "total" in self.told:
            total = at(whole, tokens(self.told["total"]))
            yield "total", "" if total == 2 else f"{total}"
        if "filter" in self.told:
            some, wrong = self._call("list", query=self.told["filter"])
            yield "filter", wrong or self._holds(some, self.keys[:1])

    def _differs(self, sent: Any, created: Any, read: Any) -> str:
        """As `difference`; a form sends texts alone, whatever they are shown as."""
        if self.told.get("form"):
            sent, created, read = (_texts(value) for value in (sent, created, read))
        return difference(sent, created, read)

    def _holds(self, answer: Any, keys: list[str]) -> str:
        records = at(answer, tokens(self.told.get("records", "")))
        own = tokens(self.told["key"])[-1]
        held = [str(record.get(own)) for record in records] if isinstance(records, list) else []
        return "" if sorted(held) == sorted(keys) else f"it holds {held[:4]} for {keys}"

    def _update(self) -> str:
        change = self.told["change"]
        shown, wrong = self._call("update", change)
        wrong = wrong or (self._differs(change, shown, shown) if shown is not None else "")
        if wrong:
            return wrong
        read, wrong = self._call("read")
        return wrong or self._differs({**self.told["first"], **change}, None, read)

    def _call(self, step: str, body: Any = None, *, key: str = "", query: str = "") -> tuple[Any, str]:
        """The answer's value and what is wrong with it, its status first where it is no success."""
        method, target = self.told[step].split(" ", 1)
        key = key or (self.keys[0] if self.keys else "")
        path, _, asked = target.partition("?")
        operation = next(o for o in self.view.operations if (o.method, o.path) == (method, path))
        for name, value in self.told.get("values", {}).items():
            path = path.replace("{" + name + "}", quote(value, safe=""))
        while "{" in path:
            front, _, rest = path.partition("{")
            path = front + quote(key, safe="") + rest.partition("}")[2]
        query = "&".join(part for part in (asked, self.told.get("query", ""), query) if part)
        query = query.replace("{key}", quote(key)).replace("{new}", quote(key))
        request = Request(method, operation.base + path + (f"?{query}" if query else ""), {"Accept": "*/*"})
        request.headers.update(self.told.get("headers", {}))
        if body is not None:
            body = {name: key if value == "{key}" else value for name, value in body.items()}
            form = self.told.get("form")
            request.headers["Content-Type"] = "application/x-www-form-urlencoded" if form else "application/json"
            request.body = urlencode(body).encode() if form else json.dumps(body).encode()
        status, headers, data = exchange(self.connection, request)
        wrong = verdict(self.view, operation, status, headers, data)
        if status >= 300:
            return None, f"{status} {data[:100]!r}"
        return (json.loads(data) if data else None), wrong


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _texts(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return value if value is None else str(value)


def made(told: dict[str, Any], path: Path) -> list[tuple[str, str]]:
    """Serve the document, make the journey; its steps."""
    command = [sys.executable, "-m", "mock_server", "--spec", str(path), "--port", "{port}", "--store", "memory:"]
    with tempfile.TemporaryDirectory() as place:
        if "overlay" in told:
            overlay = Path(place) / "overlay.yaml"
            info = {"title": "Journeys", "version": "1"}
            overlay.write_text(yaml.safe_dump({"overlay": "1.0.0", "info": info, "actions": told["overlay"]}))
            command += ["--overlay", str(overlay)]
        with answering([*command, "--auth", "off", "--log-level", "warning"], 120) as port:
            if not port:
                return [("create", "not started")]
            return list(Journey(told, View(path), port).steps())


def main() -> int:
    """Make the journeys and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="journeys whose name holds this")
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is wrong with each step")
    options = parser.parse_args()
    every = yaml.safe_load((Path(__file__).parent / "journeys.yaml").read_text())
    told = [journey for journey in every if options.only.lower() in journey["api"].lower()]
    print(machine())
    print(f"{'API':24}" + "".join(f"{step:>10}" for step in STEPS) + f"{'overlay':>10}{'whole':>7}")
    whole = 0
    with public_documents(wanted={journey["document"] for journey in told}.__contains__) as folder:
        for journey in told:
            steps = made(journey, folder / journey["document"] / "openapi.json")
            ended = {step: "ok" if not wrong else "no" for step, wrong in steps}
            good = set(ended.values()) == {"ok"}
            whole += good
            cells = "".join(f"{ended.get(step, '-'):>10}" for step in STEPS)
            print(f"{journey['api']:24}{cells}{len(journey.get('overlay', ())) or '':>10}{'yes' if good else 'no':>7}")
            for step, wrong in steps if options.verbose else ():
                print(f"    {step}: {wrong}" if wrong else "", end="\n" if wrong else "", flush=True)
    print(f"{whole} of {len(told)} journeys are whole")
    return 0 if whole == len(told) else 1


if __name__ == "__main__":
    sys.exit(main())
