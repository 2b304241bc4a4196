"""Generated cases: the only module that knows Schemathesis.

Its generators are used (examples, coverage, fuzzing, positive and negative, and its state machine over the document's
links), not its engine: every case is sent through the sender, so that safety, ledger, correspondence and laws see it.
Nothing that a target answers steers what is generated; the same seed makes the same cases.
"""

from __future__ import annotations

import contextlib
import time
import warnings
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import orjson

from contracts.cases.lifecycle import part_of
from contracts.exchange import Request
from contracts.traffic import schema as shape
from contracts.traffic.credentials import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi.behaviour.behaviour import Behaviour

_MODES = ("positive", "negative")
_STEPS = 6


class Fuzz:
    """Generated cases for one steps: ``cases`` an operation and mode, ``seconds`` in all."""

    def __init__(self, steps: RecordSteps, seed: int, cases: int, seconds: float) -> None:
        self.steps = steps
        self.seed = seed
        self.cases = cases
        self.seconds = seconds
        self.notices: list[str] = []
        self._shared: dict[str, str] = {}

    def run(self) -> Iterator[None]:
        """Send the cases, giving way after each."""
        end = time.monotonic() + self.seconds
        try:
            for case in self._generated():
                if time.monotonic() > end:
                    return
                self._send(case)
                yield
            yield from self._stateful(end)
        finally:
            self._finish()

    def _schema(self) -> Any:
        import schemathesis
        from schemathesis.config import SchemathesisConfig

        off = {"extra-data-sources": {"responses": False}}
        config = SchemathesisConfig.from_dict(
            {
                "seed": self.seed,
                "generation": {"database": "none", "with-security-parameters": False, "deterministic": False},
                "phases": {
                    "examples": off,
                    "coverage": {**off, "unexpected-methods": []},
                    "fuzzing": {**off, "error-feedback": {"enabled": False}},
                },
            }
        )
        return schemathesis.openapi.from_dict(_plain(self.steps.judge.document.tree), config=config)

    def _generated(self) -> Iterator[Any]:
        """The cases of every operation, taken in turn; what can't be generated for is told and left out."""
        try:
            operations = [result.ok() for result in self._schema().get_all_operations() if hasattr(result, "ok")]
        except Exception as error:  # a generator of another project: what it can't take must not end the run
            self.notices.append(f"no generated cases: {type(error).__name__}: {str(error).splitlines()[0][:160]}")
            return
        sources = [
            source(operation) for operation in operations for source in (self._examples, self._coverage, self._fuzzing)
        ]
        while sources:
            for source in list(sources):
                try:
                    for _ in range(10):
                        yield next(source)
                except StopIteration:
                    sources.remove(source)
                except GeneratorExit:
                    raise
                except Exception as error:
                    sources.remove(source)
                    self.notices.append(f"a generator gave up: {type(error).__name__}: {str(error)[:160]}")

    def _examples(self, operation: Any) -> Iterator[Any]:
        for strategy in operation.get_strategies_from_examples():
            yield from self._draw(strategy, 1)

    def _coverage(self, operation: Any) -> Iterator[Any]:
        from schemathesis import GenerationMode

        config = operation.schema.config.generation_for(operation=operation, phase="coverage")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            modes = [GenerationMode(mode) for mode in _MODES]
            yield from operation.schema.iter_coverage_cases(
                operation,
                generation_modes=modes,
                generation_config=config,
                extra_data_source=None,
                error_feedback=None,
                session=None,
            )

    def _fuzzing(self, operation: Any) -> Iterator[Any]:
        from schemathesis import GenerationMode

        for mode in _MODES:
            with contextlib.suppress(_unsatisfiable()):
                yield from self._draw(operation.as_strategy(generation_mode=GenerationMode(mode)), self.cases)

    def _draw(self, strategy: Any, count: int) -> list[Any]:
        import hypothesis

        found: list[Any] = []
        options = hypothesis.settings(
            max_examples=count,
            database=None,
            deadline=None,
            derandomize=False,
            phases=[hypothesis.Phase.generate],
            suppress_health_check=list(hypothesis.HealthCheck),
            verbosity=hypothesis.Verbosity.quiet,
        )
        given: Any = hypothesis.given(strategy)

        def collect(case: Any) -> None:
            found.append(case)

        seeded: Any = hypothesis.seed(self.seed)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            seeded(options(given(collect)))()
        return found

    def _send(self, case: Any) -> Sent | None:
        request = self._request(case)
        if request is None:
            return None
        sent = self.steps.send(request, f"a generated {request.method}", (), "fuzz")
        if sent is not None and sent.succeeded:
            self._remove(sent)
        return sent

    def _remove(self, sent: Sent) -> None:
        """Remove what a generated create made; the next one takes a new key."""
        if sent.reading is None:
            return
        behaviour = self.steps.judge.behaviours[sent.reading.operation.id]
        cycle = self.steps.cycles.get(behaviour.resource or "")
        if cycle is None or behaviour.action != "create":
            return
        key = self._shared.pop(cycle.resource, None)
        found = self.steps.key_of(cycle, sent, key)
        if found is not None and cycle.removable:
            self.steps.delete(cycle, found, "remove what was generated", source="fuzz")

    def _request(self, case: Any) -> Request | None:
        """The case as a request of ours, with our keys and credentials; None where it can't be sent."""
        steps = self.steps
        operation = next(
            (
                o
                for o in steps.judge.document.operations
                if (o.method, o.path) == (case.method.upper(), case.operation.path)
            ),
            None,
        )
        if operation is None:
            return None
        behaviour = steps.judge.behaviours[operation.id]
        cycle = steps.cycles.get(behaviour.resource or "")
        if cycle is not None and behaviour.action == "create" and not steps.may_create(cycle):
            return None
        path, body = dict(case.path_parameters or {}), _body_of(case)
        if cycle is not None:
            path, body = self._keyed(behaviour, cycle, path, body)
        target = operation.path.partition("?")[0]
        for name, value in path.items():
            target = target.replace(f"{{{name}}}", quote(_text(value), safe=""))
        access = steps.requests.credentials.default(operation)
        pairs = [
            (str(k), _text(v))
            for k, values in (case.query or {}).items()
            for v in (values if isinstance(values, list) else [values])
        ]
        query = "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in (*pairs, *access.query))
        headers = [(str(k), _text(v)) for k, v in (case.headers or {}).items() if _sendable(str(k), _text(v))]
        headers = [*headers, *access.headers] if access is not NONE else headers
        data = body if isinstance(body, bytes) or body is None else _dump(body)
        if data is not None and not any(k.lower() == "content-type" for k, _ in headers):
            headers.append(("Content-Type", case.media_type or "application/json"))
        return Request(operation.method, f"{target}?{query}" if query else target, tuple(headers), data, operation.id)

    def _keyed(
        self, behaviour: Behaviour, cycle: Lifecycle, path: dict[str, Any], body: Any
    ) -> tuple[dict[str, Any], Any]:
        """The case with keys of this run: a valid one becomes ours, a wrong one gets our tag."""
        steps = self.steps
        parents = steps.parents(cycle) or {}
        path = {**path, **{name: value for name, value in parents.items() if name in path}}
        part = part_of(behaviour.key)
        if part is None:
            return path, body
        own = self._shared.setdefault(cycle.resource, steps.fresh(cycle))
        if part.location == "path":
            schema = next((p.schema for p in behaviour.operation.parameters if p.name == part.names[0]), True)
            text = _text(path.get(part.names[0], ""))
            path[part.names[0]] = own if steps.samples.valid(schema, text) else f"{steps.names.tag}{text}"
        elif part.location == "body" and isinstance(body, dict) and isinstance(body.get(part.names[-1]), str):
            text = body[part.names[-1]]
            schema = shape.below(steps.schemas, shape.request_schema(behaviour.operation), part.names)
            body = {**body, part.names[-1]: own if steps.samples.valid(schema, text) else f"{steps.names.tag}{text}"}
        return path, body

    def _stateful(self, end: float) -> Iterator[None]:
        """Sequences over the document's links; that the state machine ends early is no failure."""
        from contracts.cases.fuzz_links import run_links

        if time.monotonic() < end and any(r.links for o in self.steps.judge.document.operations for r in o.responses):
            try:
                run_links(self._schema(), self._step, self.seed, _STEPS, end)
            except Exception as error:
                self.notices.append(f"the state machine ended early: {type(error).__name__}")
        yield

    def _step(self, case: Any) -> Any:
        """One step of a sequence; what it creates stays until its end."""
        request = self._request(case)
        sent = self.steps.send(request, f"a generated {request.method}", (), "fuzz") if request is not None else None
        return sent.exchange.answer if sent is not None else None

    def _finish(self) -> None:
        """What sequences left is removed."""
        for resource, key in self._shared.items():
            cycle = self.steps.cycles[resource]
            if cycle.removable and self.steps.sender.made(resource, key):
                self.steps.delete(cycle, key, "remove what was generated", source="fuzz")


def _unsatisfiable() -> type[Exception]:
    from hypothesis.errors import Unsatisfiable

    return Unsatisfiable


def _body_of(case: Any) -> Any:
    from schemathesis.core import NOT_SET

    return None if case.body is NOT_SET else case.body


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return value if isinstance(value, str) else str(value)


def _dump(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except TypeError:
        import json

        try:
            return json.dumps(value).encode("utf-8", "surrogatepass")
        except (TypeError, ValueError):
            return b"null"


def _sendable(name: str, value: str) -> bool:
    """Whether a header field can stand on the wire as it is (RFC 9110 section 5.5)."""
    return (
        name.isascii()
        and name.replace("-", "").isalnum()
        and value.isprintable()
        and name.lower() not in ("host", "content-length")
    )


def _plain(tree: dict[str, Any]) -> dict[str, Any]:
    """A copy that Schemathesis may change."""
    return orjson.loads(orjson.dumps(tree))  # type: ignore[no-any-return]
