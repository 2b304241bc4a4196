"""An operation that leads elsewhere, and of which the document promises nothing more, has done what it should."""

from __future__ import annotations

import pytest

from contracts.findings import OperationCoverage


@pytest.mark.parametrize(
    ("documented", "status", "succeeded"),
    [
        (("302",), 302, True),
        (("3XX", "404"), 307, True),
        (("302", "404"), 303, False),
        (("302", "404"), 404, False),
        (("200", "302"), 302, False),
        (("200",), 302, False),
        (("302", "default"), 302, False),
        ((), 302, False),
        ((), 204, True),
        (("302",), 200, True),
    ],
)
def test_a_documented_redirect_is_a_success_where_nothing_else_is(
    documented: tuple[str, ...], status: int, succeeded: bool
) -> None:
    """Where a success is documented beside it, that is what is missing; `default` may be one."""
    seen = OperationCoverage("go", "GET", "/go", 1, documented, ((status, 1),), ())
    assert seen.succeeded is succeeded
