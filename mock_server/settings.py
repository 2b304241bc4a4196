"""What a mock server is told: the document, where to listen, where to keep records, whom to let in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

DEFAULT_STORE = "mock-server.journal"
ADMIN_PREFIX = "/__admin"
MEBIBYTE = 1024 * 1024
ANY_ORIGIN = "*"
LOCAL_ORIGINS = "localhost"
"""Words for ``cors``: every origin, without credentials; those of this machine, with credentials."""


class ClockStart(NamedTuple):
    """What a mock's clock shows at its start, in milliseconds since 1970, and whether it stands still."""

    time: int
    is_stopped: bool = False


class UpstreamSettings(NamedTuple):
    """A real service at ``url``, in front of which a mock answers what is missing.

    ``mocked`` names operations that the mock always answers, ``fallback`` says when it answers in place of the service
    (statuses, ``unreachable``, ``no-route``), ``ca`` is a file of certificates that vouch for the service; where it is
    ``insecure`` nobody does.
    """

    url: str
    mocked: tuple[str, ...]
    fallback: str
    ca: Path | None = None
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one mock server; every field has a command-line option of the same name.

    ``keys`` are the accepted credentials (those of the document where there are none); ``cors`` the origins whose pages
    may read answers in a browser, ``*`` for any, ``localhost`` for those of this machine; ``allow_hosts`` the names
    other than localhost and its addresses that requests may be for where the server listens on loopback, ``*`` for
    any; ``max_body`` the largest request body in bytes; ``client_timeout`` the seconds for which a client is waited
    for: until a header is whole, and from one part of a body to the next. ``more_specs`` are served
    beside ``spec``, ``prefixes`` stand before the documents' base paths in the same order, ``overlays`` change the
    documents before they are read; references lead to files below a document's folder or one of ``allow_refs``.
    ``validation`` is on, warn (serve what breaks the document, and log why) or off;
    ``missing`` says what becomes of a request for a record that is not there where the document does not: auto,
    refuse or invent; ``related`` lets operations beside a resource's own paths work on it. ``seed_data`` are files or
    folders with first records, ``seed_har`` archives of recorded traffic that shows some; with ``seed_examples`` the
    documents' own examples are first records too. ``faults`` are
    rules by which answers are late or broken, a line each; without ``faulty`` none is, whatever the document says.
    ``admin`` is on (refuse to start where it can't be), auto (where the server listens on loopback, or has a token), or
    off; the admin API lies below ``admin_prefix``, wants ``admin_token`` (a generated one where it is empty) and may be
    asked as ``admin_hosts``.
    ``upstream`` is the real service that answers what it can; then any well-formed credential lets in to the mock,
    where no ``keys`` are given. ``clock`` is what the mock takes for the time. With ``watch`` the files are read again
    when they change.
    With several ``workers`` so many processes answer on the port.
    Where there is an admin API, a ``journal`` keeps the last ``journal_entries`` requests of each
    sandbox, in ``journal_size`` bytes, with the first ``journal_body`` bytes of each body.
    """

    spec: Path
    host: str = "127.0.0.1"
    port: int = 8000
    store: str = "memory:"
    keys: tuple[str, ...] = ()
    seed: int | None = None
    cors: tuple[str, ...] = (LOCAL_ORIGINS,)
    allow_hosts: tuple[str, ...] = ()
    client_timeout: float = 20.0
    log_level: str = "info"
    handlers: Path | None = None
    strict: bool = False
    auth: bool = True
    max_body: int = 10 * MEBIBYTE
    more_specs: tuple[Path, ...] = ()
    prefixes: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    allow_refs: tuple[Path, ...] = ()
    validation: str = "on"
    missing: str = "auto"
    related: bool = True
    seed_data: tuple[Path, ...] = ()
    seed_har: tuple[Path, ...] = ()
    seed_examples: bool = False
    admin: str = "off"
    admin_prefix: str = ADMIN_PREFIX
    admin_token: str = ""
    admin_hosts: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    faulty: bool = True
    upstream: UpstreamSettings | None = None
    clock: ClockStart | None = None
    watch: bool = False
    workers: int = 1
    journal: bool = True
    journal_entries: int = 1_000
    journal_size: int = 16 * MEBIBYTE
    journal_body: int = 64 * 1024


def default_spec() -> Path:
    """The document that is served when none is named: ./openapi.yaml, else the one that comes with the package."""
    here = Path("openapi.yaml")
    if here.is_file():
        return here
    packaged = Path(__file__).with_name("openapi.yaml")
    return packaged if packaged.is_file() else Path(__file__).resolve().parent.parent / "openapi.yaml"
