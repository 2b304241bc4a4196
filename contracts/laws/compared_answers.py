"""Laws that no answer breaks by itself: a journey compares several, and sending its requests again does not show it."""

from __future__ import annotations

BY_JOURNEY = frozenset({"object-access", "existence-hidden", "mass-assignment", "workflow"})
"""Laws that a journey alone sees: it looks at what became of records, removes what another user got, has criteria."""
SEVERAL_ANSWERS = BY_JOURNEY | {
    "list", "selection", "references", "conflicts", "read-back", "below-parent", "preconditions", "idempotency",
    "link-leads", "jobs", "generated-unique", "generated-unguessable", "time-ordered",
}  # fmt: skip
"""Laws over several answers: a request sent again shows none of them; nor does another document say the same of it."""
