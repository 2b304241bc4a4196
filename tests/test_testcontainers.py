"""The mock as a Testcontainers module: asked of an engine of which the containers are processes of this machine."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from mock_server.errors import MockServerError
from tests.container_engine import Engine
from tests.pages.blocks import blocks
from tests.running import DOCUMENT, environment
from tests.test_container import last

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GONE = 404


def test_an_extra_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the line that installs it."""
    monkeypatch.delitem(sys.modules, "mock_server.testcontainers", raising=False)
    monkeypatch.setitem(sys.modules, "testcontainers", None)
    for name in [name for name in sys.modules if name.startswith("testcontainers.")]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'mythic-mock\[testcontainers\]'"):
        importlib.import_module("mock_server.testcontainers")


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An engine that Testcontainers finds in the environment."""
    pytest.importorskip("testcontainers", reason="the extra is not installed")
    from testcontainers.core.config import ConnectionMode, testcontainers_config

    with Engine() as running:
        monkeypatch.setenv("DOCKER_HOST", running.url)
        monkeypatch.setattr(testcontainers_config, "ryuk_disabled", True)
        monkeypatch.setattr(testcontainers_config, "connection_mode_override", ConnectionMode.docker_host)
        yield running


@pytest.mark.slow
def test_a_container_serves_and_is_removed(engine: Engine) -> None:
    """Tests share it, each with a sandbox; the document's own credential is let in."""
    from mock_server.testcontainers import MockContainer

    with MockContainer(DOCUMENT, "--seed", "3") as mock:
        headers = {"Authorization": f"Bearer {mock.key}"}
        with mock.sandbox("one") as one, mock.sandbox("two") as two:
            made = [
                httpx.post(f"{sandbox.url}/clients", json={"id": "a", "name": "A"}, headers=headers).status_code
                for sandbox in (one, one, two)
            ]
            assert made == [201, 409, 201]
            assert list(one.records("clients")) == ["a"]
        assert httpx.delete(f"{mock.url}/clients/a", headers=headers).status_code == GONE
    assert engine.removed == 1
    (process,) = engine.processes
    assert process.returncode is not None


@pytest.mark.slow
def test_what_is_created_fits_the_image(engine: Engine) -> None:
    """The port that it exposes, the folder of the document for reading alone, words that its command takes."""
    from mock_server.testcontainers import IMAGE, PORT, MockContainer

    with MockContainer(DOCUMENT):
        (asked,) = engine.created
    assert (asked["Image"], last("EXPOSE").rest) == (IMAGE, str(PORT))
    assert asked["HostConfig"]["Binds"] == [f"{DOCUMENT.parent}:/api:ro"]
    assert asked["Cmd"][:2] == ["serve", "/api/openapi.yaml"]
    assert last("CMD").rest.startswith('["serve", "/api/')
    assert any(variable.startswith("MOCK_ADMIN_TOKEN=") for variable in asked["Env"])


@pytest.mark.slow
def test_an_engine_elsewhere_is_asked_by_its_name(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The admin API lets in the name by which the engine is reached."""
    from testcontainers.core.config import testcontainers_config

    from mock_server.testcontainers import MockContainer

    monkeypatch.setattr(testcontainers_config, "tc_host_override", "ip6-loopback")
    mock = MockContainer(DOCUMENT)
    mock._wait_strategy = None  # of that name there is nobody here
    try:
        mock.start()
        assert engine.created[0]["Cmd"][-2:] == ["--admin-host", "ip6-loopback"]
    finally:
        mock.stop()


@pytest.mark.slow
def test_the_example_of_the_page_passes(engine: Engine, tmp_path: Path) -> None:
    """As a file of tests, told of the engine by variables alone."""
    (block,) = blocks("python", within=("docs/clients.md",))
    (tmp_path / "test_page.py").write_text(block.text, "utf-8")
    shutil.copyfile(DOCUMENT, tmp_path / "openapi.yaml")
    told = {"TESTCONTAINERS_RYUK_DISABLED": "true", "TESTCONTAINERS_CONNECTION_MODE": "docker_host"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    variables = {**environment(), **told, "DOCKER_HOST": engine.url}
    done = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True, check=False)
    assert "1 passed" in done.stdout, done.stdout
    assert engine.removed == 1


@pytest.mark.slow
def test_what_can_not_be_served_is_told_before_anything_starts(engine: Engine, tmp_path: Path) -> None:
    """A document that is none; an image that nobody built is Docker's own error."""
    from docker.errors import APIError

    from mock_server.testcontainers import MockContainer

    (tmp_path / "openapi.yaml").write_text("openapi: 2")
    with pytest.raises(MockServerError, match="openapi"):
        MockContainer(tmp_path / "openapi.yaml")
    with pytest.raises(APIError), MockContainer(DOCUMENT, image="nowhere"):
        pass
    assert engine.created == []
    assert os.environ["DOCKER_HOST"] == engine.url
