"""The law `no-internals`: what languages and databases print of themselves is told from what is written for clients."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws import judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

INSIDE = {
    "Python": 'Traceback (most recent call last):\n  File "/srv/app.py", line 3, in get\n    x\nKeyError: 1',
    "Python, one frame": 'error at File "/srv/app.py", line 31, in <module>',
    "Java": "java.lang.NullPointerException\n\tat com.acme.UserService.find(UserService.java:42)",
    "Java, module": "at java.base/java.lang.Thread.run(Thread.java:840)",
    "Kotlin": "at com.acme.RoutesKt$main$1.invokeSuspend(Routes.kt:17)",
    "JavaScript": "TypeError: x is not a function\n    at Object.<anonymous> (/srv/app/index.js:10:5)",
    "JavaScript, node": "    at async node:internal/process/task_queues:95:5",
    ".NET": "   at Acme.Api.Users.Get(Int32 id) in C:\\src\\Users.cs:line 12",
    "PHP": "<b>Fatal error</b>: Uncaught Error: x in /var/www/index.php:3",
    "PHP, trace": "#0 /var/www/html/index.php(12): find()",
    "Go": "panic: runtime error\n\ngoroutine 18 [running]:\nmain.main()",
    "Ruby": "app/models/user.rb:12:in `find'",
    "Rust": "thread 'main' panicked at src/main.rs:2:5",
    "PDO": "SQLSTATE[42S02]: Base table or view not found",
    "Oracle": "ORA-00933: SQL command not properly ended",
    "MySQL": "You have an error in your SQL syntax; check the manual",
    "PostgreSQL": 'ERROR:  syntax error at or near "FROM"',
    "psycopg": "psycopg2.errors.UniqueViolation: duplicate",
    "SQLite": "sqlite3.OperationalError: no such table: users",
    "SQL Server": "Unclosed quotation mark after the character string 'a'.",
    "Hibernate": "org.hibernate.exception.ConstraintViolationException",
    "MongoDB": "E11000 duplicate key error collection: a.users",
}
PLAIN = (
    "Not found",
    "The item at position 3 is wrong",
    'The field "line" must be in the file',
    "Warning: this name is in use",
    "The user at example.com (line 3) is unknown",
    "You have an error in your request; see the manual",
    "duplicate key",
    "syntax error at line 3 of the query",
    "relation 'owner' does not exist",
    "Internal Server Error",
)


def laws(folder: Path, status: int, body: bytes, request: bytes | None = None, **media: Any) -> list[str]:
    """The laws that an answer to a create breaks."""
    answers: dict[str, Any] = {"201": {"description": "made"}}
    answers |= {str(code): {"description": "no", "content": {"application/json": media}} for code in (400, 500)}
    operation = {
        "operationId": "make",
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": answers,
    }
    tree = {"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/things": {"post": operation}}}
    path = folder / "things.json"
    path.write_text(json.dumps(tree), "utf-8")
    kind = (("Content-Type", "application/json"),)
    sent = Request("POST", "/things", kind, request if request is not None else b"{}")
    exchange = Exchange(sent, Answer(status, kind, body), "journey")
    return [finding.law for finding in judge(exchange, load_document(path))]


@pytest.mark.parametrize("status", [400, 500, 502])
@pytest.mark.parametrize("kind", INSIDE)
def test_what_comes_from_inside_is_a_finding(kind: str, status: int, tmp_path: Path) -> None:
    """In a JSON text or plainly, with a documented status or without."""
    assert "no-internals" in laws(tmp_path, status, json.dumps({"message": INSIDE[kind]}).encode())
    assert "no-internals" in laws(tmp_path, status, INSIDE[kind].encode())


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_written_for_clients_is_none(text: str, tmp_path: Path) -> None:
    """Sentences that share words with traces."""
    assert "no-internals" not in laws(tmp_path, 400, json.dumps({"message": text}).encode())


def test_what_was_sent_or_is_documented_is_none(tmp_path: Path) -> None:
    """An echo of the request, an example of the document, and a success tell nothing of the service."""
    trace = json.dumps({"message": INSIDE["Python"]}).encode()
    assert "no-internals" not in laws(tmp_path, 400, trace, request=trace)
    assert "no-internals" not in laws(tmp_path, 400, trace, example={"message": INSIDE["Python"]})
    assert "no-internals" not in laws(tmp_path, 201, trace)


def test_a_real_trace_is_found(tmp_path: Path) -> None:
    """What this very language prints."""
    try:
        raise KeyError("a")
    except KeyError:
        text = traceback.format_exc()
    assert "no-internals" in laws(tmp_path, 500, text.encode())
