"""A report on recorded traffic: judged by the document and by the mock that learns from it, without a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.observed.recordings.compared_traffic import ComparedTraffic
from contracts.observed.recordings.judged_traffic import JudgedTraffic
from contracts.observed.recordings.recorded import read_har, server_bases

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report
    from mock_server.openapi import Document

Current = tuple["Path", "Document"]


def judge_recording(
    path: Path,
    spec: Path,
    document: Document,
    seed: int,
    base: str | None = None,
    current: Current | None = None,
    overlays: tuple[Path, ...] = (),
) -> Report:
    """The report on the HAR file at ``path``, of the API under ``base`` (None: under the document's servers).

    ``current`` is the document of today, with its path, where ``document`` is a released one: no such mock is beside it
    then. ``document`` is that of ``spec`` with ``overlays``.

    Raises UsageError where the file can't be read.
    """
    traffic = JudgedTraffic(document, *(reversed(current) if current is not None else ()))
    recording = read_har(path, server_bases(document) if base is None else (base,))
    compared = ComparedTraffic(traffic, spec, overlays)
    try:
        if current is not None:
            compared.stop()
        for number, (exchange, alone, told, ended) in enumerate(recording.beside(), 1):
            if exchange is None:
                compared.lose()
            elif compared.add(exchange, number, alone=alone, told=told, moment=ended) is None:
                recording.skipped["requests that no operation covers"] += 1
    finally:
        compared.stop()
    notices = [f"left out: {reason} ({count})" for reason, count in recording.skipped.items()]
    notices += compared.notices()
    if not traffic.coverage:
        notices.append(
            f"the recording holds no exchange of this API under {base or 'the `servers` of the document'};"
            " --base URL says where it was"
        )
    return traffic.report(str(spec), str(path), seed, notices)
