"""`contracts proxy` run in this process around a command, in front of the shop."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.cli import main
from tests.proxy import shop

if TYPE_CHECKING:
    import pytest

    from tests.proxy.shop import Shop

READ, CREATE = "GET /customers", 'POST /customers {"name":"Bo"}'
"""Requests as `shop.client` is told them."""


def run(capfd: pytest.CaptureFixture[str], service: Shop, command: list[str], *options: str) -> tuple[int, str, str]:
    """Exit code, output and errors of a proxy around a command."""
    spec = str(shop.written(Path.cwd()))
    code = main(["proxy", service.url, "--spec", spec, *options, *(["--", *command] if command else [])])
    out, err = capfd.readouterr()
    return code, out, err


def report(path: str) -> dict[str, Any]:
    """A JSON report."""
    found: dict[str, Any] = json.loads(Path(path).read_text())
    return found
