"""The law of what is shown once: a secret that a create alone shows, by the document, stands in no other answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Behaviour, Response, Schemas

_LEAST = 12
"""Characters from which on a text can't be in an answer by chance."""
_FIRST = 4
"""Octets of a body by which a place in it is passed over: a tenth of the time that looking up each piece takes."""
_MOST = 200
_A_SECRET = 8
"""Octets of a body whose pieces are looked up in the time in which one secret is looked for."""
_FORMS = frozenset(("string", "full", "data", "link", "url", "uri"))
"""What ends the name of a secret that an answer shows in a form of its own."""
_ALONE = frozenset(("private", "otpauth"))
"""Names of secrets where what bears them is a text."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:/", re.IGNORECASE)
_RANDOM = re.compile(r"(?=\w*[0-9])(?=\w*[a-z])\w{12,}", re.IGNORECASE)
"""What makes an address one that not everybody may have."""


class ShownOnce:
    """The secrets that one run was shown by creates."""

    def __init__(self, schemas: Schemas, behaviours: Mapping[str, Behaviour]) -> None:
        self._schemas = schemas
        self._behaviours = behaviours
        self._secrets: dict[bytes, str] = {}
        self._beginnings: set[bytes] = set()
        self._octets: tuple[set[int], ...] = tuple(set() for _ in range(_FIRST))
        self._candidate: re.Pattern[bytes] | None = None
        self._places: dict[tuple[str, str], list[tuple[str, ...]]] = {}

    def findings(self, exchange: Exchange, make: Maker) -> list[Finding]:
        """What is wrong with an answer to a request that does not name the secret itself."""
        answer = exchange.answer
        if answer is None or not self._secrets or not answer.body:
            return []
        body = answer.body
        if not self._begins_in(body):
            return []
        known = [secret for secret in self._secrets if secret in body]
        if not known:
            return []
        asked = exchange.request.target.encode() + (exchange.request.body or b"")
        asked += "".join(value for _, value in exchange.request.headers).encode()
        shown = next((secret for secret in known if secret not in asked), None)
        if shown is None:
            return []
        what = self._secrets[shown]
        message = f"shows {what}, which a create shows once"
        return [make("shown-once", "body", "no secret of another answer", "the secret", message, cause=what)]

    def _begins_in(self, body: bytes) -> bool:
        """Whether a secret may be in a body: where many are known, to look for each takes ten times as long."""
        if len(body) > _A_SECRET * len(self._secrets):
            return True
        if self._candidate is None:
            classes = (b"".join(re.escape(bytes((octet,))) for octet in sorted(known)) for known in self._octets)
            begun = b"".join(b"[%b]" % octets for octets in classes)
            self._candidate = re.compile(b"(?=(%b.{%d}))" % (begun, _LEAST - len(self._octets)), re.DOTALL)
        return not self._beginnings.isdisjoint(self._candidate.findall(body))

    def learn(self, behaviour: Behaviour, response: Response, body: JSON) -> None:
        """Remember the secrets in the answer to a create."""
        for place in self._of(behaviour, response):
            value = pointers.at(body, place, None)
            if isinstance(value, str) and _is_telling(value) and len(self._secrets) < _MOST:
                self._secrets[value.encode()] = f"{place[-1]} of {behaviour.operation.id}"
                self._beginnings.add(beginning := value.encode()[:_LEAST])
                for octet, known in zip(beginning, self._octets, strict=False):
                    if octet not in known:
                        known.add(octet)
                        self._candidate = None

    def _of(self, behaviour: Behaviour, response: Response) -> list[tuple[str, ...]]:
        """Where the create shows what no other documented answer of its resource has, and calls it a secret: never the
        key of the record, which all that shows the record does; nothing where what is shown may be the key.
        """
        key = (behaviour.operation.id, response.status)
        if key not in self._places:
            others = [
                other
                for each in self._behaviours.values()
                if each.resource == behaviour.resource and each is not behaviour
                for other in each.operation.responses
                if other.status.startswith("2") and other.content
            ]
            known = {name for other in others for name, _ in self._names(other.schema, (), 0)}
            asked = behaviour.operation.request_schema
            known.update(self._schemas.properties(asked), self._schemas.spelled(asked, response.schema).values())
            own = behaviour.answer_path
            self._places[key] = [
                place
                for name, place in self._names(response.schema, (), 0)
                if others and own is not None and name not in known and place != own and _is_secret(name)
            ]
        return self._places[key]

    def _names(self, schema: JSON, place: tuple[str, ...], depth: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        for name, item in self._schemas.properties(schema).items():
            yield name, (*place, name)
            if depth < 4:
                inner = self._schemas.items(item) if "array" in self._schemas.types(item) else item
                yield from self._names(inner, (*place, name), depth + 1)
        if not depth and "array" in self._schemas.types(schema):
            yield from self._names(self._schemas.items(schema), place, 1)


def _is_secret(name: str) -> bool:
    """Whether a text that a create alone shows is a secret by its name, whatever form of it the name tells."""
    said = field_names.words(name)
    while len(said) > 1 and said[-1] in _FORMS:
        said = said[:-1]
    return (bool(said) and said[-1] in _ALONE) or field_names.is_secret_name("_".join(said))


def _is_telling(value: str) -> bool:
    """Whether a value can be in another answer for no other reason than that this one is shown."""
    return len(value) >= _LEAST and value.isascii() and not (_ADDRESS.match(value) and not _RANDOM.search(value))
