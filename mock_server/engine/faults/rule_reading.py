"""From a rule as it is written, an object or a line of text, to its value: the one parser for all places.

A rule stands in a document or overlay (``x-mock.faults``), on the command line, in one request's ``Prefer`` and in the
admin API. Its JSON Schema is ``fault`` in ``x-mock.schema.json``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule import LONGEST_SECONDS, Delay, FaultRule, Quota
from mock_server.engine.faults.fault_rule_error import FaultRuleError
from mock_server.engine.faults.rule_text import rule_in, wire_fault
from mock_server.openapi.behaviour import extension
from mock_server.openapi.behaviour.declarations import suggestion
from mock_server.openapi.reading.durations import seconds_of
from mock_server.openapi.reading.json_values import as_dict, as_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation import Operation

_AMOUNTS = {"B": 1, "KB": 1_000, "MB": 1_000_000}
_SPREAD, _MOST_SPREAD = 0.4, 5.0
_LONGEST_WINDOW = 365 * 24 * 60 * 60
_FIRST_ERROR = 400


def read_rule(given: JSON, place: str = "", operations: frozenset[Operation] | None = None) -> FaultRule:
    """The rule that ``given`` is; raises FaultRuleError. ``operations`` are those that it stands beside."""
    rule = rule_in(given) if isinstance(given, str) else given
    if (wrong := extension.wrong(rule, "fault")) is not None:
        raise FaultRuleError(wrong[1], wrong[0])
    rule = as_dict(rule)
    match = as_dict(rule.get("match"))
    fault, method = rule.get("fault"), match.get("method")
    retry = re.fullmatch(r"(\d+)( as date)?", str(rule.get("retry-after", "")))
    delay, hold = _delay(rule.get("delay")), seconds_of(rule.get("hold"))
    read = FaultRule(
        given=rule,
        place=place,
        operations=operations,
        operation=match.get("operation"),
        method=method.upper() if isinstance(method, str) else None,
        path=match.get("path"),
        key=_word(match["key"]) if "key" in match else None,
        query={name: _word(value) for name, value in as_dict(match.get("query")).items()},
        header={name.lower(): _word(value) for name, value in as_dict(match.get("header")).items()},
        after=rule.get("after", 0),
        first=rule.get("first"),
        every=rule.get("every", 1),
        rate=rule.get("rate"),
        delay=delay,
        bandwidth=_bandwidth(rule.get("bandwidth")),
        status=rule.get("status"),
        example=rule.get("example"),
        retry_after=(int(retry[1]), bool(retry[2])) if retry else None,
        fault=wire_fault(fault) if isinstance(fault, str) else None,
        hold=LONGEST_SECONDS if hold is None else min(hold, LONGEST_SECONDS),
        effect=rule.get("effect", "before"),
        quota=_quota(rule.get("limit")),
        answers=tuple(as_list(rule.get("answers"))),
        cycle=rule.get("cycle", False),
    )
    _check(read)
    return read


def check_names(rule: FaultRule, operations: Iterable[tuple[str, Operation]]) -> None:
    """Raise FaultRuleError where the rule is for no operation; ``operations`` come with their base paths."""
    known = [(base, operation) for base, operation in operations]
    if rule.operation is not None and not any(rule.names_operation(operation, base) for base, operation in known):
        names = suggestion(rule.operation, (operation.id for _, operation in known))
        raise FaultRuleError(f"there is no operation {rule.operation}{names}"[:400], ("match", "operation"))
    meant = [operation for base, operation in known if rule.is_for(operation, base)]
    if any(rule.has_examples(operation) for operation in meant):
        return
    if meant:
        contents = [media for operation in meant for response in operation.responses for media in response.content]
        have = {example.name for media in contents for example in media.examples if example.name}
        missing = next((name for name in rule.names if name not in have), rule.names[0])
        where = "example" if rule.example == missing else "answers"
        raise FaultRuleError(f"no answer has the example {missing}{suggestion(missing, have)}"[:400], (where,))
    if rule.path is not None:
        near = suggestion(rule.path, {operation.path for _, operation in known})
        method = f"{rule.method} " if rule.method else ""
        raise FaultRuleError(f"there is no operation {method}{rule.path}{near}"[:400], ("match", "path"))
    if rule.method is not None and rule.operations is None:
        raise FaultRuleError(f"there is no operation with the method {rule.method}", ("match", "method"))
    raise FaultRuleError("no operation is matched by it; leave out a part of match", ("match",))


def _check(rule: FaultRule) -> None:
    if not (rule.answers_itself or rule.delay or rule.bandwidth or rule.quota or rule.retry_after):
        raise FaultRuleError("says nothing that happens; give status, delay, bandwidth, fault, limit or answers")
    for name, answering in (("status", rule.status), ("example", rule.example)):
        if answering is not None and (rule.fault is not None or rule.answers):
            other = "fault" if rule.fault is not None else "answers"
            raise FaultRuleError(f"stands beside {other}; a rule has one of them", (name,))
    if rule.fault is not None and rule.answers:
        raise FaultRuleError("stands beside answers; a rule has one of them", ("fault",))
    for index, answer in enumerate(rule.answers):
        if isinstance(answer, int) and not 200 <= answer <= 599:
            raise FaultRuleError(
                f"is {answer}; it must be a status from 200 to 599, or a name", ("answers", str(index))
            )


def _delay(given: JSON) -> Delay | None:
    if given is None:
        return None
    text = str(given)
    low, dots, high = text.partition("..")
    middle, spread, sigma = text.partition("~lognormal")
    if spread:
        about = seconds_of(middle)
        found = re.fullmatch(r"(?:\((\d+(?:\.\d+)?)\))?", sigma)
        if about is not None and found is not None:
            if found[1] and float(found[1]) > _MOST_SPREAD:
                raise FaultRuleError(f"spreads by {found[1]}; give {_MOST_SPREAD:g} at most", ("delay",))
            return Delay(about, about, float(found[1]) if found[1] else _SPREAD)
    else:
        least, most = seconds_of(low), seconds_of(high) if dots else seconds_of(low)
        if least is not None and most is not None:
            if most < least:
                raise FaultRuleError(f"is {text}; a range begins with the shorter time", ("delay",))
            return Delay(least, most)
    wanted = "a time such as 250ms, a range such as 100ms..1s, or a distribution such as 80ms~lognormal"
    raise FaultRuleError(f"is {text}; it must be {wanted}", ("delay",))


def _bandwidth(given: JSON) -> float | None:
    found = re.fullmatch(r"([0-9.]+)(B|KB|MB)/s", str(given or ""))
    if found is None:
        return None
    amount = float(found[1]) * _AMOUNTS[found[2]]
    if amount < 1:
        raise FaultRuleError("is next to nothing; give 1B/s or more, such as 50KB/s", ("bandwidth",))
    return amount


def _quota(given: JSON) -> Quota | None:
    found = re.fullmatch(r"(\d+)/(\d*(?:s|m|h))(?: per (\w+))?", str(given or ""))
    if found is None:
        return None
    window = found[2] if found[2][0].isdigit() else f"1{found[2]}"
    seconds = int(seconds_of(window) or 0)
    if not 1 <= seconds <= _LONGEST_WINDOW:
        raise FaultRuleError("is for no time, or for more than a year; give one such as 100/1m", ("limit",))
    return Quota(int(found[1]), seconds, found[3] or "sandbox")


def _word(value: JSON) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
