"""The quick starts: every command is run in order, and prints what the page shows."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.pages.blocks import blocks
from tests.pages.session import Session, files_of, shows, steps

if TYPE_CHECKING:
    from pathlib import Path

FIRST = "docs/start-frontend.md"

pytestmark = pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="pages use bash and curl")


def follow(page: str, folder: Path) -> None:
    """Do what a page says, and compare."""
    files = {block.name: block for block in files_of(FIRST, page)}
    with Session(folder, list(files.values())) as session:
        for block in blocks("console", within=(page,)):
            lines = list(steps(block))
            assert lines, f"{block.place} has no command"
            for (line, shown), (following, _) in zip(lines, [*lines[1:], ("", "")], strict=True):
                printed = session.run(line)
                assert shows(shown, printed), f"{block.place}\n$ {line}\n{printed}"
                assert session.code == 0 or following == "echo $?", f"{block.place}\n$ {line}\n{printed}"


def test_a_frontend_has_its_mock(tmp_path: Path) -> None:
    """Records are kept, wrong ones are refused, and faults come on demand."""
    follow(FIRST, tmp_path)


@pytest.mark.slow
def test_a_service_is_checked(tmp_path: Path) -> None:
    """One drift is found, shown, accepted, and fails nothing any more."""
    follow("docs/start-service.md", tmp_path)
    assert "answers 202" in (tmp_path / "report.html").read_text("utf-8")
    left = {path.name for path in tmp_path.iterdir()} - {"bin", "shop.yaml", "drifted.yaml"}
    assert left == {"report.html", "report.json", "drift.toml", ".contracts"}


@pytest.mark.slow
def test_a_platform_shares_a_mock_and_watches_traffic(tmp_path: Path) -> None:
    """Sandboxes don't meet; the proxy passes a request on and judges it."""
    follow("docs/start-platform.md", tmp_path)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [("a\n", "a", True), ("a…c", "a b\nc", True), ("a", "a b", False), ("…", "", True), ("a…", "b", False)],
)
def test_what_is_shown_is_compared(shown: str, printed: str, same: bool) -> None:
    """Word for word, but for what the page leaves out."""
    assert shows(shown, printed) is same
