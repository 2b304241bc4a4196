"""The Python of the pages is run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, mock
from tests.pages.blocks import Block, blocks
from tests.running import DOCUMENT, environment

if TYPE_CHECKING:
    from pathlib import Path


def of_page(page: str) -> list[Block]:
    """The Python of a page."""
    return blocks("python", within=(page,))


@pytest.mark.filterwarnings("ignore")  # Connexion's optional test client warns of a library it may use
def test_state_for_a_connexion_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The app of the page has the document's operations."""
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(DOCUMENT, "openapi.yaml")
    (block,) = of_page("docs/connexion.md")
    names: dict[str, Any] = {"__name__": "page"}
    exec(block.text, names)
    assert Mock(names["app"]).ask("POST", "/api/v1/clients", {}).status == 401


def test_an_overlay_is_applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The overlay of the page, by the lines of the page, to our document."""
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(DOCUMENT, "openapi.yaml")
    (overlay,) = blocks("yaml", within=("docs/overlay.md",))
    (tmp_path / "overlay.yaml").write_text(overlay.text, "utf-8")
    (block,) = of_page("docs/overlay.md")
    names: dict[str, Any] = {}
    exec(block.text, names)
    assert names["tree"]["components"]["schemas"]["Client"]["properties"]["name"]["nullable"] is True


def test_a_handler_answers(tmp_path: Path) -> None:
    """What it knows it answers itself; the rest is the document's."""
    (block,) = of_page("docs/mock.md")
    (tmp_path / "handlers.py").write_text(block.text, "utf-8")
    tree = {
        "openapi": "3.1.0",
        "info": {"title": "Reports", "version": "1"},
        "paths": {
            "/reports": {
                "post": {
                    "operationId": "createReport",
                    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                    "responses": {"204": {"description": "Made"}},
                }
            }
        },
    }
    asked = mock(tmp_path, tree, handlers=tmp_path / "handlers.py")
    assert asked.ask("POST", "/reports", {"kind": "yearly"}).status == 202
    assert asked.ask("POST", "/reports", {"kind": "daily"}).status == 204


@pytest.mark.slow
def test_the_tests_of_the_pages_pass(tmp_path: Path) -> None:
    """Those that use the fixtures, as pytest finds them."""
    shutil.copyfile(DOCUMENT, tmp_path / "openapi.yaml")
    served = "import pytest\n\n\n@pytest.fixture\ndef shop(mock_server):\n    return mock_server\n"
    (tmp_path / "conftest.py").write_text(served, "utf-8")
    found = [block for page in ("README.md", "docs/pytest.md") for block in of_page(page)]
    for number, block in enumerate(block for block in found if "contract_report" not in block.text):
        text = block.text if "import httpx" in block.text else f"import pytest\n\n\n{block.text}"
        (tmp_path / f"test_{number}.py").write_text(text, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "4 passed" in done.stdout


def test_a_test_of_the_report_asks_for_what_it_has() -> None:
    """The test of the page is called with a report that has no drift, and with one that has."""

    class Item:
        succeeded = True

    class Report:
        def __init__(self, *drifts: str) -> None:
            self.drifts = drifts
            self.coverage = [Item()]

    (block,) = (block for block in of_page("docs/pytest.md") if "contract_report" in block.text)
    names: dict[str, Any] = {}
    exec(block.text, names)
    names["test_contract"](Report())
    with pytest.raises(AssertionError):
        names["test_contract"](Report("one"))
