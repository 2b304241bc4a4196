"""The sandboxes that there are: begun with a seed, looked at, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.resource_places import shown_resources
from mock_server.server.admin.answering import done, given
from mock_server.server.admin.clock_calls import shown_clock

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.engine.sandboxes.sandbox import Sandbox
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock


def list_sandboxes(mock: LiveMock, _call: Call) -> Answer:
    """All of them, in the order in which they began."""
    return given({"sandboxes": [_shown(sandbox) for sandbox in mock.sandboxes.all()]})


def get_sandbox(mock: LiveMock, call: Call) -> Answer:
    """One of them."""
    return given(_shown(mock.sandboxes.known(call.path["name"])))


def put_sandbox(mock: LiveMock, call: Call) -> Answer:
    """A sandbox as at its beginning, without requests, with a seed of its own if one is given."""
    sandbox = mock.sandboxes.named(call.path["name"])
    seed = call.body.get("seed") if isinstance(call.body, dict) else None
    sandbox.reseed(seed)
    sandbox.reset()
    sandbox.faults.replace(())
    sandbox.snapshots.clear()
    if mock.journal is not None:
        mock.journal.clear(sandbox.name)
    return given(_shown(sandbox))


def delete_sandbox(mock: LiveMock, call: Call) -> Answer:
    """End one of them."""
    mock.sandboxes.end(call.path["name"])
    return done()


def delete_sandboxes(mock: LiveMock, _call: Call) -> Answer:
    """End all of them."""
    for sandbox in mock.sandboxes.all():
        mock.sandboxes.end(sandbox.name)
    return done()


def _shown(sandbox: Sandbox) -> dict[str, JSON]:
    return {
        "name": sandbox.name,
        "seed": sandbox.seed,
        "requestsUnderWay": sandbox.busy,
        "records": sum(sandbox.store.count(name) for name in shown_resources(sandbox.store)),
        "snapshots": list(sandbox.snapshots),
        "clock": shown_clock(sandbox.clock),
    }
