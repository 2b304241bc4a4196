"""What consumers use, where a check is told: the operations to look at, and the document narrowed to what is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.errors import UsageError
from contracts.traffic.usage import usage_file
from contracts.traffic.usage.narrowed_document import narrowed, unknown

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from mock_server.openapi import Document


def given_usage(options: argparse.Namespace, spec: Path, document: Document) -> tuple[frozenset[str] | None, Document]:
    """The used operations and the narrowed document; None and the document itself without ``--usage``.

    Raises UsageError where the usage can't be read, or is of operations that the document does not have.
    """
    if not options.usage:
        return None, document
    for other in ("har", "against"):
        if getattr(options, other) is not None:
            raise UsageError(f"--usage says what is sent to a target; it has no meaning with --{other}")
    used = usage_file.read(options.usage)
    strange = unknown(document, used)
    if strange:
        files = ", ".join(map(str, options.usage))
        raise UsageError(
            f"consumers use {', '.join(strange[:5])}, which {spec} does not have ({files});"
            " give the document that they were tested with, or write the usage again"
        )
    if not used:
        raise UsageError("the usage holds no operation, so there is nothing to check")
    return frozenset(used), narrowed(spec, options.overlays, document, used)
