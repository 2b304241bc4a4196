"""State for users of Connexion: a resolver that answers as the mock does where an operation has no handler.

    import connexion
    from mock_server.connexion import StatefulResolver

    app = connexion.AsyncApp(__name__)  # or FlaskApp
    app.add_api("openapi.yaml", resolver=StatefulResolver(store="memory:"))

Connexion's own `MockResolver` gives examples; this one keeps records, assigns keys, finds conflicts and misses what is
not there, with the document's own error bodies. Routing, validation and security stay Connexion's.
"""

from __future__ import annotations

import threading
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Connexion's optional test client warns of a library it may use
    from connexion import context
    from connexion.exceptions import ResolverError
    from connexion.lifecycle import ConnexionResponse
    from connexion.resolver import Resolution, Resolver

from mock_server.engine.api import Api
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.call import Call
from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.reading.references import References
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.answers import Answer
    from mock_server.engine.operation_plan import OperationPlan


class StatefulResolver(Resolver):  # type: ignore[misc]
    """Resolves an operation to its own handler where there is one, else to what the mock would do.

    ``store`` is a location as `mock-server --store` takes it, ``seed`` makes generated values the same each time,
    ``missing`` is that of `mock-server --missing`. One resolver serves one document. Raises MockServerError for a
    store that can't be opened.
    """

    def __init__(self, *, store: str = "memory:", seed: int | None = None, missing: str = "auto") -> None:
        super().__init__()
        self._store = open_store(store)
        self._settings = Settings(spec=Path("openapi.yaml"), store=store, seed=seed, missing=missing, auth=False)
        self._operations: list[Any] = []
        self._plans: dict[tuple[str, str], OperationPlan] | None = None
        self._lock = threading.Lock()

    def resolve(self, operation: Any) -> Any:
        """The handler that the operationId names, else a function that keeps state."""
        self._operations.append(operation)  # it is not whole yet: it is read when the first request comes
        self._plans = None
        try:
            return super().resolve(operation)
        except ResolverError:
            name = operation.operation_id or f"{operation.method} {operation.path}"
            return Resolution(self._function(operation.path, operation.method.upper()), name)

    def close(self) -> None:
        """Make everything durable and let go of the store."""
        self._store.close()

    def _function(self, path: str, method: str) -> Callable[..., Any]:
        def answer(**given: Any) -> Any:
            with self._lock:
                return _response(self._answer(self._plan(path, method), given))

        return answer

    def _plan(self, path: str, method: str) -> OperationPlan:
        if self._plans is None:
            tree = _tree(self._operations)
            document = Document(Path("openapi.yaml"), "3.0.3", References(tree, Path("openapi.yaml"), external=False))
            values = Values(self._settings.seed)
            values.reseed(self._store.sequence)
            api = Api(document, self._settings, self._store, values)
            self._plans = {(plan.operation.path, plan.operation.method): plan for plan in api.plans}
        return self._plans[path, method]

    def _answer(self, plan: OperationPlan, given: dict[str, Any]) -> Answer:
        scope = context.scope
        headers = scope["headers"]
        found = scope.get("path_params") or {}
        raw = {
            name: quote(str(found.get(name, found.get(name.replace("-", "_"), ""))), safe="")
            for name in path_templates.names(plan.operation.path)
        }
        parameters, _ = plan.parameters.read(raw, scope["query_string"], headers)
        call = Call(scope["method"], scope["path"], headers, scope["query_string"], parameters)
        call.body = given.get("body", MISSING)
        accept = next((value for name, value in headers if name == b"accept"), None)
        return plan.perform(call, accept)


def _tree(operations: list[Any]) -> dict[str, Any]:
    """The document that these operations of Connexion's are parts of."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        described = {**operation._operation, "parameters": list(operation.parameters)}
        paths.setdefault(operation.path, {})[operation.method.lower()] = described
    components = operations[0].components if operations else {}
    return {"openapi": "3.0.3", "info": {"title": "API", "version": "1"}, "paths": paths, "components": components}


def _response(answer: Answer) -> Any:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in answer.headers}
    kind = next((value for name, value in headers.items() if name.lower() == "content-type"), None)
    plain = {name: value for name, value in headers.items() if name.lower() not in ("content-type", "content-length")}
    body = answer.body if answer.stream is None else answer.stream.whole()
    return ConnexionResponse(
        status_code=answer.status, body=body or None, headers=plain, content_type=kind or "application/json"
    )
