"""What time it is for a sandbox: looked at, set, moved on, stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.clock import moment, span, written
from mock_server.server.admin.answering import given, problem
from mock_server.server.admin.called_sandbox import called_sandbox

if TYPE_CHECKING:
    from mock_server.clock import Clock
    from mock_server.engine.answers import Answer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def get_clock(mock: LiveMock, call: Call) -> Answer:
    """The clock as it is."""
    return given(shown_clock(called_sandbox(mock, call).clock))


def set_clock(mock: LiveMock, call: Call) -> Answer:
    """Set it, or move it on; then stop it, or let it go on."""
    clock, wanted = called_sandbox(mock, call).clock, call.body
    stopped = wanted.get("stopped")
    try:
        if "set" in wanted:
            clock.set(moment(wanted["set"]), stopped=stopped)
        elif "advance" in wanted:
            clock.set(clock.milliseconds() + span(wanted["advance"]), stopped=stopped)
        else:
            clock.stop(stopped)
    except ValueError as error:
        return problem(409, f"{'set' if 'set' in wanted else 'advance'}: {error}")
    return given(shown_clock(clock))


def shown_clock(clock: Clock) -> dict[str, JSON]:
    """A clock as JSON."""
    return {"now": written(clock.milliseconds()), "stopped": clock.is_stopped}
