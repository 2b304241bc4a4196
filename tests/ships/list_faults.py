"""What is wrong with the list of the ships: pages, filters, orders, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.ships.changing import Table, answers, becomes
from tests.ships.service import refusal

if TYPE_CHECKING:
    from tests.manners.serving import Answer, Asked
    from tests.ships.service import Ships


def _everybody(service: Ships, own: Any, asked: Asked, user: str) -> Answer:
    sees, service.sees = service.sees, lambda *_: True  # type: ignore[method-assign]
    try:
        found: Answer = own(asked, user)
    finally:
        service.sees = sees  # type: ignore[method-assign]
    return found


LISTS: Table = {
    "pages-from-zero": (
        "The first page is the second.",
        becomes("page", lambda s, own, rows, p, n: own(rows, p + 1, n)),
    ),
    "page-one-short": (
        "A page lacks its last record.",
        becomes("page", lambda s, own, rows, p, n: own(rows, p, n)[: n - 1]),
    ),
    "page-overlaps": (
        "A page begins with the last record of the one before.",
        becomes("page", lambda s, own, rows, p, n: rows[max(0, (p - 1) * n - (p > 1)) : p * n]),
    ),
    "page-ignored": ("Every page is the first.", becomes("page", lambda s, own, rows, p, n: own(rows, 1, n))),
    "size-ignored": (
        "A page has 20, whatever is asked for.",
        becomes("page", lambda s, own, rows, p, n: own(rows, p, 20)),
    ),
    "flag-ignored": ("The filter is not read.", becomes("chosen", lambda s, own, rows, given: rows)),
    "flag-partly": (
        "The filter finds other flags too.",
        becomes("chosen", lambda s, own, rows, given: [r for r in rows if given.get("flag", "n")[0] == r["flag"][0]]),
    ),
    "sort-as-text": (
        "Numbers are sorted as texts.",
        becomes(
            "ordered",
            lambda s, own, rows, sort: (
                sorted(rows, key=lambda r: str(r[sort.lstrip("-")]), reverse=sort[0] == "-") if sort else rows
            ),
        ),
    ),
    "sort-ignored": ("The order is not read.", becomes("ordered", lambda s, own, rows, sort: rows)),
    "sort-sign-ignored": (
        "A falling order rises.",
        becomes("ordered", lambda s, own, rows, sort: own(rows, sort.lstrip("-"))),
    ),
    "total-of-all-users": (
        "The total counts the ships of others.",
        becomes("total", lambda s, own, rows, found: len(s.rows["ships"])),
    ),
    "total-of-page": ("The total counts the page.", becomes("total", lambda s, own, rows, found: len(found))),
    "list-of-all-users": (
        "A list shows the ships of others.",
        becomes("listed", lambda s, own, asked, user: _everybody(s, own, asked, user)),
    ),
    "page-past-end-404": (
        "A page past the end is not found.",
        answers(
            lambda a, s, b, f: (
                refusal(404, "none") if len(a.parts) == 1 and s == 200 and not b["data"] and "page" in a.query else None
            )
        ),
    ),
    "page-past-end-500": (
        "A page past the end is a 500.",
        answers(
            lambda a, s, b, f: (
                refusal(500, "failed")
                if len(a.parts) == 1 and s == 200 and not b["data"] and a.query.get("page", ["1"])[-1] != "1"
                else None
            )
        ),
    ),
}
