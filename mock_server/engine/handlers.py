"""A user's own Python functions in place of derived behaviour: one for each operationId, in a file given at start.

A handler is ``def operationId(call, store)``, plain or ``async``, with the decoded request (`call.Call`) and the
store. It returns the body of the documented success, ``(status, body)``, or ``NotImplemented`` for the derived
behaviour. It runs on the server's event loop, which is the store's only writer: keep it short.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi.reading.document import Document

Handler = Callable[[Any, Any], Any]


def load_handlers(path: Path | None, documents: Sequence[Document]) -> dict[str, Handler]:
    """The handlers in the file, by operationId; raises UsageError where it can't be loaded or names no operation."""
    if path is None:
        return {}
    specification = importlib.util.spec_from_file_location("mock_server_user_handlers", path)
    if specification is None or specification.loader is None or not path.is_file():
        raise UsageError(f"{path} is no Python file; --handlers takes one with functions named by operationId")
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:
        raise UsageError(f"{path} can't be loaded: {type(error).__name__}: {error}") from None
    public = {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }
    known = {operation.id: None for document in documents for operation in document.operations}
    names = ", ".join(list(known)[:20])
    titles = " and ".join(str(document.path) for document in documents)
    for name, value in vars(module).items():
        if name in known and not inspect.isfunction(value):
            raise UsageError(f"{path}: {name} is no function; a handler is `def {name}(call, store)`")
    if not public:
        raise UsageError(f"{path} holds no function named by an operationId; {titles} has {names}")
    found: dict[str, Handler] = {}
    for name, function in public.items():
        if name not in known:
            raise UsageError(f"{path}: {name} is no operationId of {titles}; it has {names}")
        if len(inspect.signature(function).parameters) != 2:
            raise UsageError(f"{path}: {name} must take two parameters, (call, store)")
        found[name] = function
    return found
