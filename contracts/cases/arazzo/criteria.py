"""The criteria of steps: simple conditions, regular expressions and JSONPath (Arazzo 1.0.1, Criterion Object)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from contracts.cases.arazzo.condition_grammar import read_condition
from contracts.cases.arazzo.runtime_values import text_of
from contracts.cases.arazzo.workflow_parts import Criterion
from contracts.errors import UsageError
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import JSON


def read_criterion(raw: dict[str, Any], where: str) -> Criterion:
    """The criterion; raises UsageError for what is not understood."""
    kind, condition, context = raw.get("type", "simple"), raw.get("condition"), raw.get("context")
    kind = kind.get("type") if isinstance(kind, dict) else kind
    if not isinstance(condition, str):
        raise UsageError(f"{where}: a criterion has no condition")
    if kind not in ("simple", "regex", "jsonpath"):
        raise UsageError(f"{where}: a criterion of type {kind!r} is not understood; simple, regex and jsonpath are")
    if kind != "simple" and not isinstance(context, str):
        raise UsageError(f"{where}: the criterion {condition} of type {kind} has no context")
    try:
        if kind == "regex":
            re.compile(condition)
        elif kind == "jsonpath":
            _path(condition)
        else:
            return Criterion(condition, "simple", None, read_condition(condition))
    except (ValueError, re.error) as error:
        raise UsageError(f"{where}: the condition {condition} is not understood: {error}") from None
    return Criterion(condition, "regex" if kind == "regex" else "jsonpath", context)


def holds(criterion: Criterion, of: Callable[[str], JSON]) -> bool:
    """Whether a criterion is met; ``of`` gives the values of expressions."""
    if criterion.holds is not None:
        return criterion.holds.holds(of)
    value = of(criterion.context or "")
    if value is MISSING:
        return False
    if criterion.kind == "regex":
        return re.search(criterion.condition, text_of(value)) is not None
    found = [match.value for match in _path(criterion.condition).finditer(value)]
    if not found and criterion.condition.startswith("$[?"):  # a filter on the value itself, as files have it
        found = [match.value for match in _path(criterion.condition).finditer([value])]
    return bool(found) and found != [False]


def observed(criterion: Criterion, of: Callable[[str], JSON]) -> str:
    """What stood in place of the expressions of a criterion."""
    asked = criterion.holds.expressions if criterion.holds is not None else (criterion.context or "",)
    told = []
    for expression in dict.fromkeys(asked):
        value = of(expression)
        told.append(f"{expression} is {'absent' if value is MISSING else text_of(value)[:160]}")
    return ", ".join(told) or "it is false"


def _path(condition: str) -> Any:
    from jsonpath import JSONPathEnvironment, JSONPathError

    try:
        return JSONPathEnvironment(strict=True).compile(condition)
    except (JSONPathError, RecursionError) as error:
        raise ValueError(str(error.args[0]) if error.args else "it is no JSONPath") from None
