"""Request lines that came before, octet for octet: what one says, and what was found for it, need not be sought again.

Clients ask for the same things again and again. A line is kept when it comes for the second time, with the operation
that it means and the parameters that it gives; only one of the usual form is, which nothing is to be refused of.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from mock_server.json_types import JSON

METHODS = {method.encode(): method for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")}

_FORM = re.compile(
    rb"(" + b"|".join(METHODS) + rb") (/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)"
    rb"(?:\?([A-Za-z0-9._~!$&'()*+,;=:@/?%-]*))? HTTP/1\.1\r\n"
)
"""A request line in which every parser finds the same (RFC 9112 section 3): nothing in its path is encoded."""

_MOST = 1_024
_MOST_ONCE = 4_096
_LONGEST = 512
_PLAIN = (str, int, float, bool, type(None))


Said = tuple[str, str, bytes, bytes]
"""Method, path, the path's octets, and those of the query."""


def read(octets: bytes) -> Said | None:
    """What a line says, None where the parser has to read it."""
    form = _FORM.fullmatch(octets)
    if form is None:
        return None
    method, path, query = form.groups()
    return METHODS[method], path.decode(), path, query or b""


class KnownLine:
    """A line that came before, and what it ``said``.

    ``router`` has found ``plan`` of ``api`` for it, and these raw ``values`` in the path; ``given`` are the parameters
    of path and query as that plan reads them, None where they have to be read each time.
    """

    __slots__ = ("__weakref__", "_lines", "api", "given", "plan", "router", "said", "values")

    router: object
    plan: Any
    api: Any
    values: dict[str, str]
    given: tuple[dict[str, JSON], dict[str, JSON]] | None

    def __init__(self, lines: KnownLines, said: Said) -> None:
        self._lines = lines
        self.said = said
        self.lose()

    def found(self, router: object, plan: Any, api: Any, values: dict[str, str]) -> None:
        """Remember what a router has found."""
        self.router, self.plan, self.api, self.values = router, plan, api, values
        self.given = None

    def sought_by(self, router: object) -> None:
        """A router looks for its operation: what another one has found is of a document that is served no more."""
        self._lines.found_by(router)
        self.lose()

    def lose(self) -> None:
        """Forget what was found for it."""
        self.found(None, None, None, {})

    def gives(self, path: dict[str, JSON], query: dict[str, JSON]) -> None:
        """Remember the parameters that its plan has read, to be copied, where none of them could be changed."""
        if all(type(value) in _PLAIN for values in (path, query) for value in values.values()):
            self.given = path.copy(), query.copy()


class KnownLines:
    """Those of one server; ``get`` finds one by its octets."""

    def __init__(self) -> None:
        self._known: dict[bytes, KnownLine] = {}
        self._once: set[int] = set()
        self._all = WeakSet[KnownLine]()  # those too that only a connection holds by now
        self._router: object = None
        self.get = self._known.get

    def came(self, octets: bytes, said: Said) -> None:
        """Note that a line came that is not known; it is kept if it came before."""
        mark = hash(octets)
        if mark in self._once:
            self.kept(octets, said)
        else:
            if len(self._once) >= _MOST_ONCE:
                self._once.clear()
            self._once.add(mark)

    def found_by(self, router: object) -> None:
        """From now on this router finds operations: what another one has found for any line is let go of."""
        if router is not self._router:
            self._router = router
            for line in self._all:
                line.lose()

    def kept(self, octets: bytes, said: Said) -> KnownLine:
        """The line, which is kept from now on unless it is a long one."""
        line = self._known.get(octets)
        if line is None:
            line = KnownLine(self, said)
            self._all.add(line)
            if len(octets) <= _LONGEST:
                if len(self._known) >= _MOST:
                    self._known.clear()
                self._known[octets] = line
        return line
