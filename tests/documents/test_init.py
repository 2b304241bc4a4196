"""`mock-server init`: an overlay that answers what `explain` asks, for a document that is somebody else's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mock_server.cli import main
from tests.documents.shop import shop
from tests.documents.test_explained import _tree
from tests.running import DOCUMENT, ROOT

if TYPE_CHECKING:
    from pathlib import Path

_ASKED = "to change this, add to the operation"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(folder: Path, tree: dict[str, Any]) -> str:
    """A document in the folder."""
    (folder / "theirs.json").write_text(json.dumps(tree))
    return "theirs.json"


def explained(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What `explain` says."""
    assert main(["explain", *words]) == 0
    return capsys.readouterr().out


def test_the_overlay_silences_every_question(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is accepted, every operation of which was asked has what it says, and the line that serves it is told."""
    spec = written(folder, _tree())
    asked = explained(capsys, spec).count(_ASKED)
    assert asked > 5
    assert main(["init", spec], "mythic-mock") == 0
    told = capsys.readouterr().out
    assert f"mock-overlay.yaml: {asked} operations" in told
    assert "mythic-mock serve theirs.json --overlay mock-overlay.yaml" in told
    overlay = yaml.safe_load((folder / "mock-overlay.yaml").read_text("utf-8"))
    assert len(overlay["actions"]) == asked
    assert all(set(action["update"]["x-mock"]) >= {"action", "resource"} for action in overlay["actions"])
    after = explained(capsys, spec, "--overlay", "mock-overlay.yaml")
    assert _ASKED not in after
    assert after.count("x-mock.action") >= asked


def test_what_is_declared_is_not_asked_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither that an operation has no state, nor of one that can't succeed."""
    tree = shop()
    tree["paths"]["/ping"] = {"get": {"x-mock": {"action": "none"}, "responses": {"200": {"description": "ok"}}}}
    tree["paths"]["/gone"] = {"get": {"responses": {"410": {"description": "gone"}}}}
    spec = written(folder, tree)
    assert _ASKED not in explained(capsys, spec)
    assert main(["init", spec]) == 0
    assert "no operation asks for x-mock; nothing was written" in capsys.readouterr().out
    assert not (folder / "mock-overlay.yaml").exists()


def test_an_operation_of_another_file_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An overlay changes the document that it is given with."""
    (folder / "more.json").write_text(json.dumps({"get": {"responses": {"200": {"description": "ok"}}}}))
    tree = shop()
    tree["paths"]["/far"] = {"$ref": "more.json"}
    assert main(["init", written(folder, tree)]) == 0
    assert "GET /far answers without state, and is written in another file" in capsys.readouterr().err


def test_nothing_is_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there stays, and so does a folder that is not there."""
    spec = written(folder, _tree())
    (folder / "mine.yaml").write_text("mine")
    assert main(["init", spec, "--output", "mine.yaml"]) == 2
    assert "mine.yaml is there already; give another name with --output" in capsys.readouterr().err
    assert (folder / "mine.yaml").read_text() == "mine"
    assert main(["init", spec, "--output", "no/such/folder.yaml"]) == 2
    assert "no/such/folder.yaml can't be written" in capsys.readouterr().err


def test_our_own_document_asks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What it declares is enough."""
    assert main(["init", str(DOCUMENT)]) == 0
    assert "nothing was written" in capsys.readouterr().out
    assert ROOT in DOCUMENT.parents
