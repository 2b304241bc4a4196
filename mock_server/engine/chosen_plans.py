"""Operations as people name them: an operationId, a method with its path, or a path with all that is below it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan

_SHOWN = 20


def chosen_plans(apis: Sequence[Api], names: Iterable[str], option: str) -> frozenset[OperationPlan]:
    """The plans of the operations that ``names`` mean; raises UsageError, with the ``option``, for one of none."""
    found: set[OperationPlan] = set()
    for name in names:
        meant = {plan for api in apis for plan in api.plans if name in _names(plan)}
        if not meant:
            known = sorted({known for api in apis for plan in api.plans for known in _names(plan)})
            near = get_close_matches(name, known, 3) or known[:_SHOWN]
            raise UsageError(f"{option} {name} means no operation; there are {', '.join(near)}")
        found |= meant
    return frozenset(found)


def _names(plan: OperationPlan) -> Iterator[str]:
    """Every name of an operation: those of the paths above it too, with and without the base path."""
    operation = plan.operation
    yield operation.id
    for base in ("", *(plan.api.prefix + base for base in operation.base_paths)):
        path = base + operation.path
        yield f"{operation.method} {path}"
        segments = path.split("/")
        yield from ("/".join(segments[:count]) for count in range(2, len(segments) + 1))
