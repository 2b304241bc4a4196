"""Checks the licence of every locked dependency that is installed here: `python -m supply_chain.licences`.

Read from the installed metadata: the SPDX expression, else the classifiers, else the free text. Exit code 1 where a
licence is none of those that a user of an MIT-licensed tool can accept without a further thought.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING

from supply_chain.lock import DEVELOPMENT, pins

if TYPE_CHECKING:
    from importlib.metadata import PackageMetadata

ALLOWED = frozenset(
    (
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MIT",
        "MIT-0",
        "MPL-2.0",
        "PSF-2.0",
        "Python-2.0",
        "Unlicense",
    )
)
"""SPDX identifiers. MPL-2.0 binds changes to its own files alone; they are installed, not copied."""

_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def licences(metadata: PackageMetadata) -> set[str]:
    """The SPDX identifiers that a distribution names; what has none is told as it is written."""
    if "License-Expression" in metadata:
        return set(re.findall(r"[\w.+-]+", metadata["License-Expression"])) - {"AND", "OR", "WITH"}
    last = {line.rpartition(" :: ")[2] for line in metadata.get_all("Classifier", []) if line.startswith("License ::")}
    if last - {"OSI Approved"}:
        return {_CLASSIFIERS.get(name, name) for name in last - {"OSI Approved"}}
    return {metadata["License"].partition("\n")[0] if "License" in metadata else "none"}


def problems() -> list[str]:
    """A sentence for each installed dependency whose licence is not allowed."""
    found = []
    for pin in pins(DEVELOPMENT).values():
        try:
            named = licences(distribution(pin.name).metadata)
        except PackageNotFoundError:
            if not pin.marker:
                found.append(f"{pin.name} is locked and not installed, so its licence is not known")
            continue
        if named - ALLOWED:
            found.append(f"{pin.name} {pin.version} is under {', '.join(sorted(named))}")
    return found


def main() -> int:
    """Print what is wrong, or that nothing is; returns the exit code."""
    found = problems()
    print("\n".join(found) or f"licences: {len(pins(DEVELOPMENT))} locked dependencies, all allowed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
