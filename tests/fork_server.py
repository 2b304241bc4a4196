"""A process that has imported the mock and waits: what it is asked to start begins where imports end.

Run as ``python -m tests.fork_server PATH``, it listens on a Unix socket at PATH, which has a folder of its own, until
its standard input ends; then it removes both. Each connection asks for one process by a line of JSON, is told its
number, and when it has ended its exit code. What is started reads the same command line in the same surroundings as
``python -m mock_server`` does, and runs to its end as that would: the interpreter's own end included. Only what is
imported was so before.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import pkgutil
import select
import signal
import socket
import sys
import warnings
from pathlib import Path
from typing import Any

_ROOMS = ("mock_server.server", "mock_server.engine", "mock_server.openapi", "mock_server.store")
_APART = ("mock_server.store.redis_", "mock_server.server.upstream")
"""What few of them need."""


def _warm() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of other packages, which nobody waits for here
        for room in _ROOMS:
            for module in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
                if not module.name.startswith(_APART):
                    importlib.import_module(module.name)


def _asked(listener: socket.socket) -> dict[str, Any]:
    """Start what is asked for, one after another; comes back in each process that was started, with its request."""
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            path = Path(sys.argv[1])
            path.unlink()
            path.parent.rmdir()
            sys.exit(0)
        connection, _ = listener.accept()
        with connection, connection.makefile("r", encoding="utf-8") as lines:
            request: dict[str, Any] = json.loads(lines.readline())
            if os.fork() == 0:
                listener.close()
                if _watched(connection):
                    return request


def _watched(connection: socket.socket) -> bool:
    """Fork once more: True in the process that is wanted; the other one waits for it, and tells and ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    number = os.fork()
    if number == 0:
        return True
    with contextlib.suppress(OSError):
        connection.sendall(b"%d\n" % number)
    code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
    with contextlib.suppress(OSError):
        connection.sendall(b"%d\n" % code)
    os._exit(0)


def _settle(request: dict[str, Any]) -> None:
    """The surroundings that were asked for: files, folder, variables, limits and signals."""
    for target, name in ((0, os.devnull), (1, request["stdout"]), (2, request["stderr"])):
        file = os.open(name, os.O_RDONLY if target == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, target)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    sys.path[0] = request["cwd"]
    sys.argv = ["mock-server", *request["words"]]
    if request["limit"] is not None:
        import resource

        resource.setrlimit(resource.RLIMIT_NOFILE, (request["limit"], request["limit"]))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def main() -> int:
    """Wait to be asked; in a process that was started, the exit code of its command."""
    _warm()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(sys.argv[1])
        listener.listen(8)
        request = _asked(listener)
    _settle(request)
    from mock_server.cli import main

    return main()


if __name__ == "__main__":
    sys.exit(main())
