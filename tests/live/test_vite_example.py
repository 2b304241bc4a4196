"""The helper for Playwright and Vitest, packed and installed, in the Vite app whose tests use it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from mock_server import __version__
from tests.free_port import free_port
from tests.mock.chromium import PATH
from tests.pages.blocks import blocks
from tests.running import ROOT, running_mock

HELPER, APP = ROOT / "examples" / "npm-helper", ROOT / "examples" / "vite"
SECONDS = 420.0


def done(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command in a folder of the example, as CI runs it."""
    given = {
        "CI": "1",
        "NO_COLOR": "1",
        "CHROMIUM": str(PATH),
        "MOCK_SERVER": str(Path(sys.executable).parent / "mock-server"),
        "PYTHONPATH": str(ROOT),
    }
    command = shutil.which(words[0]) or words[0]
    return subprocess.run(
        [command, *words[1:]], cwd=folder, env={**os.environ, **given, **variables}, capture_output=True, text=True,
        timeout=SECONDS, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The app, with what it needs installed: the helper as it is packed, and the rest from npm."""
    if shutil.which("npm") is None:
        pytest.skip("there is no npm")
    folder = tmp_path_factory.mktemp("example") / "vite"
    shutil.copytree(APP, folder, ignore=shutil.ignore_patterns("node_modules", "test-results", "package-lock.json"))
    packed = done(folder, "npm", "pack", str(HELPER), "--silent")
    assert packed.returncode == 0, packed.stderr
    set_ = done(folder, "npm", "pkg", "set", f"devDependencies.mythic-mock=file:{packed.stdout.strip()}")
    assert set_.returncode == 0, set_.stderr
    installed = done(folder, "npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    if installed.returncode:
        pytest.skip(f"what the example needs could not be installed: {installed.stderr[-300:]}")
    return folder


def test_the_helper_is_of_this_version() -> None:
    """It goes with the server; its types tell every name that it exports."""
    told = json.loads((HELPER / "package.json").read_text("utf-8"))
    assert (told["version"], told["license"]) == (__version__, "MIT")
    assert "dependencies" not in told
    types = (HELPER / "index.d.ts").read_text("utf-8")
    code = (HELPER / "index.mjs").read_text("utf-8").splitlines()
    exported = [line.split("(")[0].split("{")[0].split()[-1] for line in code if line.startswith("export ")]
    assert len(exported) == 5
    assert all(f" {name}" in types for name in exported)


@pytest.mark.slow
def test_the_blocks_of_the_pages_are_those_of_the_app(app: Path) -> None:
    """Checked strictly, as the app's own code and tests are."""
    found = blocks("ts", "js", within=("docs/clients.md", "examples/npm-helper/README.md"))
    assert len(found) == 3
    for number, block in enumerate(found):
        (app / "tests" / f"page{number}.ts").write_text(block.text, "utf-8")
    checked = done(app, "npx", "tsc")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
def test_the_helper_is_packed_as_two_files(app: Path) -> None:
    """Beside what npm adds by itself; the app has it from there, and not from the folder."""
    with tarfile.open(app / f"mythic-mock-{__version__}.tgz") as archive:
        names = {name.removeprefix("package/") for name in archive.getnames()}
    assert names == {"index.mjs", "index.d.ts", "package.json", "README.md"}
    assert not (app / "node_modules" / "mythic-mock").is_symlink()


@pytest.mark.slow
@pytest.mark.parametrize("shared", [False, True], ids=["a server a worker", "one server"])
def test_vitest_passes(app: Path, shared: bool) -> None:
    """Every test of the client; no sandbox is left."""
    with running_mock("--seed-data", str(app / "seed.json"), "--admin-token", "t", spec=app / "openapi.yaml") as mock:
        elsewhere = {"MOCK_URL": mock.url, "MOCK_ADMIN_TOKEN": "t", "MOCK_SERVER": "nowhere"} if shared else {}
        run = done(app, "npx", "vitest", "run", **elsewhere)
        with mock.client() as client:
            left = client.get(f"{mock.origin}/__admin/sandboxes", headers={"Authorization": "Bearer t"}).json()
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "4 passed" in run.stdout
    assert left == {"sandboxes": []}


@pytest.mark.slow
def test_a_server_that_is_not_there_is_told(app: Path) -> None:
    """With what to do; nothing waits for it."""
    run = done(app, "npx", "vitest", "run", "-t", "refused", MOCK_SERVER="nowhere")
    assert run.returncode == 1
    assert "nowhere can't be started (spawn nowhere ENOENT); pip install mythic-mock" in run.stdout + run.stderr


@pytest.mark.slow
def test_playwright_passes(app: Path) -> None:
    """The page in a browser, several tests at once, served by Vite."""
    if PATH is None:
        pytest.skip("there is no Chromium")
    run = done(app, "npx", "playwright", "test", PORT=str(free_port()))
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert " 7 passed" in run.stdout
