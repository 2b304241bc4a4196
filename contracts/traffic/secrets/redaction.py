"""Takes the secrets out of everything that a run shows or writes.

Two kinds: the credentials given to the run, which are hidden wholly wherever and in whatever form they appear, and
secrets that the exchanges themselves hold, of which the beginning, the length and a number stay: equal numbers, equal
secrets. What the run itself made up for a request body is no secret, or no finding could be reproduced.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote_plus

from contracts.traffic.secrets.body_values import values
from contracts.traffic.secrets.document_words import DocumentWords
from contracts.traffic.secrets.masked_secrets import MaskedSecrets, is_mask
from contracts.traffic.secrets.secret_places import SecretPlaces, secret_places
from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from contracts.exchange import Answer, Exchange, Headers, Request
    from contracts.findings import Drift, Finding, Report
    from contracts.traffic.secrets.body_values import Value
    from mock_server.openapi import Document

_SCHEME = re.compile(r"(?i)\b(bearer|basic)(\s+)((?=[\w.~+/=-]*[0-9])[\w.~+/=-]{6,})")
_USERINFO = re.compile(r"(?<=://)[^/?#@\s\"']+(?=@)")
_ATTRIBUTES = frozenset(["expires", "max-age", "domain", "path", "samesite", "version", "comment", "priority"])


class Redactor:
    """Redacts texts, exchanges and reports of one run; learns the secrets of the exchanges it sees.

    ``secrets`` are the credentials given to the run; ``document`` says where else secrets stand. Memory grows by some
    kilobytes for each secret met, up to those of 20,000: of more the newer ones are known.
    """

    def __init__(self, secrets: Iterable[str], document: Document | None = None) -> None:
        self._given = (tuple(secrets), document)
        self._masks = MaskedSecrets(self._given[0], DocumentWords(document))
        self._places = secret_places(document) if document is not None else SecretPlaces()
        self._own: set[int] = set()

    def fresh(self) -> Redactor:
        """One that was given the same secrets and has met none, so that what it shows depends on nothing before."""
        return Redactor(*self._given)

    def text(self, text: str) -> str:
        """``text`` without the credentials given to the run, the secrets met so far, and what looks like one."""
        text = self._masks.replace(text)
        if "://" in text:
            text = _USERINFO.sub(lambda match: self._masks.mask(match[0]), text)
        return _SCHEME.sub(lambda match: match[1] + match[2] + self._masks.mask(match[3], learn=False), text)

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """Exceptions that leave the block say nothing of secrets."""
        try:
            yield
        except BaseException as error:
            error.args = tuple(self.text(item) if isinstance(item, str) else item for item in error.args)
            raise

    def exchange(self, exchange: Exchange) -> Exchange:
        """``exchange`` without secrets."""
        self._learn(exchange)
        return self._redacted(exchange)

    def report(self, report: Report, *, samples: bool = True) -> Report:
        """``report`` without secrets; what one of its exchanges shows to be a secret is redacted in all of it.

        Without ``samples``, for who shows none, the exchanges that no drift cites are left out.
        """
        found = (drift.lead for drift in (*report.drifts, *report.accepted))
        cited = [exchange for lead in found for exchange in (*lead.before, lead.exchange, *lead.after)]
        for exchange in (*report.exchanges, *cited):
            self._learn(exchange)
        shown = report.exchanges if samples else ()
        done = {id(exchange): self._redacted(exchange) for exchange in (*shown, *cited)}

        def redacted(exchange: Exchange) -> Exchange:
            return done[id(exchange)]

        text = self.text
        return replace(
            report,
            document=text(report.document),
            title=text(report.title),
            target=text(report.target),
            exchanges=tuple(map(redacted, shown)),
            drifts=tuple(self._drift(drift, redacted) for drift in report.drifts),
            accepted=tuple(self._drift(drift, redacted) for drift in report.accepted),
            baseline_problems=tuple(map(text, report.baseline_problems)),
            assumptions=tuple(replace(item, evidence=text(item.evidence)) for item in report.assumptions),
            leftovers=tuple(replace(item, what=text(item.what), reason=text(item.reason)) for item in report.leftovers),
            notices=tuple(map(text, report.notices)),
            interrupted=None if report.interrupted is None else text(report.interrupted),
        )

    def _drift(self, drift: Drift, redacted: Callable[[Exchange], Exchange]) -> Drift:
        return replace(drift, lead=self._finding(drift.lead, redacted), note=self.text(drift.note))

    def _finding(self, finding: Finding, redacted: Callable[[Exchange], Exchange]) -> Finding:
        return replace(
            finding,
            place=self.text(finding.place),
            message=self.text(finding.message),
            expected=self.text(finding.expected),
            observed=self.text(finding.observed),
            cause=self.text(finding.cause),
            exchange=redacted(finding.exchange),
            before=tuple(map(redacted, finding.before)),
            after=tuple(map(redacted, finding.after)),
        )

    def _redacted(self, exchange: Exchange) -> Exchange:
        request, recorded = exchange.request, exchange.source == "recorded"
        body = None if request.body is None else self._body(request.operation, request, learned=recorded)
        return replace(
            exchange,
            request=replace(
                request,
                target=self._target(request.operation, request.target, learned=recorded),
                headers=self._headers(request.headers, learned=recorded),
                body=body,
            ),
            answer=self._answer(request.operation, exchange.answer),
            mock=self._answer(request.operation, exchange.mock),
            label=self.text(exchange.label),
            failure=None if exchange.failure is None else self.text(exchange.failure),
        )

    def _answer(self, operation: str | None, answer: Answer | None) -> Answer | None:
        if answer is None:
            return None
        body = self._body(operation, answer, learned=True)
        return replace(answer, headers=self._headers(answer.headers, learned=True), body=body)

    def _target(self, operation: str | None, target: str, *, learned: bool) -> str:
        """A request target without the parameters that are secrets, and without a credential hidden by its encoding."""
        path, mark, query = target.partition("?")
        parts = []
        for pair in percent.pairs(query):
            plain, decoded = pair.name, pair.value
            if self._places.is_credential(plain) or (learned and self._places.is_property(operation, plain)):
                pair = pair.holding(self._masks.mask(decoded, learn=learned))
            elif self._masks.replace(decoded) != decoded:
                pair = pair.holding(self._masks.replace(decoded))
            parts.append(pair.text)
        clear = self._masks.replace(unquote_plus(path))
        return self.text((path if clear == unquote_plus(path) else clear) + mark + "&".join(parts))

    def _headers(self, headers: Headers, *, learned: bool) -> Headers:
        return tuple((name, self._header(name, value, learned=learned)) for name, value in headers)

    def _header(self, name: str, value: str, *, learned: bool) -> str:
        if name.lower() in ("cookie", "set-cookie"):
            return ";".join(self._crumb(pair, learned=learned) for pair in percent.pairs(value, ";"))
        if not self._places.is_header(name):
            return self._target(None, value, learned=True) if "?" in value else self.text(value)
        if is_mask(whole := self._masks.replace(value)):
            return whole  # a key that has the word before it in itself
        scheme, space, rest = value.partition(" ")
        if not space:
            return self._masks.mask(value, learn=learned)
        return self.text(scheme) + space + self._masks.mask(rest, learn=learned)

    def _crumb(self, pair: percent.Pair, *, learned: bool) -> str:
        if not pair.sign or pair.raw_name.strip().lower() in _ATTRIBUTES:
            return self.text(pair.text)
        return pair.holding(self._masks.mask(pair.raw_value, learn=learned)).text

    def _body(self, operation: str | None, message: Request | Answer, *, learned: bool) -> bytes:
        text = (message.body or b"").decode("utf-8", "surrogateescape")
        parts: list[str] = []
        last = 0
        for value in self._values(operation, text, message):
            if learned and value.chosen and value.tells and hash(value.text) not in self._own:
                new = self._masks.mask(value.text)
            elif value.encoded:
                new = self.text(value.text)
            else:
                continue
            if new != value.text:
                parts += (self.text(text[last : value.start]), value.written(new))
                last = value.end
        return "".join((*parts, self.text(text[last:]))).encode("utf-8", "surrogateescape")

    def _values(self, operation: str | None, text: str, message: Request | Answer) -> Iterator[Value]:
        def chosen(name: str) -> bool:
            return self._places.is_property(operation, name)

        return values(text, message.header("content-type") or "", chosen)

    def _learn(self, exchange: Exchange) -> None:
        """Note the secrets in ``exchange``; a value that the run made up and sent before it came back is none."""
        request, recorded = exchange.request, exchange.source == "recorded"
        if request.body and not recorded:
            text = request.body.decode("utf-8", "surrogateescape")
            for value in self._values(request.operation, text, request):
                if self._masks.replace(value.text) == value.text:
                    self._own.add(hash(value.text))
        self._redacted(exchange)
