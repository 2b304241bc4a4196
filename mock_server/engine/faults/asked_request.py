"""A request as rules of faults see it, and the octets by which two of them are the same."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.openapi.reading import percent
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.json_types import JSON

_BOUNDARY = re.compile(rb'boundary="?([^";]{1,200})', re.IGNORECASE)
_MOST_CANONICAL = 1_000_000


@dataclass(frozen=True, eq=False)
class AskedRequest:
    """A request to the operation of ``plan``; ``values`` are those of its path, as they travel."""

    plan: OperationPlan
    method: str
    path: str
    query: bytes
    headers: list[tuple[bytes, bytes]]
    values: dict[str, str]
    body: bytes = b""
    address: str = ""

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The query's names and values; wishes for one answer are none of them."""
        found = percent.pairs(self.query.decode("latin-1"))
        return [(pair.name, pair.value) for pair in found if not pair.raw_name.startswith("__")]

    @cached_property
    def base(self) -> str:
        """The base path below which it was asked."""
        return self.plan.api.base_path

    @cached_property
    def own_path(self) -> str:
        """The path below the base path."""
        bases = (base for base in self.plan.api.base_paths if base and self.path.startswith(base + "/"))
        return self.path[len(max(bases, key=len, default="")) :]

    @cached_property
    def credential(self) -> bytes:
        """What the request presents to be let in."""
        schemes = self.plan.api.schemes.values()
        found = [value for scheme in schemes if (value := scheme.read(self.headers, self.query))]
        return b"\0".join([value for name, value in self.headers if name == b"authorization"] + found)

    @cached_property
    def value(self) -> JSON:
        """The body's JSON value, None where it is none."""
        try:
            return json.loads(self.body) if 0 < len(self.body) <= _MOST_CANONICAL else None
        except (ValueError, RecursionError):
            return None

    @cached_property
    def key(self) -> str | None:
        """The key of the record that the request is about, where it says one."""
        place = self.plan.behaviour.key_place
        values = {name: unquote(value) for name, value in self.values.items()}
        if place is None:
            return list(values.values())[-1] if values else None
        found = place.find(values, self.pairs, self.value)
        return None if found is None or found is MISSING else str(found)

    @cached_property
    def canonical(self) -> bytes:
        """The same for requests that ask the same: method, path, query in any order, JSON body in any spelling.

        Headers say who asks and how, and are none of it.
        """
        body = self.body
        if isinstance(self.value, dict | list):
            body = json.dumps(self.value, sort_keys=True).encode("utf-8", "surrogatepass")
        else:
            kind = next((value for name, value in self.headers if name == b"content-type"), b"")
            boundary = _BOUNDARY.search(kind) if kind[:10].lower() == b"multipart/" else None
            body = body.replace(boundary[1], b"boundary") if boundary is not None else body
        parts = [self.method, self.path, json.dumps(sorted(self.pairs))]
        text = "\n".join(parts).encode("utf-8", "surrogatepass")
        return blake2b(len(text).to_bytes(8) + text + body, digest_size=16).digest()

    @cached_property
    def asker(self) -> bytes:
        """The canonical request of this credential."""
        return self.canonical + blake2b(self.credential, digest_size=8).digest()

    def fits(self, rule: FaultRule) -> bool:
        """Whether the rule, which is for the operation, is for this request too."""
        if not (rule.path is None or rule.names_template(self.plan.operation, self.base)) and not (
            rule.takes(self.path) or rule.takes(self.own_path)
        ):
            return False
        if rule.key is not None and self.key != rule.key:
            return False
        if any((name, value) not in self.pairs for name, value in rule.query.items()):
            return False
        given = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self.headers if rule.header]
        return all((name, value) in given for name, value in rule.header.items())
