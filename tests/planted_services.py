"""The tests' services with planted faults, by name: the document of each, what can be planted, and a run of one."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING, Any

from tests.running import ROOT
from tests.target.faults import FAULTS
from tests.target.running import running_target
from tests.target.variants import VARIANTS
from tests.target_crud.faults import FAULTS as BOARD_FAULTS
from tests.target_crud.missed import MISSED
from tests.target_crud.running import running_board
from tests.target_crud.variants import VARIANTS as BOARD_VARIANTS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

VARIANT = "variant"
"""The kind of what is no fault, and of a service in which nothing is planted, whose name is empty."""
SPECS = {"target": ROOT / "openapi.yaml", "crud": ROOT / "tests" / "target_crud" / "openapi.yaml"}


def tables(service: str) -> tuple[dict[str, str], dict[str, str]]:
    """Kind by name of every variant and fault of a service, and why a check is expected to miss some faults."""
    crud = service == "crud"
    faults = BOARD_FAULTS if crud else FAULTS
    kinds = dict.fromkeys(BOARD_VARIANTS if crud else VARIANTS, VARIANT)
    return kinds | {name: fault.kind for name, fault in faults.items()}, MISSED if crud else {}


@contextlib.contextmanager
def planted(service: str, name: str, kind: str, records: int = 20) -> Iterator[Any]:
    """A service with this fault or variant, in a process of its own."""
    names = (name,) if name else ()
    faults, variants = ((), names) if kind == VARIANT else (names, ())
    starting: Any = (
        running_board(faults, variants, process=True)
        if service == "crud"
        else running_target(faults, variants, records, process=True)
    )
    with starting as target:
        yield target


def choosing(parser: argparse.ArgumentParser) -> None:
    """The options by which `chosen` chooses."""
    parser.add_argument("--service", choices=SPECS, default="target", help="which service (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", help="only faults of this kind, or `variant`")
    parser.add_argument("--only", action="append", default=[], help="only this fault or variant")
    parser.add_argument("--sample", type=int, help="this many of them, drawn by the seed")


def chosen(options: argparse.Namespace) -> list[tuple[str, str]]:
    """Name and kind of each that the options choose; the service in which nothing is planted is among the variants."""
    work = [
        (name, kind)
        for name, kind in (("", VARIANT), *tables(options.service)[0].items())
        if options.kind in (None, kind) and (not options.only or name in options.only)
    ]
    if options.sample is not None:
        random.Random(options.seed).shuffle(work)
    return work[: options.sample]
