"""Operations by which a user logs in: they take a user name and a password, and answer a token or set a cookie.

They are known by their schemas; what they are called tells which of several is asked first, and which makes an account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.exchange import Request
from mock_server.openapi import MISSING, RequestWriter, field_names, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.openapi import JSON, Document, Operation, Response, Schemas

_USER = re.compile(
    r"(?:user|login|account|nick)?[_-]?(?:name|id)|user|login|account|(?:user|login)?[_-]?e?[_-]?mail(?:[_-]?address)?"
    r"|identifier|identity|uid",
    re.IGNORECASE,
)
_PASSWORD = re.compile(r"(?:user|login|account)?[_-]?(?:password|passwd|pwd|pass|passphrase|passcode)", re.IGNORECASE)
_SET = re.compile(rf"(?:(?:old|new|current|repeated?|confirmed)[_-]?)?(?:{_PASSWORD.pattern})", re.IGNORECASE)
TOKENS = tuple(
    re.compile(names, re.IGNORECASE)
    for names in (
        r"access(?:[_-]?token)?",
        r"(?:(?:auth|api|bearer|jwt|session|user|login)[_-]?)?token|jwt|bearer",
        r"session(?:[_-]?(?:id|key))?|sid|ticket",
        r"id[_-]?token",
        r"(?:api|auth)?[_-]?key",
    )
)
"""Names of members that hold a token, the likeliest first; one that renews a token is none."""
_LOGS_IN = re.compile(r"log[\s_-]?[io]n|sign[\s_-]?[io]n|auth(?!or)|token|session|credential", re.IGNORECASE)
_ELSE = re.compile(
    r"sign[\s_-]?up|regist|enrol|invit|activat|reset|forgot|recover|chang|updat|verif|confirm"
    r"|(?:creat|add)(?:es?|ing)?[\s_-]*(?:an?\s+)?(?:new\s+)?(?:user|account|member)",
    re.IGNORECASE,
)
"""Words of operations that make an account, or change its password."""
_DEEPEST = 3


@dataclass(frozen=True)
class LoginOperation:
    """One of them: ``inside`` leads to the members of these names in the body; they are in the query where it is None.

    ``more`` are other members that it requires.
    """

    operation: Operation
    user: str
    password: str
    inside: tuple[str, ...] | None
    more: tuple[tuple[str, JSON], ...]

    def __str__(self) -> str:
        return str(self.operation)

    def shows(self, scheme: Mapping[str, JSON], schemas: Schemas) -> bool:
        """Whether its answer has, by the document, the header field of a scheme, or a member of that name."""
        name = name_words(str(scheme.get("name") or ""))
        answers = [response for response in self.operation.responses if response.status.startswith("2")]
        members = [media.schema for one in answers for media in one.content if media.schema is not None]
        return any(name_words(field.name) == name for one in answers for field in one.headers) or any(
            name_words(member) == name for schema in members for member in schemas.properties(schema)
        )

    def requests(self, writer: RequestWriter, user: str, password: str) -> Iterator[Request]:
        """What is asked."""
        operation = self.operation
        members: dict[str, JSON] = {**dict(self.more), self.user: user, self.password: password}
        if self.inside is None:
            query = percent.joined((name, str(value)) for name, value in members.items())
            yield Request(operation.method, f"{operation.wire_path}?{query}", (), None, operation.id)
            return
        body: JSON = members
        for name in reversed(self.inside):
            body = {name: body}
        media = operation.request_media
        if media is not None:
            data, kind = writer.body(media, body)
            yield Request(operation.method, operation.wire_path, (("Content-Type", kind),), data, operation.id)


def name_words(name: str) -> str:
    """A name as header fields and members have it alike: `X-CSRF-Token` is `csrf_token`."""
    return field_names.plain(name.lower().removeprefix("x-"))


def login_operations(document: Document, schemas: Schemas, given: Mapping[str, str]) -> list[LoginOperation]:
    """Those of a document, the likeliest first; ``given`` are values for other members that they require."""
    found = []
    for index, operation in enumerate(document.operations):
        words = " ".join(str(operation.raw.get(name) or "") for name in ("operationId", "summary")) + operation.path
        if operation.path_names or _ELSE.search(words):
            continue
        called = _LOGS_IN.search(words) is not None
        login = _login(operation, schemas, given)
        if login is not None and any(_hands_out(r, document, schemas, called=called) for r in operation.responses):
            closed = bool(operation.security) and all(operation.security)
            found.append((not called, closed, len(login.more), index, login))
    return [login for *_, login in sorted(found, key=lambda rank: rank[:-1])]


def passwords_set(body: JSON) -> list[str]:
    """The members by which a body gives somebody a password; none where it names who logs in or signs up."""
    if not isinstance(body, dict) or any(_USER.fullmatch(name) for name in body):
        return []
    return [name for name in body if _SET.fullmatch(name)]


def _login(operation: Operation, schemas: Schemas, given: Mapping[str, str]) -> LoginOperation | None:
    if operation.request_media is not None and operation.method in ("POST", "PUT"):
        schema = operation.request_schema
        members = schemas.properties(schema)
        places = [((), schema), *(((name,), item) for name, item in members.items())]
        for inside, part in places:
            login = _of(operation, schemas.properties(part), schemas.required(part), inside, schemas, given)
            if login is not None:
                return login
        return None
    query = {p.name: p.schema for p in operation.parameters if p.location == "query"}
    required = tuple(p.name for p in operation.parameters if p.required and p.location == "query")
    return _of(operation, query, required, None, schemas, given)


def _of(
    operation: Operation,
    members: Mapping[str, JSON],
    required: tuple[str, ...],
    inside: tuple[str, ...] | None,
    schemas: Schemas,
    given: Mapping[str, str],
) -> LoginOperation | None:
    """The login with these members, None where they are none, or more is required than anybody knows."""
    secret = [n for n, s in members.items() if _PASSWORD.fullmatch(n) or schemas.keyword(s, "format") == "password"]
    users = [name for name in members if name not in secret and _USER.fullmatch(name)]
    if len(secret) != 1 or not users:
        return None
    user = next((name for name in users if name in required), users[0])
    more: list[tuple[str, JSON]] = []
    for name, item in members.items():
        if name in (user, *secret) or (name not in required and name not in given and name != "grant_type"):
            continue
        value = given.get(name, "password" if name == "grant_type" else _only(schemas, item))
        if value is MISSING:
            return None
        more.append((name, value))
    return LoginOperation(operation, user, secret[0], inside, tuple(more))


def _only(schemas: Schemas, schema: JSON) -> JSON:
    """The value that the document gives a member, MISSING where it gives none."""
    options = schemas.keyword(schema, "enum")
    for value in (schemas.keyword(schema, "const"), schemas.keyword(schema, "default"), *(options or ())):
        if value is not None:
            return value
    return MISSING


def _hands_out(response: Response, document: Document, schemas: Schemas, *, called: bool) -> bool:
    """Whether an answer holds a token, by the document, else by what the operation is ``called``."""
    if not (response.status.startswith("2") or response.status == "default"):
        return False
    carried = {str(raw.get("name")).lower() for raw in document.security_schemes.values() if raw.get("in") == "header"}
    if any(header.name.lower() in ("set-cookie", "authorization", *carried) for header in response.headers):
        return True
    shown = [media.schema for media in response.content if media.schema is not None]
    if any(_token_in(schema, schemas, 0) for schema in shown):
        return True
    if response.status == "default":
        return False
    silent = not any(schemas.properties(schema) for schema in shown)
    return called and (silent or any(raw.get("in") == "cookie" for raw in document.security_schemes.values()))


def _token_in(schema: JSON, schemas: Schemas, depth: int) -> bool:
    members = schemas.properties(schema)
    if any(
        form.fullmatch(name) and schemas.types(item) <= {"string", "null"}
        for name, item in members.items()
        for form in TOKENS
    ):
        return True
    return depth < _DEEPEST and any(_token_in(item, schemas, depth + 1) for item in members.values())
