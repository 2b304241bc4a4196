"""Keeps secrets out of what is shown of requests and answers: where the document says that one stands, where a name
says so, and wherever else the same value appears in the exchange.

The marks are ``format: password`` (OpenAPI 3.0.4 section 4.4.2), ``writeOnly``, ``x-mock.secret`` and the security
schemes; names are those of `field_names`.
"""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from mock_server.errors import DocumentError
from mock_server.openapi.behaviour.field_names import GENERIC, SECRET_HEADERS, is_secret_name
from mock_server.openapi.reading import percent
from mock_server.server.journal.written_secrets import without_json_secrets, without_written_secrets
from mock_server.server.masked_keys import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON
    from mock_server.server.journal.entry import Entry
    from mock_server.server.journal.past_operation import PastOperation
    from mock_server.server.journal.received_request import Fields
    from mock_server.server.masked_keys import MaskedKeys

_SHORTEST = 6
"""Shorter values are masked in their own place alone: they may well be part of something else."""

_FORM = "application/x-www-form-urlencoded"


class ShownBody(NamedTuple):
    """A body as it is shown: its text, None where it is no text, and whether that is cut."""

    text: str | None
    whole: int
    cut: bool


class HiddenSecrets:
    """What the documents of ``apis`` say of secrets; ``keys`` masks credentials in any text.

    What was secret ``before`` a reload stays so, since entries of that time are still there.
    """

    def __init__(self, apis: Iterable[Api], keys: MaskedKeys, before: HiddenSecrets | None = None) -> None:
        self._apis = tuple(apis)
        self._keys = keys
        self._marked_before = before._marked if before else frozenset[str]()
        self._schemes_before = before._schemes if before else (frozenset[str](), frozenset[str]())
        self._by_operation: WeakKeyDictionary[OperationPlan, frozenset[str]] = WeakKeyDictionary()

    def look(self) -> None:
        """Walk through the documents now, which otherwise the first who looks at a request waits for."""
        _ = self._marked, self._schemes

    @cached_property
    def _marked(self) -> frozenset[str]:
        """Names of properties that are marked anywhere, but for those that say nothing elsewhere."""
        found = {name for api in self._apis for name in _marked(api, api.document.tree, follow=False)}
        return self._marked_before | {name for name in found if name.lower() not in GENERIC}

    def marked_of(self, plan: OperationPlan) -> frozenset[str]:
        """Names of properties that are marked in what the operation takes and answers."""
        known = self._by_operation.get(plan)
        if known is None:
            known = self._by_operation[plan] = frozenset(_marked(plan.api, plan.operation.raw, follow=True))
        return known

    @cached_property
    def _schemes(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names of header fields, and of query parameters and cookies, that carry keys of security schemes."""
        raw = [scheme for api in self._apis for scheme in api.document.security_schemes.values()]
        held = [(str(s.get("in")), str(s.get("name"))) for s in raw if s.get("type") == "apiKey"]
        fields = {name.lower() for place, name in held if place == "header"}
        others = frozenset(name for place, name in held if place != "header")
        return SECRET_HEADERS | fields | self._schemes_before[0], others | self._schemes_before[1]

    def is_secret(self, name: str, plan: OperationPlan | PastOperation | None) -> bool:
        """Whether a property or parameter of this name holds a secret, in the operation of ``plan``."""
        if name in self._marked or name in self._schemes[1] or is_secret_name(name):
            return True
        if plan is None:
            return False
        return name in (plan.marked if isinstance(plan, tuple) else self.marked_of(plan))

    def of(self, entry: Entry) -> HiddenEntry:
        """What hides the secrets of one exchange."""
        return HiddenEntry(self, entry, self._keys)

    def is_secret_field(self, name: str) -> bool:
        """Whether a header field of this name carries a secret."""
        return name in self._schemes[0] or is_secret_name(name)


class HiddenEntry:
    """Hides the secrets of one exchange: what is masked in one place is masked in all of it."""

    def __init__(self, places: HiddenSecrets, entry: Entry, keys: MaskedKeys) -> None:
        self._places = places
        self._entry = entry
        self._keys = keys
        self._found: set[str] = set()
        self._bodies = (
            self._body(entry.body, _type(entry.headers)),
            self._body(entry.answer.body, _type(entry.answer.headers)),
        )
        self._query = self._without_secrets(entry.query.decode("latin-1"))
        self._fields = self._masked(entry.headers), self._masked(entry.answer.headers)
        self._note_path()

    def _note_path(self) -> None:
        for value in self.path_secrets:
            self._note(value)
            self._note(percent.decode(value))

    @property
    def path_secrets(self) -> list[str]:
        """The values of path parameters that hold secrets, as they were written."""
        plan = self._entry.plan
        if isinstance(plan, tuple):
            return list(plan.secrets)
        if plan is None or not any(map(self._is_secret, plan.operation.path_names)):
            return []
        values = plan.api.router.match(self._entry.path.decode("latin-1"), self._entry.method)[1]
        return [value for name, value in values.items() if self._is_secret(name)]

    def text(self, text: str) -> str:
        """``text`` without credentials and without the secrets of the exchange."""
        for secret in sorted(self._found, key=len, reverse=True):
            text = text.replace(secret, MASK)
        return self._keys.of_request((text,), self._entry.headers, self._entry.query)[0]

    @property
    def path(self) -> str:
        """The request's path."""
        return self.text(self._entry.path.decode("latin-1"))

    @property
    def query(self) -> str:
        """The request's query."""
        return self.text(self._query)

    def fields(self, index: int) -> list[dict[str, str]]:
        """The header fields of the request (0) or of the answer (1)."""
        return [{"name": name, "value": self.text(value)} for name, value in self._fields[index]]

    def body(self, index: int) -> ShownBody:
        """The body of the request (0) or of the answer (1)."""
        entry = self._entry
        octets, whole = (entry.body, entry.came.sent) if index == 0 else (entry.answer.body, entry.came.given)
        text = self._bodies[index]
        return ShownBody(None if text is None else self.text(text), whole, len(octets) < whole)

    def _masked(self, fields: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
        shown = []
        for raw, octets in fields:
            name, value = raw.decode("latin-1").lower(), octets.decode("latin-1")
            if name in ("cookie", "set-cookie"):
                crumbs = list(percent.pairs(value, ";"))
                kept = crumbs[1:] if name == "set-cookie" else []
                hidden = (crumb.holding(MASK) for crumb in crumbs[: len(crumbs) - len(kept)])
                value = ";".join(crumb.text for crumb in (*hidden, *kept))
            elif self._places.is_secret_field(name):
                scheme, space, secret = value.partition(" ")
                self._note(secret if space else value)
                value = f"{scheme} {MASK}" if space else MASK
            elif "?" in value:
                place, _, query = value.partition("?")
                value = f"{place}?{self._without_secrets(query)}"
            shown.append((name, value))
        return shown

    def _without_secrets(self, query: str) -> str:
        parts = []
        for pair in percent.pairs(query):
            if self._is_secret(pair.name):
                self._note(pair.value)
                pair = pair.holding(MASK)
            parts.append(pair.text)
        return "&".join(parts)

    def _body(self, octets: bytes, kind: str) -> str | None:
        try:
            text = octets.decode("utf-8")
        except UnicodeDecodeError as error:
            if error.start < len(octets) - 3:  # not merely cut within a letter
                return None
            text = octets[: error.start].decode("utf-8")
        if kind.startswith(_FORM):
            return self._without_secrets(text)
        if text.lstrip("\ufeff \t\r\n")[:1] in ("{", "["):
            return without_json_secrets(text, self._is_secret, self._note)
        return without_written_secrets(text, self._is_secret, self._note)

    def _is_secret(self, name: str) -> bool:
        return self._places.is_secret(name, self._entry.plan)

    def _note(self, secret: str) -> None:
        if len(secret) >= _SHORTEST:
            self._found.add(secret)
            self._found.add(json.dumps(secret)[1:-1])


def _type(fields: Fields | tuple[tuple[bytes, bytes], ...]) -> str:
    return next((value.decode("latin-1").lower() for name, value in fields if name == b"content-type"), "")


def _marked(api: Api, start: JSON, *, follow: bool) -> Iterator[str]:
    """Names of the properties that are marked as secret in a part of the document, and in what it refers to."""
    stack, seen = [start], set[int]()
    while stack:
        node = stack.pop()
        if follow and isinstance(node, dict) and isinstance(node.get("$ref"), str):
            node = _followed(api, node)
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, list):
            stack += [item for item in node if isinstance(item, dict | list)]
        elif isinstance(node, dict):
            properties = node.get("properties")
            for name, schema in properties.items() if isinstance(properties, dict) else ():
                if isinstance(schema, dict) and (_is_marked(schema) or _is_marked(_followed(api, schema))):
                    yield str(name)
            stack += [item for key, item in node.items() if isinstance(item, dict | list) and key != "example"]


def _followed(api: Api, node: JSON) -> JSON:
    try:
        return api.document.follow(node)
    except DocumentError:
        return None


def _is_marked(schema: JSON) -> bool:
    if not isinstance(schema, dict):
        return False
    extension = schema.get("x-mock")
    marked = isinstance(extension, dict) and bool(extension.get("secret"))
    return marked or schema.get("format") == "password" or schema.get("writeOnly") is True
