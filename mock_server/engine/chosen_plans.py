"""The operations that `--mock` names: as everywhere, or by a path with all that is below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import UsageError
from mock_server.openapi.reading import operation_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan

_SHOWN = 20


def chosen_plans(apis: Sequence[Api], names: Iterable[str]) -> frozenset[OperationPlan]:
    """The plans of the operations that ``names`` mean; raises UsageError, for one of none."""
    found: set[OperationPlan] = set()
    plans = [plan for api in apis for plan in api.plans]
    for name in names:
        meant = {plan for plan in plans if _means(name, plan)}
        if not meant:
            from difflib import get_close_matches

            known = sorted({known for plan in plans for known in _names(plan)})
            near = get_close_matches(name, known, 3) or known[:_SHOWN]
            raise UsageError(f"--mock {name} means no operation; there are {', '.join(near)}")
        found |= meant
    return frozenset(found)


def _means(name: str, plan: OperationPlan) -> bool:
    bases = _bases(plan)
    above = operation_names.places_above(plan.operation, bases)
    return name in above or operation_names.is_meant(plan.operation, name, bases)


def _names(plan: OperationPlan) -> list[str]:
    bases = _bases(plan)
    return [
        *operation_names.own_names(plan.operation, bases),
        *operation_names.places_above(plan.operation, bases),
    ]


def _bases(plan: OperationPlan) -> list[str]:
    return [plan.api.prefix + base for base in plan.operation.base_paths]
