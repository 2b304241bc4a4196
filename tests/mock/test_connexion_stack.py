"""The mock imports of Connexion what serves, and leaves the whole of it to whoever wants it."""

from __future__ import annotations

import subprocess
import sys

SERVES = "import sys, mock_server.server.app as served; stack = served.ConnexionMiddleware\n"

ALONE = """
heavy = {"flask", "werkzeug", "jinja2", "requests", "httpx", "starlette.testclient", "connexion"} & set(sys.modules)
assert not heavy, heavy
holders = [name for name, module in sys.modules.items()
           if any(type(value).__name__ == "_Placeholder" for value in vars(module).values())]
assert not holders, holders
"""

AFTERWARDS = """
import warnings
warnings.simplefilter("ignore")
import connexion, jinja2, requests
from connexion.middleware import MiddlewarePosition
from connexion.middleware.security import SecurityMiddleware
assert MiddlewarePosition.BEFORE_SECURITY.value is SecurityMiddleware
assert SecurityMiddleware.__module__ == "connexion.middleware.security"
assert connexion.FlaskApp and connexion.AsyncApp and requests.get and jinja2.Template
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
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_the_stack_comes_without_what_the_mock_replaces() -> None:
    """No framework is loaded that answers nothing here, and nobody holds a placeholder."""
    run(SERVES + ALONE)


def test_who_imports_connexion_gets_the_whole_of_it() -> None:
    """After the mock has been imported, and before: then both use the same one."""
    run(SERVES + AFTERWARDS)
    run(BEFORE + SERVES + "assert stack is connexion.ConnexionMiddleware")
