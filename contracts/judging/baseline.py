"""Drifts that a team knows and accepts for a while: `drift.toml`, applied to a report and written by `accept`.

Each entry is a table of the array `drift` with a fingerprint, a reason, an owner and the last day on which it counts
(TOML 1.0.0). `operation`, `also`, `law`, `place` and `cause` are kept beside them: for the reader, to tell whether a
run could have shown the drift at all, and to bind the entry, which accepts nothing but what all of them say.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from contracts import atomic_file, user_file
from contracts.errors import ContractsError, UsageError
from contracts.traffic.secrets.terminal_text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from contracts.findings import Drift, Report
    from mock_server.openapi import JSON

_FINGERPRINT = re.compile(r"[0-9a-f]{12}")
_LARGEST = 8
"""Megabytes."""
_REQUIRED = ("fingerprint", "reason", "owner", "expires")
_NAMES = frozenset((*_REQUIRED, "law", "operation", "also", "place", "cause", "flaky"))


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """One accepted drift; it counts up to and including the day ``expires``."""

    fingerprint: str
    reason: str
    owner: str
    expires: date
    operation: str = ""
    law: str = ""
    place: str = ""
    flaky: bool = False
    cause: str = ""
    also: tuple[str, ...] = ()

    def accepts(self, drift: Drift) -> bool:
        """Whether this is the drift of the entry: its fingerprint, in no other operations, and as it is described."""
        lead = drift.lead
        mine = (self.operation or lead.operation, *self.also)
        said = ((self.law, lead.law), (self.place, lead.place), (self.cause, lead.cause))
        if any(text and text not in (wanted, quoted(wanted)) for text, wanted in said):
            return False
        known = {quoted(name) for name in mine} | set(mine)
        return known.issuperset(drift.operations) and any(
            lead.fingerprint_in(name) == self.fingerprint for name in (*mine, *drift.operations) if name in known
        )

    def __str__(self) -> str:
        what = ", ".join(part for part in (self.operation, self.law, self.place) if part)
        return f"{self.fingerprint} ({what})" if what else self.fingerprint


@dataclass(frozen=True, slots=True)
class Baseline:
    """The entries of one file."""

    path: Path
    entries: tuple[BaselineEntry, ...]


def load(path: Path) -> Baseline:
    """Read a baseline; raises UsageError with the file and the entry."""
    data = _parse(path, _text(path))
    entries: dict[str, BaselineEntry] = {}
    for number, item in enumerate(_tables(path, data), 1):
        entry = _entry(path, number, item)
        if entry.fingerprint in entries:
            raise UsageError(f"{path}, entry {number}: {entry.fingerprint} is there twice; keep one of them")
        entries[entry.fingerprint] = entry
    return Baseline(path, tuple(entries.values()))


def apply(report: Report, baseline: Baseline, today: date, *, complete: bool = True) -> Report:
    """``report`` with the known drifts among its accepted ones, and what is wrong with the baseline.

    An expired entry accepts nothing. An entry whose drift did not occur is a problem, unless the run could not have
    shown it: it was interrupted or partial (``complete`` is False: only reads, a recording, a time limit), it sent
    nothing to the operation, or the drift is flaky.
    """
    open_drifts: list[Drift] = []
    accepted: list[Drift] = []
    for drift in report.drifts:
        entry = next((entry for entry in baseline.entries if entry.accepts(drift)), None)
        if entry is None or entry.expires < today:
            open_drifts.append(drift)
        else:
            note = f"{entry.reason} (owner {entry.owner}, until {entry.expires.isoformat()})"
            accepted.append(replace(drift, status="accepted", note=note))
    drifts = (*report.drifts, *report.accepted)
    reached = {item.operation for item in report.coverage if item.exchanges}
    whole = complete and report.interrupted is None
    problems = []
    for entry in baseline.entries:
        expired = entry.expires < today
        if any(map(entry.accepts, drifts)):
            if expired:
                problems.append(_expired(baseline.path, entry))
        elif (why := _misfit(entry, drifts)) is not None:
            problems.append(f"{baseline.path}: {entry} {why}")
        elif whole and not entry.flaky and (not entry.operation or entry.operation in reached):
            problems.append(f"{baseline.path}: {entry} no longer occurs; remove the entry")
        elif expired:
            problems.append(_expired(baseline.path, entry))
    return replace(
        report,
        drifts=tuple(open_drifts),
        accepted=(*report.accepted, *accepted),
        baseline_problems=(*report.baseline_problems, *problems),
    )


def _misfit(entry: BaselineEntry, drifts: Iterable[Drift]) -> str | None:
    """Why an entry that speaks of one of these drifts does not accept it, None where it speaks of none."""
    for drift in drifts:
        lead, more = drift.lead, set(drift.operations) - {entry.operation, *entry.also}
        if entry.fingerprint in map(lead.fingerprint_in, drift.operations):
            if entry.operation in drift.operations and more:
                return f"does not cover {', '.join(sorted(more))}, where the same shows; accept it anew"
            what = ", ".join(filter(None, (lead.operation, lead.law, lead.place, lead.cause)))
            return f"accepts nothing: its fingerprint is that of another drift ({what}); accept that one by itself"
        if not entry.cause and lead.cause and (entry.operation, entry.law) == (lead.operation, lead.law):
            return (
                "accepts nothing: it was written when fingerprints did not say what provokes a drift;"
                f" accept what it stands for anew, and remove it (one of them is {drift.fingerprint}, {lead.cause})"
            )
    return None


def accept(
    report_path: Path,
    baseline_path: Path,
    *,
    reason: str,
    owner: str,
    expires: date,
    fingerprints: Iterable[str] | None = None,
) -> tuple[str, ...]:
    """Write the open drifts of a JSON report, all or those named, into a baseline; returns their fingerprints.

    Entries that are there already get the new reason, owner and expiry; comments and everything else stay. Raises
    UsageError.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    from contracts.judging.report_file import read

    if not reason.strip() or not owner.strip():
        raise UsageError("say why the drifts are accepted (--reason) and who will mend them (--owner)")
    drifts = {drift.fingerprint: drift for drift in read(report_path).drifts}
    wanted = list(drifts) if fingerprints is None else list(dict.fromkeys(fingerprints))
    unknown = [name for name in wanted if name not in drifts]
    if unknown:
        known = ", ".join(drifts) or "none"
        raise UsageError(f"{report_path} has no open drift {', '.join(unknown)}; its open drifts: {known}")
    text = _text(baseline_path) if baseline_path.exists() else _HEAD
    for number, item in enumerate(_tables(baseline_path, _parse(baseline_path, text)), 1):
        _entry(baseline_path, number, item)
    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, ValueError, RecursionError) as error:
        raise UsageError(f"{baseline_path} is no TOML: {error}") from None
    tables: JSON = document.get("drift")
    if tables is None:
        tables = tomlkit.aot()
        document["drift"] = tables
    there = {str(table["fingerprint"]): table for table in tables}
    for fingerprint in wanted:
        table = there.get(fingerprint)
        if table is None:
            table = _table_of(drifts[fingerprint])
            table.trivia.indent = "\n" if len(tables) or text != _HEAD else ""
            tables.append(table)
        table.pop("also", None)
        if drifts[fingerprint].also:
            table["also"] = [quoted(name) for name in drifts[fingerprint].also]
        table["reason"], table["owner"], table["expires"] = reason, owner, expires
    _write(baseline_path, tomlkit.dumps(document))
    return tuple(wanted)


def _table_of(drift: Drift) -> Any:
    """A new entry for a drift, without reason, owner and expiry."""
    import tomlkit

    lead, table = drift.lead, tomlkit.table()
    table["fingerprint"] = drift.fingerprint
    table["operation"] = quoted(lead.operation)
    for name, value in (("law", lead.law), ("place", lead.place), ("cause", lead.cause)):
        if value:
            table[name] = quoted(value)
    if lead.flaky:
        table["flaky"] = True
    return table


_HEAD = """\
# Drifts that are known and accepted until they expire. Written by `contracts accept`; edit by hand as you like.

"""


def _expired(path: Path, entry: BaselineEntry) -> str:
    return (
        f"{path}: {entry} expired on {entry.expires.isoformat()} (owner {entry.owner});"
        " mend the drift, or accept it anew with a later date"
    )


def _tables(path: Path, data: dict[str, JSON]) -> list[JSON]:
    tables = data.get("drift", [])
    if not isinstance(tables, list):
        raise UsageError(f"{path}: `drift` is no array of tables; begin each entry with [[drift]]")
    extra = [name for name in data if name != "drift"]
    if extra:
        raise UsageError(f"{path}: {extra[0]!r} is unknown; a baseline has [[drift]] tables alone")
    return tables


def _entry(path: Path, number: int, item: JSON) -> BaselineEntry:
    where = f"{path}, entry {number}"
    if not isinstance(item, dict):
        raise UsageError(f"{where} is no table; begin each entry with [[drift]]")
    fingerprint = item.get("fingerprint")
    if isinstance(fingerprint, str):
        where += f" ({fingerprint})"
    missing = [name for name in _REQUIRED if item.get(name) in (None, "")]
    if missing:
        raise UsageError(f"{where} lacks {', '.join(missing)}")
    unknown = [name for name in item if name not in _NAMES]
    if unknown:
        raise UsageError(f"{where} has the unknown field {unknown[0]!r}; known are {', '.join(sorted(_NAMES))}")
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        raise UsageError(f"{where}: the fingerprint is not twelve hexadecimal digits")
    if not isinstance(item.get("flaky", False), bool):
        raise UsageError(f"{where}: flaky is neither true nor false")
    texts = {name: item.get(name, "") for name in ("reason", "owner", "operation", "law", "place", "cause")}
    for name, text in texts.items():
        if not isinstance(text, str):
            raise UsageError(f"{where}: {name} is no text")
    also = item.get("also", [])
    if not isinstance(also, list) or not all(isinstance(name, str) for name in also):
        raise UsageError(f"{where}: also is no list of operations")
    expires = _day(where, item["expires"])
    return BaselineEntry(
        fingerprint=fingerprint, expires=expires, flaky=item.get("flaky", False), also=tuple(also), **texts
    )


def _day(where: str, value: JSON) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise UsageError(f"{where}: expires is {value!r}; write a day such as 2027-01-31") from None


def _text(path: Path) -> str:
    return user_file.text(path, "the baseline", _LARGEST)


def _parse(path: Path, text: str) -> dict[str, JSON]:
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise UsageError(f"{path} is nested too deeply for a baseline") from None
    except ValueError as error:
        raise UsageError(f"{path} is no TOML: {error}") from None


def _write(path: Path, text: str) -> None:
    try:
        atomic_file.write(path, [text])
    except OSError as error:
        raise ContractsError(f"the baseline can't be written to {path}: {error.strerror or error}") from None
