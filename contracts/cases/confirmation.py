"""Shows a finding again on fresh records, by as few requests as will do; what does not show twice is flaky."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from contracts.cases.record_steps import RecordSteps
    from contracts.exchange import Request
    from contracts.findings import Finding
    from contracts.judging.collector import Observation

REPEATS = 2
_STANDALONE = ("time-ordered", "generated-unguessable")


def confirm(steps: RecordSteps, finding: Finding, observation: Observation) -> Finding:
    """``finding`` as it showed again, with the smallest requests, or marked as flaky."""
    if _stands_alone(finding):
        return finding
    shown = [again for _ in range(REPEATS) if (again := _again(steps, finding)) is not None]
    if not shown and observation.scenario is not None:
        shown = [again for _ in range(REPEATS) if (again := _scenario(steps, finding, observation)) is not None]
    if len(shown) < REPEATS:
        return replace(finding, flaky=True)
    smaller = _smaller(steps, finding)
    if smaller is not None:
        return replace(finding, exchange=smaller.exchange, observed=smaller.observed, expected=smaller.expected)
    return finding


def untried(finding: Finding) -> Finding:
    """``finding`` as one for which time ran out before it could be shown again, where it has to be."""
    return finding if _stands_alone(finding) else replace(finding, untried=True)


def _stands_alone(finding: Finding) -> bool:
    """Whether a finding says enough by itself: it rests on many exchanges, or is the mock's own."""
    return finding.law in _STANDALONE or finding.culprit.startswith("mock")


def _again(steps: RecordSteps, finding: Finding) -> Finding | None:
    """The requests that led to it, with other names."""
    requests = [exchange.request for exchange in (*finding.before, finding.exchange)]
    names = _names(steps, requests)
    return _play(steps, [_renamed(request, names) for request in requests], finding)


def _play(steps: RecordSteps, requests: list[Request], finding: Finding) -> Finding | None:
    collector = steps.sender.collector
    collector.replaying = []
    try:
        for request in requests:
            steps.sender.pardon(request)
            steps.sender.send(request, finding.exchange.source, finding.exchange.label)
        return _like(collector.replaying, finding)
    finally:
        collector.replaying = None


def _scenario(steps: RecordSteps, finding: Finding, observation: Observation) -> Finding | None:
    collector = steps.sender.collector
    collector.replaying = []
    try:
        observation.scenario(steps)
        return _like(collector.replaying, finding)
    finally:
        collector.replaying = None


def _like(found: list[Finding], finding: Finding) -> Finding | None:
    return next(
        (f for f in found if (f.law, f.operation, f.place) == (finding.law, finding.operation, finding.place)), None
    )


def _smaller(steps: RecordSteps, finding: Finding) -> Finding | None:
    """The same finding from a body with nothing but the required and the field in question."""
    request: Request = finding.exchange.request
    if finding.before or not request.body:
        return None
    try:
        body = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return None
    operation = steps.judge.document.operation(request.operation or "")
    if not isinstance(body, dict) or operation is None:
        return None
    least = steps.requests.body(operation)
    words = re.split(r"[/ .]", finding.place)
    keep = {name: value for name, value in body.items() if (isinstance(least, dict) and name in least) or name in words}
    if len(keep) >= len(body):
        return None
    return _play(steps, [_renamed(replace(request, body=orjson.dumps(keep)), _names(steps, [request]))], finding)


def _names(steps: RecordSteps, requests: list[Request]) -> dict[str, str]:
    """The run's names in these requests, in lower case, each with the letters of a new one."""
    pattern = re.compile(rf"{steps.names.tag}[-_]?[a-z]{{4}}", re.IGNORECASE)
    names: dict[str, str] = {}
    for request in requests:
        text = request.target + (request.body or b"").decode("utf-8", "replace")
        for found in pattern.findall(text):
            if found.lower() not in names:
                names[found.lower()] = steps.names.fresh()[-4:]
    return names


def _renamed(request: Request, names: dict[str, str]) -> Request:
    return replace(request, target=_replace(request.target, names), body=_replace_bytes(request.body, names))


def _replace(text: str, names: dict[str, str]) -> str:
    for old, letters in names.items():
        pattern = re.compile(re.escape(old), re.IGNORECASE)
        text = pattern.sub(partial(_cased, letters=letters), text)
    return text


def _cased(match: re.Match[str], letters: str) -> str:
    old = match[0]
    return old[:-4] + (letters.upper() if old[-4:].isupper() else letters)


def _replace_bytes(body: bytes | None, names: dict[str, str]) -> bytes | None:
    if body is None or not names:
        return body
    try:
        return _replace(body.decode(), names).encode()
    except UnicodeDecodeError:
        return body
