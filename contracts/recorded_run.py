"""A report on recorded traffic: each exchange judged by the document, without a target and without a mock."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from contracts.cases.current_document import CurrentDocument
from contracts.findings import Report, Standing
from contracts.judging.additions import added
from contracts.judging.collector import Observation
from contracts.judging.contrast import PROVOKED, Spared
from contracts.judging.coverage import covered
from contracts.judging.drifts import drifts
from contracts.judging.provocation import Provocations
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.recorded import read_har, server_bases
from contracts.settings import Settings
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Exchange
    from mock_server.openapi import Document

Current = tuple["Path", "Document"]
_A_KIND, _PROVOKED = 4, 100
"""How many findings of a kind are kept; of those whose cause is found by contrast more."""
_NO_TAG = "\0"
"""Nothing in a recording carries the tag of a run."""
_SAMPLES = 400
_MASKED = "...[secret-"


def judge_recording(
    path: Path, spec: Path, document: Document, seed: int, base: str | None = None, current: Current | None = None
) -> Report:
    """The report on the HAR file at ``path``, of the API under ``base`` (None: under the document's servers).

    ``current`` is the document of today, with its path, where ``document`` is a released one.

    Raises UsageError where the file can't be read.
    """
    started, began = time.monotonic(), datetime.now(UTC)
    judge = Judge(document)
    provocations, spared = Provocations(judge.schemas, _NO_TAG), Spared()
    counts: Counter[tuple[str, ...]] = Counter()
    coverage: Counter[tuple[str, int]] = Counter()
    observations: list[Observation] = []
    samples: list[Exchange] = []
    later = CurrentDocument(current[1], judge, Settings("http://recorded", spec)) if current else None
    additions: Counter[str] = Counter()
    recording = read_har(path, server_bases(document) if base is None else (base,))
    for number, exchange in enumerate(recording, 1):
        reading = judge.reader.read(exchange.request)
        if reading is None:
            recording.skipped["requests that no operation covers"] += 1
            continue
        coverage[reading.operation.id, exchange.answer.status if exchange.answer else 0] += 1
        if len(samples) < _SAMPLES:
            samples.append(exchange)
        body = judge.body_of(exchange.answer)
        sent = Sent(replace(exchange, label=""), reading, body, MISSING, judge.findings(exchange, reading, body))
        provoked = tuple(provocations.of(sent, ()))
        spared.add(sent, provoked, drawn=False)
        if later is not None:
            later.take(sent)
        for item in sent.findings:
            if _MASKED in item.observed:
                continue  # a recording of ours, with its secrets taken out
            standing, finding = later.standing(item) if later is not None else (Standing.BROKEN, item)
            if standing is Standing.ADDED:
                additions[f"{finding.operation}: {finding.message}"] += 1
                continue
            kind = (finding.law, finding.culprit, finding.operation, finding.place, finding.cause)
            counts[kind] += 1
            if counts[kind] <= (_PROVOKED if finding.law in PROVOKED else _A_KIND):
                observations.append(
                    Observation(finding, (), None, number, provoked, changed=standing is Standing.CHANGED)
                )
    order = {operation.id: index for index, operation in enumerate(document.operations)}
    found = [drift for drift, _ in drifts(observations, counts, order, spared)]
    notices = added(additions)
    notices += [f"left out: {reason} ({count})" for reason, count in recording.skipped.items()]
    if not coverage:
        notices.append(
            f"the recording holds no exchange of this API under {base or 'the `servers` of the document'};"
            " --base URL says where it was"
        )
    return Report(
        document=str(spec),
        title=document.title,
        target=str(path),
        seed=seed,
        started=began.isoformat(timespec="seconds"),
        seconds=time.monotonic() - started,
        exchanges=tuple(samples),
        exchange_count=sum(coverage.values()),
        drifts=tuple(found),
        coverage=covered(document, coverage),
        notices=tuple(notices),
        current=str(current[0]) if current is not None else None,
    )
