"""The faults that a check does not find, each with the reason; a test fails once one of them is found after all."""

from __future__ import annotations

_REASONS: dict[str, tuple[str, ...]] = {
    "the document does not say that the size is that of the file": ("file-ignored",),
    "409 is documented, and when it is due is open; the report lists the operation as one that never succeeded": (
        "replace-project-answers-409",
    ),
    "nothing more is created where a key was answered twice, so the drift can't be shown again and is flaky": (
        "create-reuses-key",
    ),
    "the document does not say that a child is found below its own parent alone": (
        "delete-leaves-children", "child-under-another-parent", "missing-parent-lists-empty",
    ),
    "a list with pages need not show what was made on its first page": (
        "list-lacks-newest", "list-tasks-lacks-newest",
    ),
    "the removed records fill the first page, so that those of a second try are not on it and the drift is flaky": (
        "list-shows-deleted", "list-tasks-shows-deleted",
    ),
    "the mark of the next page is the target's own, and the mock can't follow it": (
        "cursor-ignored", "cursor-inclusive", "next-always-null", "next-never-null",
    ),
    "the document says only in words what a number beside the list counts": (
        "offset-echo-wrong", "total-is-page", "total-off-by-one",
    ),
    "keys of the target are none of the mock's, and an order or a range has no member of its own name": (
        "ids-filter-ignored", "budget-ignored", "header-first-only", "list-shows-other-parents",
    ),
    "a filter by two values is not asked for": ("state-first-only",),
}  # fmt: skip

MISSED = {name: reason for reason, names in _REASONS.items() for name in names}
