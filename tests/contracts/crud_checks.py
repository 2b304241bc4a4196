"""Checks of the board (tests/target_crud), with what they may never do: touch what was there, leave what they made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.target_crud.running import KEY, SPEC, running_board

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from contracts.findings import Report


def check(folder: Path, faults: Iterable[str] = (), variants: Iterable[str] = ()) -> Report:
    """The report on a board, without recombined and generated cases; its own records are as they were."""
    with running_board(faults, variants) as board:
        settings = Settings(url=board.url, spec=SPEC, credentials={"boardKey": KEY}, seed=7, recombinations=0,
                            fuzz=0, ledger=folder / "ledger")  # fmt: skip
        report = report_of(settings)
        assert report.interrupted is None
        assert board.touched() == []
        if not any(name.endswith("unvalidated") for name in faults):  # what takes everything may fail on it later
            assert board.crashes() == []
        if not report.leftovers:
            assert board.left_behind() == []
    return report
