"""A report on recorded traffic: each exchange judged by the document, without a target and without a mock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.judged_traffic import JudgedTraffic
from contracts.recorded import read_har, server_bases

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from mock_server.openapi import Document

Current = tuple["Path", "Document"]


def judge_recording(
    path: Path, spec: Path, document: Document, seed: int, base: str | None = None, current: Current | None = None
) -> Report:
    """The report on the HAR file at ``path``, of the API under ``base`` (None: under the document's servers).

    ``current`` is the document of today, with its path, where ``document`` is a released one.

    Raises UsageError where the file can't be read.
    """
    traffic = JudgedTraffic(document, *(reversed(current) if current is not None else ()))
    recording = read_har(path, server_bases(document) if base is None else (base,))
    for number, exchange in enumerate(recording, 1):
        if traffic.add(exchange, number) is None:
            recording.skipped["requests that no operation covers"] += 1
    notices = [f"left out: {reason} ({count})" for reason, count in recording.skipped.items()]
    if not traffic.coverage:
        notices.append(
            f"the recording holds no exchange of this API under {base or 'the `servers` of the document'};"
            " --base URL says where it was"
        )
    return traffic.report(str(spec), str(path), seed, notices)
