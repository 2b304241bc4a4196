"""The files that a command line names: none is written that is read, none twice, and none where a folder stands."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contracts import atomic_file
from contracts.errors import UsageError
from mock_server.embedded import default_spec

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

_READ = ("overlays", "against", "baseline", "arazzo", "key_file", "ca", "client_cert")


def refuse_shared_files(options: argparse.Namespace, read: Iterable[str] = (), written: Iterable[str] = ()) -> None:
    """Raise UsageError where one file has two uses of which one overwrites it; reports are ``written`` in any case.

    ``read`` and ``written`` are names of options, beside those that every command reads.
    """
    uses = [(f"--{name.replace('_', '-')}", path) for name in (*_READ, *read) for path in _files(options, name)]
    uses.append(("--spec", options.spec or default_spec()))
    known = {_place(path): option for option, path in uses}
    reports = [(f"--report {kind}", Path(name)) for kind, _, name in (text.partition("=") for text in options.report)]
    outputs = [(f"--{name}", path) for name in written for path in _files(options, name)]
    for option, path in outputs:
        if (why := atomic_file.hindrance(path)) is not None:
            raise UsageError(f"{option}: {why}")
    for option, path in (*reports, *outputs):
        place = _place(path)
        if path.exists() and not path.is_file():
            continue  # several may write to a pipe or a device
        if place in known and known[place] != option:
            other = known[place].replace("--overlays", "--overlay")
            raise UsageError(f"{option} would write over {path}, which is the file of {other}; name another file")
        known[place] = option


def _files(options: argparse.Namespace, name: str) -> list[Path]:
    value = getattr(options, name, None)
    return [Path(item) for item in (value if isinstance(value, list | tuple) else [value]) if item]


def _place(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        return path.absolute()
