"""Connexion's stack of middlewares, without those in whose place ours stand (docs/adr/0003-connexion-stack.md).

Importing Connexion whole loads Flask, Werkzeug, Jinja, Requests and httpx too: a third of the time in which the mock
starts, and a quarter of its memory. For the mock alone its stack is loaded with placeholders for what is never called
here, and taken out of ``sys.modules`` again: whoever imports Connexion gets the whole of it. Where that was done
before, or the parts of another version are cut differently, the stack is the whole one's.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import threading
import warnings
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from mock_server.store.own_thread import OwnThread

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = "connexion"
_REPLACED = (
    "context", "exceptions", "request_validation", "response_validation", "routing", "security", "server_error",
    "swagger_ui",
)  # fmt: skip
_SPECIFICATION = f"{_PACKAGE}.spec"
_LEFT_OUT = frozenset(
    (*(f"{_PACKAGE}.middleware.{name}" for name in _REPLACED), f"{_PACKAGE}.lifecycle", _SPECIFICATION)
)
"""Middlewares of which ours take the place, requests as handlers of Connexion see them, and its reader of documents."""
_OF_OTHERS = frozenset(("jinja2", "jsonschema", "jsonschema.exceptions", "requests"))
"""What is for documents that come from URLs or hold templates, and for judging them by a schema.

Another thread may import it for itself meanwhile.
"""


class _Placeholder(ModuleType):
    """In place of a module: each of its names is a class of that name, which nobody uses."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (), {})


class _Specification:
    """In place of Connexion's, which would judge by a schema of its own what holds nothing but a title."""

    @staticmethod
    def load(skeleton: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What a stack is given, as it is."""
        return skeleton


class _Placeholders(MetaPathFinder, Loader):
    """Finds placeholders for what is left out."""

    def __init__(self) -> None:
        others = any(not isinstance(thread, OwnThread) for thread in threading.enumerate()[1:])
        self._names = _LEFT_OUT if others else _LEFT_OUT | _OF_OTHERS

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        """That of a placeholder, None for all other modules."""
        return ModuleSpec(name, self, is_package=True) if name in self._names else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The placeholder."""
        made = _Placeholder(spec.name)
        if spec.name == _SPECIFICATION:
            vars(made)["Specification"] = _Specification
        return made

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in it to run."""


def _stack() -> ModuleType:
    """The modules of the stack, of which only the mock knows."""
    spec, finder = importlib.util.find_spec(_PACKAGE), _Placeholders()
    if spec is None:
        raise ImportError(f"{_PACKAGE} is not installed")
    sys.meta_path.insert(0, finder)
    sys.modules[_PACKAGE] = importlib.util.module_from_spec(spec)  # and is not run: it would import everything
    try:
        return importlib.import_module(f"{_PACKAGE}.middleware")
    finally:
        sys.meta_path.remove(finder)
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] == _PACKAGE or isinstance(module, _Placeholder):
                del sys.modules[name]


def _whole() -> ModuleType:
    return importlib.import_module(f"{_PACKAGE}.middleware")


with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it warns of what it uses, or may use, of other libraries
    try:
        _found = _whole() if _PACKAGE in sys.modules else _stack()
    except (ImportError, AttributeError, TypeError):
        _found = _whole()

ConnexionMiddleware: Any = _found.ConnexionMiddleware
SpecMiddleware: Any = _found.SpecMiddleware
LifespanMiddleware: Any = _found.main.LifespanMiddleware
