"""Words by which a text speaks of some of the records alone: *active items*, *published posts*, *unpaid invoices*."""

from __future__ import annotations

SOME_OF_THEM = (
    r"(?:un|in|non-?)?(?:active|open|approved|published|done|archived|hidden|available|confirmed|enabled|valid"
    r"|finished|completed?|paid|verified|resolved|signed|scheduled|shipped|issued|outstanding|pending|running"
    r"|recent\w*|future|disabled|draft\w*|overdue)|unread"
)
"""Alternatives of an expression, to be set between bounds of words; *live* is none, since it is a verb as well."""
