"""The faults that a check does not find, each with the reason; a test fails once one of them is found after all."""

from __future__ import annotations

_REASONS: dict[str, tuple[str, ...]] = {
    "nothing is sent below a record below another one": (
        "upload-answers-200", "delete-attachment-answers-202", "attachment-size-is-text", "attachment-is-not-stored",
        "delete-attachment-keeps", "read-attachment-answers-404", "read-attachment-open", "caption-lost",
        "caption-over-20-refused", "caption-unbounded", "upload-refused", "missing-file-accepted",
    ),
    "the document does not say that the size is that of the file": ("file-ignored",),
    "records are not read, replaced or merged with more than one body": (
        "labels-sorted", "read-shows-old-title", "put-does-not-replace", "put-task-does-not-replace",
        "put-keeps-members", "put-task-keeps-members", "put-loses-owner", "put-renumbers", "put-answers-old",
        "put-task-answers-old", "patch-answers-old", "patch-task-answers-old", "patch-does-nothing",
        "patch-loses-members", "patch-replaces-nested", "patch-null-is-kept", "patch-loses-note",
        "labels-unbounded", "owner-room-unbounded", "put-unvalidated", "put-task-unvalidated", "patch-unvalidated",
        "patch-task-unvalidated", "put-needs-no-name", "put-refuses-labels", "patch-refuses-state",
        "patch-refuses-null", "crash-on-put-of-owner", "replace-project-answers-409",
    ),
    "a key that is answered twice looks like a flaky target, for nothing of it is asked again": ("create-reuses-key",),
    "children are looked for below their own parent alone": (
        "delete-leaves-children", "child-under-another-parent", "missing-parent-lists-empty",
    ),
    "lists are not paged, filtered or compared with what was created": (
        "list-lacks-newest", "list-tasks-lacks-newest", "list-contacts-lacks-newest", "list-shows-deleted",
        "list-tasks-shows-deleted", "list-contacts-shows-deleted", "list-shows-other-parents", "list-repeats-records",
        "list-shows-other-values", "list-ignores-limit", "list-ignores-offset", "limit-echo-wrong",
        "offset-echo-wrong", "total-is-page", "total-off-by-one", "size-ignored", "cursor-ignored",
        "cursor-inclusive", "next-always-null", "next-never-null", "state-filter-ignored", "state-filter-inverted",
        "done-filter-ignored", "done-filter-inverted", "labels-filter-ignored", "ids-filter-ignored",
        "budget-ignored", "header-first-only", "cookie-ignored",
    ),
    "optional parameters of what reads are not sent, nor wrong ones": (
        "ids-by-comma", "labels-by-comma", "state-by-space", "state-first-only", "budget-not-deep", "header-refused",
        "cookie-refused", "cookie-unknown-accepted", "label-first-only", "label-unbounded", "matrix-swapped",
        "matrix-unbounded", "simple-first-only", "simple-unknown-accepted", "limit-unbounded", "limit-zero-accepted",
        "negative-offset-accepted", "unknown-state-asked-for", "unknown-mark-asked-for", "any-cursor-accepted",
        "malformed-key-answers-500",
    ),
    "without a key nothing but lists, creates and removals is tried": (
        "read-project-open", "replace-project-open", "change-project-open", "change-task-open",
    ),
}  # fmt: skip

MISSED = {name: reason for reason, names in _REASONS.items() for name in names}
