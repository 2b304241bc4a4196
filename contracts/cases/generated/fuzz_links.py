"""Runs Schemathesis' state machine over our own transport: sequences over the document's links, and those it infers.

Part of the door to Schemathesis (see `fuzz`). The machine gets our answers to follow links by; its checks are off.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from contracts.cases.generated import fuzz_constants
from contracts.cases.generated.fuzz_engine import run_scenarios
from contracts.cases.generated.quiet_warnings import quiet_warnings

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.exchange import Answer
    from mock_server.openapi import JSON

_SCENARIOS = 13


def no_links() -> type[Exception]:
    """What is raised where nothing leads from one operation to another, neither documented nor inferred."""
    from schemathesis.core.errors import NoLinksFound

    return NoLinksFound


def run_links(schema: JSON, send: Callable[[Any], Answer | None], seed: int, steps: int, end: float) -> None:
    """Run scenarios of ``steps`` requests until there are enough, or until ``end`` (monotonic seconds)."""
    import requests
    from schemathesis.core.transport import Response

    class Machine(schema.as_state_machine()):  # type: ignore[misc]
        """Sends by ``send`` and checks nothing."""

        def call(self, case: Any, **_: Any) -> Response:
            """The answer as Schemathesis reads links from it."""
            answer = send(case) if time.monotonic() < end else None
            prepared = requests.Request(case.method, "http://target" + case.formatted_path).prepare()
            if answer is None:
                return Response(599, {}, b"", prepared, 0.0, False)
            headers: dict[str, list[str]] = {}
            for name, value in answer.headers:
                headers.setdefault(name.lower(), []).append(value)
            return Response(answer.status, headers, answer.body, prepared, answer.elapsed, False)

        def validate_response(self, *_: Any, **__: Any) -> None:
            """The laws have judged it already."""

    scenarios = run_scenarios(Machine, seed, _SCENARIOS, steps)
    with quiet_warnings(), fuzz_constants.none_of_modules():
        for _ in scenarios:
            if time.monotonic() > end:
                return
