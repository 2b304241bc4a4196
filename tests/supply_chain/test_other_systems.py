"""What a system other than this one lacks is asked for before it is used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from supply_chain.lock import ROOT

_LACKING = """
import importlib, os, pkgutil, signal, socket, sys
import mcp.server.stdio  # which asks for the system itself, by its name
for name in ("fcntl", "pwd", "grp", "resource", "termios", "tty", "uvloop", "readline"):
    sys.modules[name] = None
for module, names in ((signal, "SIGHUP SIGKILL SIGUSR1 SIGPIPE"), (os, "fork geteuid getuid fchmod killpg"),
                      (socket, "AF_UNIX")):
    for name in names.split():
        delattr(module, name)
import contracts, mock_server
count = 0
for package in (contracts, mock_server):
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if found.name.rpartition(".")[2] not in ("__main__", "schemathesis"):
            importlib.import_module(found.name)
            count += 1
print(count)
"""


@pytest.mark.slow
def test_every_module_is_imported_without_what_windows_lacks() -> None:
    """No signal, lock or loop of Unix is needed to import a module of the packages."""
    done = subprocess.run([sys.executable, "-c", _LACKING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) > 400
