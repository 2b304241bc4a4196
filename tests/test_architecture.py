"""The rules of ARCHITECTURE.md, held by the machine: layers, faces, doors, sizes, nothing of one API in the code."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.architecture import rules
from tests.architecture.imports import PROGRAMS as TREE
from tests.architecture.rooms import DOORS, EXCEPTIONS, FACES, FOLDERS, LAYERS, NAMESAKES, WRITTEN_AGAIN

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parent.parent


def files() -> dict[str, str]:
    """The text of each module's file, by its path."""
    return {TREE.files[module].relative_to(ROOT).as_posix(): text for module, text in TREE.texts.items()}


def test_imports_lead_down() -> None:
    """A module imports from its own room and from lower ones, type-only imports included."""
    assert rules.upward(TREE, LAYERS, EXCEPTIONS) == []


def test_no_cycles() -> None:
    """No modules import each other in a circle when they run."""
    assert rules.cycles(TREE) == []


def test_the_mock_never_imports_the_check() -> None:
    """mock_server stands alone."""
    assert rules.behind_the_face(TREE, "mock_server", "contracts", frozenset()) == []


def test_neither_program_knows_the_command_in_front_of_them() -> None:
    """mock_server/one_command.py is imported by nothing."""
    assert [found.importer for found in TREE.inner() if found.module == "mock_server.one_command"] == []


def test_what_others_send_is_judged_without_what_a_check_sends() -> None:
    """contracts/observed takes of the cases of a check only how a request goes out and how a record is addressed."""
    observed = [found for found in TREE.inner() if found.importer.startswith("contracts.observed.")]
    reached = {TREE.room(found.module) for found in observed if found.module.startswith("contracts.cases.")}
    assert reached == {"cases/sending"}


def test_the_check_uses_two_faces() -> None:
    """contracts imports of mock_server the description library and the embedded mock, and nothing else."""
    assert rules.behind_the_face(TREE, "contracts", "mock_server", frozenset(FACES)) == []
    assert rules.reached(TREE, "contracts", "mock_server") == {"mock_server.openapi", "mock_server.embedded"}


@pytest.mark.parametrize(("face", "most"), FACES.items(), ids=FACES)
def test_a_face_is_small(face: str, most: int) -> None:
    """Each is known by few names, all of them there; a new one takes the place of another."""
    module = importlib.import_module(face)
    assert len(module.__all__) <= most
    assert all(getattr(module, name) is not None for name in module.__all__)


@pytest.mark.parametrize(("package", "folders"), FOLDERS.items(), ids=FOLDERS)
def test_a_newcomer_sees_few_rooms(package: str, folders: set[str]) -> None:
    """The folders at a package's top are those of the list, and each says in one sentence what is in it."""
    found = {path.parent.name for path in (ROOT / package).glob("*/__init__.py")}
    assert found == folders
    assert [folder for folder in folders if not ast.get_docstring(TREE.syntax[f"{package}.{folder}"])] == []


def test_the_page_names_every_room() -> None:
    """ARCHITECTURE.md has a row for each room of the list, and none for what is not there."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    for package, layers in LAYERS.items():
        rooms = {room for layer in layers for room in layer} - {"", "__main__"}
        assert [room for room in rooms if f"({package}/{room}" not in text] == []
    assert [link for link in re.findall(r"\]\(([^)#:]+)\)", text) if not (ROOT / link).exists()] == []


def test_each_question_is_answered_by_a_folder() -> None:
    """Who asks where something is in the packages is told a room, before any file or page of it."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").partition("## Where is …?")[2]
    answers = re.findall(r"^\| [^|]+\? \| \[[^\]]+\]\(([^)]+)\)", text, re.M)
    rooms = [answer for answer in answers if answer.startswith(TREE.packages)]
    assert len(rooms) >= 25
    assert [room for room in rooms if not (room.endswith("/") and (ROOT / room / "__init__.py").is_file())] == []


def test_a_name_means_one_thing() -> None:
    """No two public classes, and no two files, of different meaning have one name."""
    assert rules.namesakes(TREE, set(NAMESAKES)) == []


def test_nothing_is_written_twice() -> None:
    """No two files of one program have the same pattern, table or function, word for word."""
    found = rules.twice_written(TREE, set())
    assert [line for line in found if set(line.split(" is ")).isdisjoint(WRITTEN_AGAIN)] == []
    assert [name for name in WRITTEN_AGAIN if name not in "\n".join(found)] == []


def test_exports_are_used() -> None:
    """Each name of an `__all__` is imported through it by the packages, the tests or the documentation."""
    texts = [*(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    assert rules.unused_exports(TREE, "\n".join(path.read_text("utf-8") for path in texts)) == []


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_doors(library: str, doors: set[str]) -> None:
    """The files that use a foreign library are its doors, no more and no fewer; a folder stands for files in it."""
    users = TREE.users_of(library)
    assert {user for user in users if not any(user.startswith(door) for door in doors)} == set()
    assert {door for door in doors if not any(user.startswith(door) for user in users)} == set()


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("file", "line", "broken"),
    [
        ("mock_server/openapi/schema/schemas.py", "from mock_server.engine.records import Composer", "upward"),
        ("mock_server/store/protocol.py", "from mock_server.openapi.reading import percent", "upward"),
        ("contracts/laws/echo.py", "def late():\n    from contracts.judging import drifts", "upward"),
        ("mock_server/openapi/reading/percent.py", "import mock_server.openapi.reading.media_types", "nothing"),
        (
            "mock_server/openapi/reading/source.py",
            "def late():\n    import mock_server.openapi.reading.document",
            "cycle",
        ),
        ("contracts/laws/echo.py", "from mock_server.openapi.codec import styles", "face"),
        ("contracts/laws/echo.py", "from mock_server.openapi import codec", "face"),
        ("contracts/cli.py", "from mock_server.command_line.configuration import parse", "face"),
        ("contracts/cli.py", "def late():\n    from mock_server.command_line import configuration", "face"),
        ("contracts/cli.py", "import mock_server", "face"),
        ("mock_server/values.py", "from contracts import errors", "mock"),
        ("mock_server/values.py", 'FIELD = re.compile(r"[!#$%&\'*+.^_`|~0-9A-Za-z-]+")', "twice"),
        ("mock_server/values.py", "class Finding:\n    pass", "namesake"),
    ],
)
def test_the_rules_bite(file: str, line: str, broken: str) -> None:
    """An upward import, a circle and a reach behind the face, each planted in a copy, are found."""
    tree = TREE.planted(file, line)
    found: dict[str, Callable[[], object]] = {
        "upward": lambda: rules.upward(tree, LAYERS, EXCEPTIONS),
        "cycle": lambda: rules.cycles(tree),
        "face": lambda: rules.behind_the_face(tree, "contracts", "mock_server", frozenset(FACES)),
        "mock": lambda: rules.behind_the_face(tree, "mock_server", "contracts", frozenset()),
        "namesake": lambda: rules.namesakes(tree, set(NAMESAKES)),
        "twice": lambda: rules.twice_written(tree, set(WRITTEN_AGAIN)),
    }
    if broken == "nothing":
        assert not any(find() for find in found.values())
    else:
        assert found[broken]()


def test_randomness_and_clock_have_one_source() -> None:
    """In the mock only `values` makes randomness or reads the calendar clock."""
    for path, text in files().items():
        if path.startswith("mock_server/") and path != "mock_server/values.py":
            assert not re.search(
                r"^(?:import random|from random|import uuid)|time\.time\(|datetime\.now", text, re.M
            ), path


def test_files_are_small() -> None:
    """No file passes 300 lines."""
    assert [path for path, text in files().items() if len(text.splitlines()) > 300] == []


def test_nothing_of_this_api_is_named() -> None:
    """No path, field or operationId of openapi.yaml that is not an everyday word stands in the packages."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    words = {p["operationId"] for item in document["paths"].values() for p in item.values()}
    words |= {f for s in document["components"]["schemas"].values() for f in s.get("properties", {}) if "_" in f}
    words |= set(document["components"]["schemas"])
    words -= {"created_at", "updated_at", "company_id", "expires_at", "Client"}  # names of roles in any API
    for path, text in files().items():
        assert words.isdisjoint(re.findall(r"\w+", text)), path


@pytest.mark.parametrize(
    "module",
    [
        "contracts",
        "contracts.pytest_plugin",
        "mock_server",
        "mock_server.cli",
        "contracts.cli",
        "mock_server.one_command",
    ],
)
def test_imports_are_light(module: str) -> None:
    """Importing a package, the plugin or a command loads none of the heavy libraries."""
    heavy = "connexion|schemathesis|hypothesis|uvicorn|jsonschema_rs|httpx|rich|openapi_spec_validator"
    code = f"import sys, re; import {module}; print([m for m in sys.modules if re.fullmatch(r'{heavy}', m)])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


def test_module_docstrings() -> None:
    """Every module says what it owns."""
    modules = [module for module in TREE.files if not module.endswith("__main__")]
    assert [module for module in modules if not ast.get_docstring(TREE.syntax[module])] == []
