"""What was seen of each operation of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import OperationCoverage

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from contracts.judging.part_coverage import PartCounts
    from mock_server.openapi import Document


def covered(
    document: Document,
    counts: Mapping[tuple[str, int], int],
    looked: Container[str] = (),
    parts: PartCounts | None = None,
) -> tuple[OperationCoverage, ...]:
    """Coverage by operation; ``counts`` has the exchanges by operation id and status, 0 for no answer.

    ``looked`` names the operations that said, as documented, that a record which nobody made is not there; ``parts``
    counts the parts of operations, where that is known.
    """
    found = []
    for operation in document.operations:
        mine = {status: count for (name, status), count in counts.items() if name == operation.id}
        seen = sorted((status, count) for status, count in mine.items() if status)
        missing = [
            response.status
            for response in operation.responses
            if response.status != "default" and not any(response.covers(status) for status, _ in seen)
        ]
        listed = tuple(response.status for response in operation.responses)
        total = sum(mine.values())
        found.append(
            OperationCoverage(
                operation.id,
                operation.method,
                operation.path,
                total,
                listed,
                tuple(seen),
                tuple(missing),
                looked=operation.id in looked,
                parts=parts.of(operation) if parts is not None else (),
            )
        )
    return tuple(found)
