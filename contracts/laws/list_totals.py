"""A list that tells how many records there are tells the number that it shows, where it shows them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Operation


def totals(operation: Operation, body: JSON, record: tuple[str, ...] | None, make: Maker) -> list[Finding]:
    """What is wrong with the totals beside the list at ``record``, the path of the array in the body.

    A total below the number of records shown is wrong. One above it is where neither a query parameter nor a member of
    the answer leads to more: then all are shown.
    """
    around = body
    for token in (record or ())[:-1]:
        around = around.get(token) if isinstance(around, dict) else None
    shown = around.get(record[-1]) if record and isinstance(around, dict) else None
    if not isinstance(shown, list) or not isinstance(around, dict) or record is None:
        return []
    leads_on = any(p.location == "query" for p in operation.parameters) or any(map(field_names.leads_on, around))
    for name, total in around.items():
        if not field_names.TOTALS.match(name) or name.lower().endswith("size"):  # a size may be one of octets
            continue
        if isinstance(total, bool) or not isinstance(total, int):
            continue
        if total < len(shown) or (total > len(shown) and not leads_on):
            place = pointers.text((*record[:-1], name))
            message = f"{place} is {total}, but the list shows {len(shown)} records"
            cause = "fewer than shown" if total < len(shown) else "more than shown"
            return [make("list", place, str(len(shown)), str(total), message, cause=cause)]
    return []
