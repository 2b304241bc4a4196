"""What a check writes on its own account stands in one folder."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

from contracts.cli import main
from tests.running import DOCUMENT


def test_the_generators_keep_their_tables_beside_the_ledger(tmp_path: Path) -> None:
    """Hypothesis asks this variable; a user's own is left as it is."""
    words = [
        "check",
        "http://127.0.0.1:9/nobody",
        "--spec",
        str(DOCUMENT),
        "--yes",
        "--ledger",
        str(tmp_path / "l.jsonl"),
    ]
    for given, kept in (({}, str(Path(".contracts") / "hypothesis")), ({"HYPOTHESIS_STORAGE_DIRECTORY": "own"}, "own")):
        without = {name: value for name, value in os.environ.items() if not name.startswith("HYPOTHESIS")}
        with patch.dict(os.environ, {**without, **given}, clear=True):
            assert main(words) == 3
            assert os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] == kept
