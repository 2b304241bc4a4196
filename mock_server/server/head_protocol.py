"""From the octets of a request's head to the app, which answers it: uvicorn's own way, in fewer steps.

What is usual passes with one look; what is not is examined, and may be refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, cast
from urllib.parse import unquote

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from mock_server.server import known_lines, request_head
from mock_server.server.asgi import BODY, FIELDS, HEAD, LINE, SECTION, entry, fields_of
from mock_server.server.known_sections import SECTION_END, HeadAgain
from mock_server.server.request_head import LONGEST_SECTION, MOST_FIELDS
from mock_server.server.response_cycle import OwnLines, ResponseCycle

if TYPE_CHECKING:
    from mock_server.server.hosts import Hosts
    from mock_server.server.known_sections import KnownSection, KnownSections

_LINE_END = b"\r\n"
_SLASH = ord("/")
_HASH = ord("#")  # `in` tries for a number first: of octets it would drop an exception each time
LONGEST_KEPT = 16_384
"""Octets of a request that are kept as they came, with what stands behind its head; of longer ones it is written."""

_ASGI: Any = {"version": "3.0", "spec_version": "2.3"}


class HeadProtocol(HttpToolsProtocol):
    """The part of a connection that reads heads; ``hosts`` are the names by which the server may be called.

    Of requests whose fields came before, as ``sections`` has them, the parser is told nothing.
    """

    cycle: ResponseCycle

    def __init__(self, hosts: Hosts, sections: KnownSections, **uvicorn: Any) -> None:
        super().__init__(**uvicorn)
        self.app = entry(self.app)
        self.own_lines = OwnLines()
        self._sections = sections
        self._lines = sections.lines
        self._section: tuple[bytes, int] | None = None  # one to be kept, and where its body begins
        self._known: KnownSection | None = None  # the one that came last
        self._usual: dict[str, Any] = {}  # what the app is told of requests with that section, to be copied
        self._turn: tuple[Any, ...] = ()  # line and section that came last, where these were known
        self._again: HeadAgain | None = None  # the whole head that came twice in turn
        self._all_hosts = hosts
        self._known_hosts = hosts.known
        self._since = self._now = self.loop.time()  # since when the client is waited for; when the data at hand came
        self._between = True  # the next octet begins a request
        self._fresh = True  # so it was when the data at hand came
        self._begun = 0  # requests begun in the data at hand
        self._length = 0  # of the data at hand
        self._octets = 0  # at least so many of the request whose header comes
        self._in_body = False
        self._stays = True  # after the next answer, if client and request let it
        self._trailers = 0
        self._method = ""  # the request's own method, where the parser was given another
        self._next: ResponseCycle | None = None  # what is to be answered once the data at hand is read
        self._whole = b""  # the data at hand, where a request begins with it and the parser is given it as it is

    def end_next(self) -> None:
        """Let the answer at hand, else the next one, be the last."""
        self._stays = False
        if self.cycle is not None:
            self.cycle.keep_alive = False

    def _came_before(self, data: bytes) -> ResponseCycle | None:
        """A whole request whose fields came before, to be answered; None where the parser has to read it.

        For what begins a request when no answer is owed: the parser is where it was, since it is not told.
        """
        self._section = None
        again = self._again
        scope: Any
        if again is not None and data.startswith(again.octets):
            if len(data) != again.whole:
                return None
            body, self._turn = data[again.size :], ()
            scope = again.scope.copy()
            scope["headers"], scope["state"] = scope["headers"].copy(), self.app_state.copy()
            scope[HEAD], scope[BODY] = data, body
        else:
            start = data.find(_LINE_END) + 2
            octets = data[:start]
            line = self._lines.get(octets)
            said = known_lines.read(octets) if line is None else line.said
            if said is None:
                return None
            known = self._known
            if known is None or not data.startswith(known.octets, start):
                known = self._known_at(start, data)
                if known is None:
                    return None
                self._know(known)
            end = start + known.size
            if len(data) != end + known.length:
                return None
            body = data[end:]
            if line is None:
                self._lines.came(octets, said)
            scope = self._usual.copy()
            scope["headers"], scope["state"] = known.headers.copy(), self.app_state.copy()
            scope["method"], scope["path"], scope["raw_path"], scope["query_string"] = said
            scope[HEAD], scope[BODY], scope[LINE] = data, body, line
            turn = octets, known
            if turn == self._turn:
                scope[LINE] = self._lines.kept(octets, said)
                self._again = HeadAgain(data, end, known.length, scope)
            self._turn = turn
        self.scope = scope
        cycle = self.cycle = ResponseCycle(scope, self, self._stays)
        cycle.body, cycle.more_body = body, False
        return cycle

    def _know(self, section: KnownSection) -> None:
        """Keep what the app is told of requests with this section on this connection, to be copied."""
        self._known = section
        self._usual = {
            **self._scope(section.headers),
            HEAD: b"",
            FIELDS: section.fields,
            SECTION: section,
            BODY: b"",
            LINE: None,
        }

    def _known_at(self, start: int, data: bytes) -> KnownSection | None:
        """The section that begins there; None where it is not known, or not whole."""
        end = data.find(SECTION_END, start)
        if end < 0:
            return None
        octets = data[start : end + len(SECTION_END)]
        known = self._sections.get(octets)
        if known is None and self._sections.is_again(octets):
            self._section = octets, start + len(octets)
        return known

    def _keep_section(self) -> None:
        """Keep the section of a request that is whole, if its octets are all that came."""
        (section, start), length = self._section or (b"", 0), len(self.cycle.body)
        self._section = None
        if len(self._whole) == start + length:
            fields: dict[bytes, bytes] = cast("Any", self.scope)[FIELDS]
            self._sections.keep(section, self.headers, fields, length)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._between, self._turn = False, ()
        self._begun += 1
        self._since = self._now
        self._octets = self._length if self._fresh and self._begun == 1 else 0
        self._trailers = 0
        self.url = b""
        self.expect_100_continue = False
        self.headers = []
        self.scope = self._scope(self.headers)

    def _scope(self, headers: list[tuple[bytes, bytes]]) -> Any:
        """What the app is told of a request; what comes later has its place: a dictionary that grows is made anew."""
        return {
            "type": "http",
            "asgi": _ASGI,
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme,
            "headers": headers,
            "state": self.app_state.copy(),
            "method": "",
            "path": "",
            "raw_path": b"",
            "query_string": b"",
        }

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field; those after a body are no part of the header (RFC 9110 section 6.5.1)."""
        if not self._in_body:
            self.headers.append((name.lower(), value))
            return
        self._trailers += 1
        if self._trailers > MOST_FIELDS:
            self._stop(request_head.TOO_MANY)

    def on_headers_complete(self) -> None:
        """Hand the request to the app."""
        headers, url, parser = self.headers, self.url, self.parser
        scope = cast("dict[str, Any]", self.scope)
        fields = scope[FIELDS] = fields_of(headers)
        if (
            len(fields) != len(headers)
            or fields.get(b"host") not in self._known_hosts
            or b"transfer-encoding" in fields
            or url[0] != _SLASH
            or _HASH in url
            or len(headers) > MOST_FIELDS
            or self._octets + self._length > LONGEST_SECTION
        ):
            self._examine()
        self._in_body, self._since, self._octets = True, self._now, 0
        version = parser.get_http_version()
        scope["method"] = parser.get_method().decode("ascii")
        if version != "1.1":
            scope["http_version"] = version
        if self._method:
            scope["method"], self._method = self._method, ""
        if parser.should_upgrade():
            return  # the parser stops by itself
        if url[0] == _SLASH:
            raw_path, _, query = url.partition(b"?")
        else:
            parsed = httptools.parse_url(url)
            raw_path, query = parsed.path or b"/", parsed.query or b""  # an empty path is / (RFC 9110 section 4.2.3)
        path = raw_path.decode("ascii")
        scope["path"] = unquote(path) if "%" in path else path
        scope["raw_path"] = raw_path
        scope["query_string"] = query
        if self._begun == 1 and 0 < len(self._whole) <= LONGEST_KEPT:
            scope[HEAD] = self._whole
        self._answer(scope, fields, keep_alive=version != "1.0" and parser.should_keep_alive())

    def _answer(self, scope: Any, fields: dict[bytes, bytes], *, keep_alive: bool) -> None:
        """Let the app answer, now or after those that are owed."""
        expects = b"expect" in fields and fields[b"expect"].lower() == b"100-continue"
        before = self.cycle
        self.cycle = ResponseCycle(scope, self, keep_alive and self._stays)
        if expects:
            self.cycle.waiting_for_100_continue = True
        if before is None or before.response_complete:
            self._next = self.cycle
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _examine(self) -> None:
        """Stop the parser at a header that is refused."""
        raise NotImplementedError

    def _stop(self, fault: request_head.Fault) -> NoReturn:
        """Have the request refused."""
        raise NotImplementedError
