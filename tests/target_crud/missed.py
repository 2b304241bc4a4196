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
    "lists are not paged, filtered or compared with what was created": (
        "list-lacks-newest", "list-tasks-lacks-newest", "list-contacts-lacks-newest", "list-shows-deleted",
        "list-tasks-shows-deleted", "list-contacts-shows-deleted", "list-shows-other-parents", "list-repeats-records",
        "list-shows-other-values", "list-ignores-limit", "list-ignores-offset", "state-first-only",
        "offset-echo-wrong", "total-is-page", "total-off-by-one", "size-ignored", "cursor-ignored",
        "cursor-inclusive", "next-always-null", "next-never-null", "state-filter-ignored", "state-filter-inverted",
        "done-filter-ignored", "done-filter-inverted", "labels-filter-ignored", "ids-filter-ignored",
        "budget-ignored", "header-first-only", "cookie-ignored",
    ),
}  # fmt: skip

MISSED = {name: reason for reason, names in _REASONS.items() for name in names}
