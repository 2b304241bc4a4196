"""Snapshots of a sandbox, and its reset to how it began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.server.admin.answering import done, given, problem
from mock_server.server.admin.called_sandbox import called_sandbox

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer
    from mock_server.openapi.reading.call import Call
    from mock_server.server.live_mock import LiveMock

MOST = 100
"""Snapshots of one sandbox."""


def reset_sandbox(mock: LiveMock, call: Call) -> Answer:
    """Records, generated values and clock are as at the beginning; snapshots stay."""
    called_sandbox(mock, call).reset()
    return done()


def list_snapshots(mock: LiveMock, call: Call) -> Answer:
    """Their names, from the oldest."""
    return given({"snapshots": list(called_sandbox(mock, call).snapshots)})


def take_snapshot(mock: LiveMock, call: Call) -> Answer:
    """Keep the sandbox as it is now under a name, in the place of what was kept under it."""
    sandbox, name = called_sandbox(mock, call), call.path["name"]
    if len(sandbox.snapshots) >= MOST and name not in sandbox.snapshots:
        return problem(409, f"The sandbox {sandbox.name} has {MOST} snapshots, which is the most; remove one first")
    sandbox.snapshots.pop(name, None)
    sandbox.snapshots[name] = sandbox.snapshot()
    return given({"name": name}, 201)


def restore_snapshot(mock: LiveMock, call: Call) -> Answer:
    """The sandbox is again as it was."""
    sandbox, name = called_sandbox(mock, call), call.path["name"]
    if name not in sandbox.snapshots:
        return _missing(sandbox.name, name)
    sandbox.restore(sandbox.snapshots[name])
    return done()


def delete_snapshot(mock: LiveMock, call: Call) -> Answer:
    """Forget one."""
    sandbox, name = called_sandbox(mock, call), call.path["name"]
    if sandbox.snapshots.pop(name, None) is None:
        return _missing(sandbox.name, name)
    return done()


def _missing(sandbox: str, name: str) -> Answer:
    return problem(404, f"The sandbox {sandbox} has no snapshot {name[:64]!r}; GET snapshots lists those it has")
