"""What a check draws is drawn without a look at the sources of functions that have no name."""

from __future__ import annotations

from contextvars import Context
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from hypothesis.internal import reflection

from contracts.cases.generated import fuzz_constants, fuzz_lambdas

if TYPE_CHECKING:
    import pytest


def test_a_check_reads_no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever else draws in this process gets their functions described as they wrote them."""
    read: list[Any] = []

    def described(function: Any) -> str:
        read.append(function)
        return "as it is written"

    monkeypatch.setattr(reflection, "lambda_sources", SimpleNamespace(lambda_description=described))
    fuzz_lambdas.prepare.__wrapped__()
    function = lambda number: number + 41  # noqa: E731
    with fuzz_constants.none_of_modules():
        ours = reflection.get_pretty_function_description(function)
    assert read == []
    theirs = Context().run(reflection.get_pretty_function_description, function)

    assert ours == "lambda: <unknown>"
    assert theirs == "as it is written"
    assert read == [function]
