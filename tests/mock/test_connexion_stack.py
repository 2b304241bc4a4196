"""The mock imports of Connexion what serves, and leaves the whole of it to whoever wants it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SERVES = "import sys, mock_server.server.app as served; stack = served.ConnexionMiddleware\n"

ALONE = """
heavy = {"flask", "werkzeug", "jinja2", "requests", "httpx", "starlette.testclient", "connexion", "jsonschema"}
heavy &= set(sys.modules)
assert not heavy, heavy
holders = [name for name, module in sys.modules.items()
           if any(type(value).__name__ == "_Placeholder" for value in vars(module).values())]
assert not holders, holders
"""

AFTERWARDS = """
import warnings
warnings.simplefilter("ignore")
import connexion, jinja2, jsonschema, jsonschema.exceptions, requests
from connexion.middleware import MiddlewarePosition
from connexion.middleware.security import SecurityMiddleware
assert MiddlewarePosition.BEFORE_SECURITY.value is SecurityMiddleware
assert SecurityMiddleware.__module__ == "connexion.middleware.security"
assert connexion.FlaskApp and connexion.AsyncApp and requests.get and jinja2.Template
assert not jsonschema.Draft202012Validator({"type": "string"}).is_valid(1)
assert issubclass(connexion.exceptions.InvalidSpecification, jsonschema.exceptions.ValidationError)
assert connexion.spec.Specification.load({"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}}).spec
assert connexion.ConnexionMiddleware is not stack
connexion.AsyncApp(__name__)
from mock_server.connexion import StatefulResolver
"""

BEFORE = """
import warnings
warnings.simplefilter("ignore")
import connexion
"""


def run(code: str) -> None:
    """Run it in a Python of its own."""
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr


def test_the_stack_comes_without_what_the_mock_replaces() -> None:
    """No framework is loaded that answers nothing here, and nobody holds a placeholder."""
    run(SERVES + ALONE)


@pytest.mark.slow
def test_who_imports_connexion_gets_the_whole_of_it() -> None:
    """After the mock has been imported, and before: then both use the same one."""
    run(SERVES + AFTERWARDS)
    run(BEFORE + SERVES + "assert stack is connexion.ConnexionMiddleware")


def test_a_journal_that_is_open_already_loads_nothing_more(tmp_path: Path) -> None:
    """The thread that keeps a journal, which the command opens first of all, imports nothing: so it spoils nothing."""
    run(f"from mock_server.store import open_store; store = open_store({str(tmp_path / 'a.journal')!r})\n"
        "import threading; assert threading.active_count() == 2\n" + SERVES + ALONE)  # fmt: skip


MEANWHILE = """
import sys, threading
from importlib.machinery import PathFinder

class Meanwhile:
    def find_spec(self, name, path=None, target=None):
        if name != "connexion.middleware.main":
            return None
        spec = PathFinder.find_spec(name, path)
        whole = spec.loader.exec_module
        spec.loader.exec_module = lambda module: (asked.set(), thread.join(60), whole(module))
        return spec

def use():
    global found
    asked.wait(60)
    import requests.auth
    import jinja2.sandbox
    found = (requests.Session(), jinja2.Template("x").render())

found, asked, thread = None, threading.Event(), threading.Thread(target=use, daemon=True)
sys.meta_path.insert(0, Meanwhile())
thread.start()
"""


def test_another_thread_imports_meanwhile_what_it_needs() -> None:
    """The check loads its generators beside the mock: what is left out here is whole there."""
    run(MEANWHILE + SERVES + "assert asked.is_set() and found, found")
