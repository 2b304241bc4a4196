"""A user's own Python functions in place of derived behaviour: one for each operationId, in a file given at start.

A handler is ``def operationId(call, store)``, plain or ``async``, with the decoded request (`call.Call`) and the
store. It returns the body of the documented success, ``(status, body)``, ``(status, body, headers)``, or
``NotImplemented`` for the derived behaviour. It runs on the server's event loop, which is the store's only writer: keep
it short.
"""

from __future__ import annotations

import importlib.util
import inspect
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from importlib.machinery import SOURCE_SUFFIXES, SourceFileLoader
from typing import TYPE_CHECKING, Any

from mock_server.engine.answers import json_answer
from mock_server.engine.presentation import FIELD_NAME, documented_headers
from mock_server.errors import MockServerError, UsageError
from mock_server.openapi.reading import json_values

if TYPE_CHECKING:
    from pathlib import Path
    from types import CodeType

    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation

log = logging.getLogger("mock_server")

Handler = Callable[[Any, Any], Any]

_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_FRAMING = ("connection", "content-length", "keep-alive", "trailer", "transfer-encoding", "upgrade")
"""Headers that say how the message is sent: they are the server's."""


class _AlwaysRead(SourceFileLoader):
    """Without the cache of compiled files, which knows two of one second and size for the same."""

    def get_code(self, fullname: str) -> CodeType:
        """The file as it is now, compiled."""
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


def load_handlers(path: Path | None, documents: Sequence[Document]) -> dict[str, Handler]:
    """The handlers in the file, by operationId; raises UsageError where it can't be loaded or names no operation."""
    if path is None:
        return {}
    loader = _AlwaysRead("mock_server_user_handlers", str(path))
    specification = importlib.util.spec_from_file_location(loader.name, path, loader=loader)
    if specification is None or path.suffix not in SOURCE_SUFFIXES or not path.is_file():
        raise UsageError(f"{path} is no Python file; --handlers takes one with functions named by operationId")
    module = importlib.util.module_from_spec(specification)
    try:
        loader.exec_module(module)
    except (Exception, SystemExit) as error:
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


def parts_of(given: Any, name: str, usual: int) -> tuple[int, Any, tuple[tuple[bytes, bytes], ...]]:
    """Status, body and headers of what the handler ``name`` gave; ``usual`` is the status where it gave none.

    ``headers`` are a mapping, or pairs where a name comes several times. Raises MockServerError with what is wrong.
    """
    several = isinstance(given, tuple) and len(given) in (2, 3)
    status, body, *more = given if several else (usual, given)
    if not isinstance(status, int) or not 200 <= status <= 599 or isinstance(body, tuple):
        wanted = "return a body, (status, body), (status, body, headers) or NotImplemented"
        raise MockServerError(f"the handler {name} gave {given!r:.60}; {wanted}")
    if not json_values.is_json_value(body):
        raise MockServerError(f"the handler {name} gave a {type(body).__name__} that has no JSON text")
    headers = []
    for pair in _pairs(more[0] if more else (), name):
        field, value = pair
        if not FIELD_NAME.fullmatch(field) or not _VALUE.fullmatch(value):
            raise MockServerError(f"the handler {name} gave the header {field!r:.60}, which HTTP can't carry")
        if field.lower() in _FRAMING:
            raise MockServerError(f"the handler {name} gave the header {field}, which is the server's own")
        headers.append((field.lower().encode("latin-1"), value.strip().encode("latin-1")))
    return status, body, tuple(headers)


def answer_of(given: Any, operation: Operation, usual: SuccessAnswer, synthesis: Synthesis) -> Answer:
    """The answer that the handler of an operation gave; ``usual`` is what the operation answers without one."""
    status, body, headers = parts_of(given, operation.id, usual.status)
    response = operation.response(status)
    media = response.json if response else None
    if media is None or media.schema is None:
        valid = response is not None
    else:
        valid = synthesis.validators.validator(media.schema, "response").is_valid(body)
    if not valid:
        log.warning("the handler %s gave a %d that the document does not describe", operation.id, status)
    answer = json_answer(status, body, usual.content_type)
    named = {name for name, _ in headers}
    needed = [header for header in response.headers if header.required] if response else []
    made = documented_headers(needed, synthesis, {})
    kept = tuple(header for header in (*answer.headers, *made) if header[0] not in named)
    return answer._replace(headers=(*kept, *headers))


def _pairs(headers: Any, name: str) -> list[tuple[str, str]]:
    found = list(headers.items()) if isinstance(headers, Mapping) else headers
    if not isinstance(found, list | tuple) or any(
        not isinstance(pair, list | tuple) or len(pair) != 2 or not all(isinstance(part, str) for part in pair)
        for pair in found
    ):
        raise MockServerError(f"the handler {name} gave headers that are no texts by name, such as {{'etag': '\"1\"'}}")
    return [(pair[0], pair[1]) for pair in found]
