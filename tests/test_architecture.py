"""The rules of ARCHITECTURE.md, held by the machine: layers, doors, sizes, nothing of one API in the code."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGES = ("mock_server", "contracts")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

PUBLIC_FACE = {
    "mock_server",
    "mock_server.engine.security",
    "mock_server.errors",
    "mock_server.openapi.behaviour.behaviour",
    "mock_server.openapi.behaviour.inference",
    "mock_server.openapi.codec.parameters_writer",
    "mock_server.openapi.generator",
    "mock_server.openapi.patterns",
    "mock_server.openapi.reading.document",
    "mock_server.openapi.reading.expressions",
    "mock_server.openapi.reading.formats",
    "mock_server.openapi.reading.media_types",
    "mock_server.openapi.reading.operation",
    "mock_server.openapi.reading.overlay",
    "mock_server.openapi.reading.references",
    "mock_server.openapi.reading.source",
    "mock_server.openapi.schema.schemas",
    "mock_server.openapi.schema.structure",
    "mock_server.openapi.schema.validation",
    "mock_server.server.app",
    "mock_server.server.uvicorn_server",
    "mock_server.settings",
    "mock_server.values",
}

DOORS = {
    "connexion": {"mock_server/server/app.py", "mock_server/server/middleware/routing.py"},
    "starlette": {
        "mock_server/server/middleware/access_log.py",
        "mock_server/server/app.py",
        "mock_server/server/asgi.py",
        "mock_server/server/middleware/cors.py",
        "mock_server/server/middleware/failures.py",
        "mock_server/server/middleware/authentication.py",
        "mock_server/server/middleware/request_reading.py",
        "mock_server/server/middleware/routing.py",
        "mock_server/server/performing.py",
        "mock_server/server/pages.py",
        "mock_server/engine/preferred_answer.py",
    },
    "uvicorn": {
        "mock_server/server/uvicorn_server.py",
        "mock_server/server/http_protocol.py",
        "contracts/pytest_plugin.py",
        "contracts/running_mock.py",
    },
    "tinydb": {"mock_server/store/"},
    "yaml": {
        "mock_server/openapi/reading/source.py",
        "mock_server/openapi/reading/overlay.py",
        "contracts/suggestion/suggested_overlay.py",
    },
    "openapi_spec_validator": {"mock_server/openapi/reading/checking.py"},
    "jsonschema_rs": {
        "mock_server/openapi/schema/validation.py",
        "mock_server/openapi/reading/checking.py",
        "mock_server/openapi/behaviour/extension.py",
        "mock_server/openapi/generator/conformity.py",
        "mock_server/openapi/patterns/generation.py",
    },
    "httpx": {"contracts/traffic/target.py", "contracts/traffic/http_connection.py"},
    "yaml12": {"mock_server/openapi/reading/source.py"},
    "python_multipart": {"mock_server/openapi/codec/multipart.py"},
    "xml.parsers": {"mock_server/openapi/codec/xml_reader.py"},
    "faker": {"mock_server/openapi/generator/"},
    "schemathesis": {"contracts/cases/fuzz"},
    "hypothesis": {"contracts/cases/fuzz"},
    "pytest": {"contracts/pytest_plugin.py"},
    "secrets": set(),
}


def imports(path: Path, *, top_level: bool = False) -> set[str]:
    """Names of the modules that a file imports; with ``top_level``, when it is itself imported."""
    tree = ast.parse(path.read_text("utf-8"))
    found: set[str] = set()
    for node in tree.body if top_level else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def name(path: Path) -> str:
    """A module's file as it is written in the rules."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", [p for p in MODULES if name(p).startswith("mock_server/")], ids=name)
def test_the_mock_never_imports_the_check(path: Path) -> None:
    """mock_server stands alone."""
    assert not {found for found in imports(path) if found.split(".")[0] == "contracts"}


@pytest.mark.parametrize("path", [p for p in MODULES if name(p).startswith("contracts/")], ids=name)
def test_the_check_uses_the_public_face(path: Path) -> None:
    """contracts imports of mock_server only what is its public face."""
    modules = {f"mock_server.{p.stem}" for p in (ROOT / "mock_server").iterdir() if p.suffix == ".py" or p.is_dir()}
    used = {found for found in imports(path) if found in modules}
    assert used <= PUBLIC_FACE


@pytest.mark.parametrize(("library", "doors"), DOORS.items(), ids=DOORS)
def test_doors(library: str, doors: set[str]) -> None:
    """Each foreign library is imported by the modules that are its door, and by nobody else."""
    users = {name(path) for path in MODULES if any(f".{found}.".startswith(f".{library}.") for found in imports(path))}
    assert not {user for user in users if not any(user.startswith(door) for door in doors)}


def test_randomness_and_clock_have_one_source() -> None:
    """In the mock only `values` makes randomness or reads the calendar clock."""
    for path in MODULES:
        if name(path).startswith("mock_server/") and name(path) != "mock_server/values.py":
            text = path.read_text("utf-8")
            assert not re.search(
                r"^(?:import random|from random|import uuid)|time\.time\(|datetime\.now", text, re.M
            ), path


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_files_are_small(path: Path) -> None:
    """No file passes 300 lines."""
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_nothing_of_this_api_is_named() -> None:
    """No path, field or operationId of openapi.yaml that is not an everyday word stands in the packages."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text("utf-8"))
    words = {p["operationId"] for item in document["paths"].values() for p in item.values()}
    words |= {f for s in document["components"]["schemas"].values() for f in s.get("properties", {}) if "_" in f}
    words |= set(document["components"]["schemas"])
    words -= {"created_at", "updated_at", "company_id", "expires_at", "Client"}  # names of roles in any API
    for path in MODULES:
        text = path.read_text("utf-8")
        assert not {word for word in words if re.search(rf"\b{re.escape(word)}\b", text)}, path


@pytest.mark.parametrize(
    "module", ["contracts", "contracts.pytest_plugin", "mock_server", "mock_server.cli", "contracts.cli"]
)
def test_imports_are_light(module: str) -> None:
    """Importing a package, the plugin or a command loads none of the heavy libraries."""
    heavy = "connexion|schemathesis|hypothesis|uvicorn|jsonschema_rs|httpx|faker|rich|openapi_spec_validator"
    code = f"import sys, re; import {module}; print([m for m in sys.modules if re.fullmatch(r'{heavy}', m)])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("path", [p for p in MODULES if p.name != "__main__.py"], ids=name)
def test_module_docstrings(path: Path) -> None:
    """Every module says what it owns."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
