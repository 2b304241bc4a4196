"""No example of the pages is left out: each block is run or looked at by a test, and this one says by which."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.mock.test_command_line import LINE
from tests.pages.blocks import Block, blocks, command_lines
from tests.pages.test_commands import LINES
from tests.pages.test_data import read as value_of
from tests.pages.test_data import reader
from tests.running import ROOT
from tests.scenarios.scenario import read
from tests.scenarios.test_scenarios import played

if TYPE_CHECKING:
    from pathlib import Path

PYTHON = {
    "README.md": "pages/test_python.py::test_the_tests_of_the_pages_pass",
    "docs/clients.md": "test_testcontainers.py::test_the_example_of_the_page_passes",
    "docs/connexion.md": "pages/test_python.py::test_state_for_a_connexion_app",
    "docs/mock.md": "pages/test_python.py::test_a_handler_answers",
    "docs/overlay.md": "pages/test_python.py::test_an_overlay_is_applied",
    "docs/pytest.md": "pages/test_python.py::test_the_tests_of_the_pages_pass",
    "docs/store.md": "store/test_store_docs.py::test_the_example_runs",
}
"""Pages with Python, and the test that runs it."""

PRINTED = {
    (
        "docs/clients.md",
        "import { test",
    ): "live/test_vite_example.py::test_the_blocks_of_the_pages_are_those_of_the_app",
    (
        "examples/npm-helper/README.md",
        "import { test",
    ): "live/test_vite_example.py::test_the_blocks_of_the_pages_are_those_of_the_app",
    ("docs/mock.md", "POST    /api"): "pages/test_every_block.py::test_lines_of_the_log_look_so",
    (
        "docs/mock.md",
        "Pages of",
    ): "mock/test_browsers.py::test_other_origins_are_refused_and_the_log_says_how_to_let_them_in",
    ("docs/mcp.md", "> send_request"): "agents/test_mcp_docs.py::test_the_session_is_one",
    ("docs/pytest.md", "openapi.yaml::"): "contracts/test_plugin.py::test_a_faithful_target_passes_every_law",
    (
        "docs/scenarios.md",
        "A number",
    ): "pages/test_every_block.py::test_the_scenario_of_the_page_passes_and_fails_as_shown",
    ("docs/streams.md", "const source"): "pages/test_every_block.py::test_the_script_is_one",
    ("docs/upstream.md", "Mock-Source"): "mock/test_upstream.py::test_what_is_built_comes_from_the_service",
    ("docs/x-mock.md", ""): "documents/test_x_mock_page.py::test_examples",
}
"""What is printed or answered, by the page and how the block begins, and the test that holds it."""


def held(block: Block) -> bool:
    """Whether a test runs the block, or looks at what it says."""
    if block.language == "console":
        lines = list(command_lines(block))
        return bool(lines) and all((block.page, line) in LINES for line in lines)
    if block.language in ("yaml", "toml", "json"):
        return reader(value_of(block)) is not None
    if block.language == "python":
        return block.page in PYTHON
    return any(block.page == page and block.text.startswith(start) for page, start in PRINTED)


@pytest.mark.parametrize("block", blocks(), ids=lambda block: block.place)
def test_a_test_holds_it(block: Block) -> None:
    """Whoever writes an example into a page says here what runs it."""
    assert held(block), f"{block.place}: no test runs this block, nor looks at what it says"


@pytest.mark.parametrize("name", sorted({*PYTHON.values(), *PRINTED.values()}))
def test_the_tests_that_are_named_are_there(name: str) -> None:
    """In the file that is named."""
    path, _, function = name.partition("::")
    assert f"def {function}(" in (ROOT / "tests" / path).read_text("utf-8")


def test_an_example_that_nobody_runs_is_found() -> None:
    """Of an unknown language, on a page without a test, or without a reader."""
    for language, text in (("ruby", "puts 1"), ("python", "1"), ("yaml", "neither: one"), ("console", ""), ("", "x")):
        assert not held(Block("docs/options.md", 1, language, text))


def test_lines_of_the_log_look_so() -> None:
    """As the log's own test takes them apart."""
    (block,) = (block for block in blocks("", within=("docs/mock.md",)) if block.text.startswith("POST"))
    assert all(LINE.match(line) for line in block.text.splitlines())


def test_the_scenario_of_the_page_passes_and_fails_as_shown(tmp_path: Path) -> None:
    """As it stands; and without its option as the page shows."""
    scenario, failure = blocks("", within=("docs/scenarios.md",))
    file = tmp_path / "number.txt"
    file.write_text(scenario.text, "utf-8")
    assert played(read(file), tmp_path) == []
    file.write_text(re.sub(r"^options: .*\n", "", scenario.text, flags=re.MULTILINE), "utf-8")
    shown = "\n".join(played(read(file), tmp_path))
    assert shown.splitlines()[:4] == failure.text.splitlines()[1:5]


@pytest.mark.skipif(not shutil.which("node"), reason="needs node")
def test_the_script_is_one(tmp_path: Path) -> None:
    """JavaScript parses; what it waits for is the stream that test_calls reads."""
    (block,) = blocks("js")
    file = tmp_path / "page.js"
    file.write_text(block.text, "utf-8")
    assert subprocess.run(["node", "--check", file], capture_output=True, check=False).returncode == 0
