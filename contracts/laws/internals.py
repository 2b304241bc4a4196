"""Tells texts from inside a service, which help an attacker and no client: stack traces and errors of databases.

The forms are those of the languages' own printers and of the databases' own messages, so that a sentence written for a
client is never taken for one (CWE-209; OWASP API Security 2023, API8).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Answer, Exchange
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import Response

_LONGEST, _SHORT = 200_000, 4_000
_ESCAPE = re.compile(r"\\(.)")
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
"""What a JSON text writes as escapes."""
_TRACES = {
    "Python": r"Traceback \(most recent call last\)|File \"[^\"\n]{1,300}\", line \d+, in [\w<]",
    "Java": r"\bat (?:[\w$]+[./])+[\w$<>]+\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)",
    "JavaScript": r"\bat (?:async )?(?:[\w.<>$\[\] ]{1,120} )?\(?(?:file://|node:|/|[A-Z]:\\)[^\s()\"']{1,300}:\d+:\d+\)?",
    ".NET": r"\bat [\w.`<>\[\]+]{1,200}\([^()\n]{0,300}\) in [^\n]{1,300}:line \d+",
    "PHP": r"(?:Fatal error|Warning|Notice|Parse error)(?:</b>)?: .{1,400}? (?:in|on) (?:<b>)?/[^\s<]{1,300}\.php"
    r"|#0 (?:/[^\s(]{1,300}\.php\(\d+\)|\{main\})",
    "Go": r"\bgoroutine \d+ \[[a-z ]+(?:, [^\]]{1,80})?\]:",
    "Ruby": r"[\w/.-]{1,200}\.rb:\d+:in [`']",
    "Rust": r"thread '[^'\n]{1,100}' (?:\(\d+\) )?panicked at",
}
_DATABASES = {
    "SQLSTATE": r"SQLSTATE\[\w{2,5}\]",
    "Oracle": r"\bORA-\d{5}\b",
    "MySQL": r"You have an error in your SQL syntax|com\.mysql\.(?:cj\.)?jdbc|\bmysqli?_\w+\(\)|"
    r"Duplicate entry '.{0,200}' for key",
    "PostgreSQL": r"syntax error at or near \"|psycopg2?\.|org\.postgresql\.|\bpq: \w|"
    r"duplicate key value violates unique constraint",
    "SQLite": r"\bsqlite3\.\w+Error|SQLITE_(?:ERROR|CONSTRAINT|BUSY|MISMATCH)|UNIQUE constraint failed: \w|"
    r"no such (?:table|column): \w",
    "SQL Server": r"Unclosed quotation mark after the character string|System\.Data\.SqlClient|Incorrect syntax near '",
    "a driver": r"java\.sql\.SQL\w*Exception|org\.hibernate\.\w|sqlalchemy\.exc\.|PG::\w+|Sequelize\w*Error|"
    r"Prisma\w+Error|ActiveRecord::\w|MongoServerError|\bE11000 duplicate key",
}
_KINDS = {
    **{name: ("a stack trace", re.compile(form)) for name, form in _TRACES.items()},
    **{name: ("the error of a database", re.compile(form)) for name, form in _DATABASES.items()},
}


def internals(answer: Answer, exchange: Exchange, response: Response | None, make: Maker) -> list[Finding]:
    """Whether an error's body shows a stack trace or the error of a database; one finding.

    What the request itself carried, and what the document shows in an example, is none.
    """
    if answer.status < 400 or not answer.body:
        return []
    body = answer.body[:_LONGEST]
    for name, shown in _shown_again(body) if len(body) <= _SHORT else _shown(body):
        what, form = _KINDS[name]
        if _known(form, exchange, response):
            continue
        message = f"an error shows {what} ({name})"
        return [make("no-internals", "body", "a text for clients", shown, message, cause=f"{what}, {name}")]
    return []


def _shown(body: bytes) -> tuple[tuple[str, str], ...]:
    """The kinds that stand in a body, each with how it begins."""
    text = body.decode("utf-8", "replace")
    plain = _ESCAPE.sub(lambda match: _CONTROLS.get(match[1], match[1]), text)
    texts = (text, plain) if plain != text else (text,)
    found = {name: next(filter(None, map(form.search, texts)), None) for name, (_, form) in _KINDS.items()}
    return tuple((name, match[0].splitlines()[0][:120]) for name, match in found.items() if match is not None)


_shown_again = lru_cache(maxsize=256)(_shown)
"""The same for short ones: the errors of a service are a few texts, again and again."""


def _known(form: re.Pattern[str], exchange: Exchange, response: Response | None) -> bool:
    request = exchange.request
    sent = [(request.body or b"").decode("utf-8", "replace"), request.target, *(value for _, value in request.headers)]
    examples = [str(e.value) for media in response.content for e in media.examples] if response is not None else []
    return any(form.search(text) for text in (*sent, *examples))
