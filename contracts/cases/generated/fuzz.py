"""Generated cases: the only module that knows Schemathesis.

Its generators are used (examples, coverage, fuzzing, positive and negative, and its state machine over the document's
links), not its engine: every case is sent through the sender, so that safety, ledger, correspondence and laws see it.
Nothing that a target answers steers what is generated; the same seed makes the same cases.
"""

from __future__ import annotations

import contextlib
import math
import time
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from contracts import gc_while_checking
from contracts.cases.generated import fuzz_characters, fuzz_constants, fuzz_examples, fuzz_lambdas
from contracts.cases.generated.drawn_ahead import DrawnAhead
from contracts.cases.generated.fuzz_engine import draws
from contracts.cases.generated.fuzz_links import no_links, run_links
from contracts.cases.generated.fuzz_requests import GeneratedRequests
from contracts.cases.generated.quiet_warnings import quiet_warnings
from contracts.cases.records.independence import independent
from contracts.cases.records.looking import look_after
from contracts.errors import ContractsError
from contracts.settings import GENERATED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON

_MODES = ("positive", "negative")
_STEPS = 6
_TURN = 10
"""Cases of an operation that are sent before it is another one's turn."""
_SMALLEST = {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "paths": {"/": {"get": {"responses": {}}}}}


def load() -> None:
    """Load the generators, which takes as long as a hundred requests: meanwhile other journeys can be under way."""
    with gc_while_checking.loading():
        import schemathesis

        for _ in schemathesis.openapi.from_dict(_SMALLEST).get_all_operations():
            break


class Fuzz:
    """Generated cases for one steps: ``cases`` an operation and mode, ``most`` in all; ``seconds`` can cut them short.

    The clock starts behind the ``first`` cases, which are always sent: that the generators take their time to load, or
    a machine to draw, costs none of them.
    """

    def __init__(
        self, steps: RecordSteps, seed: int, cases: int, seconds: float, most: int = GENERATED, first: int | None = None
    ) -> None:
        self.steps = steps
        self.seed = seed
        self.cases = cases
        self.seconds = seconds
        self.most = most
        self.shortfalls: list[str] = []
        self.notices: list[str] = []
        self.first = most if first is None else first
        """How many cases come before the clock starts."""
        self.sent = 0
        self._end = math.inf
        self._cases = DrawnAhead(islice(self._generated(), most))

    def draw_ahead(self) -> bool:
        """Draw a case that is not asked for yet; False where enough are drawn."""
        return self._cases.draw()

    def run(self) -> Iterator[Journey]:
        """A journey for each case."""
        for number, case in enumerate(self._cases):
            if number == self.first:
                self._end = time.monotonic() + self.seconds
            if time.monotonic() > self._end:
                self.shortfalls.append(f"time ran out after {number} of {self.most} generated cases (--fuzz)")
                return
            self.sent = number + 1
            yield partial(generated, case=case)

    def _schema(self) -> JSON:
        import schemathesis
        from schemathesis.config import SchemathesisConfig

        fuzz_characters.prepare()
        fuzz_examples.prepare()
        fuzz_lambdas.prepare()
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

    def _generated(self) -> Iterator[JSON]:
        """The cases of every operation, taken in turn; what can't be generated for is told and left out."""
        try:
            operations = self._operations()
        except Exception as error:  # a generator of another project: what it can't take must not end the run
            self.notices.append(f"no generated cases: {type(error).__name__}: {str(error).splitlines()[0][:160]}")
            return
        turn = max(1, min(_TURN, self.most // max(1, 3 * len(operations))))
        ways = (self._examples, self._coverage, self._fuzzing)
        sources = [way(operation) for operation in operations for way in ways]
        while sources:
            for source in list(sources):
                try:
                    for _ in range(turn):
                        with fuzz_constants.none_of_modules(), quiet_warnings():
                            case = next(source)
                        yield case
                except StopIteration:
                    sources.remove(source)
                except GeneratorExit:
                    raise
                except Exception as error:
                    sources.remove(source)
                    self.notices.append(f"a generator gave up: {type(error).__name__}: {str(error)[:160]}")

    def _operations(self) -> list[JSON]:
        """The operations that cases can be made for; the others are told, with what of them can't be resolved."""
        found = []
        for result in self._schema().get_all_operations():
            if hasattr(result, "ok"):
                found.append(result.ok())
                continue
            error = result.err()
            where = f"{(getattr(error, 'method', None) or '').upper()} {getattr(error, 'path', None) or ''}".strip()
            said = " ".join(str(error).split())[:300]
            self.notices.append(f"no generated cases for {where or 'an operation'}: {said}")
        return found

    def _examples(self, operation: JSON) -> Iterator[JSON]:
        for strategy in operation.get_strategies_from_examples():
            yield from draws()(strategy, str(self.seed), 1)

    def _coverage(self, operation: JSON) -> Iterator[JSON]:
        from schemathesis import GenerationMode

        config = operation.schema.config.generation_for(operation=operation, phase="coverage")
        modes = [GenerationMode(mode) for mode in _MODES]
        yield from operation.schema.iter_coverage_cases(
            operation,
            generation_modes=modes,
            generation_config=config,
            extra_data_source=None,
            error_feedback=None,
            session=None,
        )

    def _fuzzing(self, operation: JSON) -> Iterator[JSON]:
        """One at a time: what nobody comes to is not drawn, and nobody waits for it."""
        from schemathesis import GenerationMode

        for mode in _MODES:
            with contextlib.suppress(_unsatisfiable()):
                strategy = operation.as_strategy(generation_mode=GenerationMode(mode))
                yield from draws()(strategy, str(self.seed), self.cases)

    def sequences(self, steps: RecordSteps, part: int) -> None:
        """One part of the sequences over documented and inferred links; that they end early is no failure."""
        end = time.monotonic() + self.seconds
        requests = GeneratedRequests(steps)
        try:
            run_links(self._schema(), partial(_step, steps, requests), self.seed + part, _STEPS, end)
            if time.monotonic() > end:
                self._tell(self.shortfalls, "time ran out during the sequences over the document's links (--fuzz)")
        except ContractsError:
            raise
        except no_links():
            pass  # nothing leads from one operation to another
        except Exception as error:
            self._tell(self.notices, f"the state machine ended early: {type(error).__name__}")
        _finish(steps, requests)

    def _tell(self, told: list[str], text: str) -> None:
        """Say once what may be true of several parts."""
        if text not in told:
            told.append(text)


@independent
def generated(steps: RecordSteps, case: Any) -> None:
    """Send one generated case, and remove what it makes."""
    requests = GeneratedRequests(steps)
    request = requests.of(case, told=True)
    if request is None:
        return
    sent = steps.send(request, f"a generated {request.method}", (), "fuzz")
    if sent is not None and sent.succeeded:
        _remove(steps, requests, sent)
    _finish(steps, requests)


def _remove(steps: RecordSteps, requests: GeneratedRequests, sent: Sent) -> None:
    """Remove what a generated create made."""
    if sent.reading is None:
        return
    behaviour = steps.judge.behaviours[sent.reading.operation.id]
    cycle = steps.cycles.get(behaviour.resource or "")
    if cycle is None or behaviour.action != "create":
        return
    look_after(steps, cycle, sent)
    found = steps.key_of(cycle, sent, requests.shared.pop(cycle.resource, None))
    if found is not None and cycle.removable:
        steps.delete(cycle, found, "remove what was generated", source="fuzz")


def _step(steps: RecordSteps, requests: GeneratedRequests, case: Any) -> JSON:
    """One step of a sequence; what it creates stays until its end."""
    request = requests.of(case)
    sent = steps.send(request, f"a generated {request.method}", (), "fuzz") if request is not None else None
    if sent is None:
        return None
    behaviour = steps.judge.behaviours[sent.reading.operation.id] if sent.reading is not None else None
    cycle = steps.cycles.get((behaviour.resource if behaviour is not None else None) or "")
    if behaviour is not None and behaviour.action == "create" and cycle is not None and sent.succeeded:
        key = steps.key_of(cycle, sent, None)
        requests.mine |= {(cycle.resource, key)} if key is not None else set()
    return sent.exchange.answer


def _finish(steps: RecordSteps, requests: GeneratedRequests) -> None:
    """What is left is removed; keys under which nothing was made are for others."""
    for resource, key in requests.shared.items():
        cycle = steps.cycles[resource]
        if not steps.sender.made(resource, key):
            steps.give_back(cycle, key)
        elif cycle.removable:
            steps.delete(cycle, key, "remove what was generated", source="fuzz")


def _unsatisfiable() -> type[Exception]:
    from hypothesis.errors import Unsatisfiable

    return Unsatisfiable


def _plain(tree: dict[str, JSON]) -> dict[str, JSON]:
    """A copy that Schemathesis may change."""
    return orjson.loads(orjson.dumps(tree))  # type: ignore[no-any-return]
