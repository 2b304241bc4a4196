"""The laws as checks of Schemathesis' own command: ``SCHEMATHESIS_HOOKS=contracts.schemathesis st run …``.

Each law that one exchange can break is a check, `contracts_` and its name (docs/check-laws.md has the list).
Credentials come from the environment, as for `contracts check`; without them nothing is said of access.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import schemathesis
from schemathesis.config import ConfigError
from schemathesis.core.failures import Failure, FailureGroup

from contracts.commands.given_credentials import given_credentials
from contracts.errors import ContractsError
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.exchange_judge import LAWS_OF_ONE, ExchangeJudge
from contracts.laws import LAWS
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi import MockServerError, load_document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contracts.findings import Finding
    from mock_server.openapi import Document

_NUMBER = re.compile(r"\d+")


class BrokenLawFailure(Failure):
    """A law that an exchange broke; one for each law, place and cause of an operation."""

    @property
    def _unique_key(self) -> str:
        return str(self.title)


class JudgedSchema:
    """One schema of Schemathesis with the judge of its document, which sees every answer once."""

    def __init__(self, schema: Any) -> None:
        document = _document(schema)
        given = given_credentials(
            argparse.Namespace(key=None, key_file=None, credential=[]), list(document.security_schemes)
        )
        self._judge = ExchangeJudge(document, given)
        self._redactor = Redactor(list(given.values()), document)
        self._base = urlsplit(schema.get_base_url()).path.rstrip("/")
        self._lock = threading.Lock()
        self._last: tuple[Any, list[Finding]] = (None, [])

    def broken(self, law: str, response: Any, case: Any) -> list[BrokenLawFailure]:
        """What of one law an answer breaks."""
        with self._lock:
            if self._last[0] is not response:
                self._last = (response, self._judge.findings(_exchange(response, case, self._base)))
            found = self._last[1]
        return [self._failure(finding, case) for finding in found if finding.law == law]

    def _failure(self, finding: Finding, case: Any) -> BrokenLawFailure:
        place = _NUMBER.sub("*", finding.place) if finding.place.startswith("/") else finding.place
        said = self._redactor.text(
            f"{finding.message[:1].upper()}{finding.message[1:]}\n\n"
            f"At: {finding.place}\nExpected: {finding.expected}\nObserved: {finding.observed}"
        )
        title = f"{LAWS[finding.law].rstrip('.')} ({place}{f', {finding.cause}' if finding.cause else ''})"
        return BrokenLawFailure(operation=case.operation.label, title=self._redactor.text(title), message=said)


_JUDGED: dict[int, tuple[Any, JudgedSchema]] = {}
_LOADING = threading.Lock()


def _judged(schema: Any) -> JudgedSchema:
    with _LOADING:
        if id(schema) not in _JUDGED:
            _JUDGED[id(schema)] = (schema, JudgedSchema(schema))
        return _JUDGED[id(schema)][1]


def _document(schema: Any) -> Document:
    """The document that Schemathesis was given: its file, or what it fetched."""
    location = urlsplit(schema.location or "")
    path = Path(unquote(location.path))
    if location.scheme in ("", "file") and path.is_file():
        return load_document(path)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "openapi.json"
        copy.write_text(json.dumps(schema.raw_schema), "utf-8")
        return load_document(copy)


def _exchange(response: Any, case: Any, base: str) -> Exchange:
    """The exchange of a case, as it went over the wire."""
    sent = response.request
    parts = urlsplit(sent.url)
    path = parts.path or "/"
    path = path[len(base) :] if base and path.startswith(f"{base}/") else path
    body = sent.body
    request = Request(
        method=sent.method,
        target=f"{path}?{parts.query}" if parts.query else path,
        headers=tuple((_text(name), _text(value)) for name, value in sent.headers.items()),
        body=body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else None,
        operation=(case.operation.definition.raw or {}).get("operationId"),
    )
    headers = tuple((name, value) for name, values in response.headers.items() for value in values)
    whole = response.content_size == len(response.content or b"") and not response.stream_cut_short
    cut = None if whole else "it was not read whole"
    return Exchange(
        request, Answer(response.status_code, headers, response.content or b"", response.elapsed, cut), "fuzz"
    )


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _check(law: str) -> Callable[[Any, Any, Any], None]:
    """The check of one law."""

    def check(_context: Any, response: Any, case: Any) -> None:
        try:
            broken = _judged(case.operation.schema).broken(law, response, case)
        except (MockServerError, ContractsError) as error:
            raise ConfigError(f"contracts: {error}") from None
        if len(broken) == 1:
            raise broken[0]
        if broken:
            raise FailureGroup(broken)

    check.__name__ = check.__qualname__ = f"contracts_{law.replace('-', '_')}"
    check.__doc__ = LAWS[law]
    return check


CHECKS: Mapping[str, Callable[[Any, Any, Any], None]] = {law: schemathesis.check(_check(law)) for law in LAWS_OF_ONE}
"""The registered checks by law."""
