"""The faults that a check does not find, each with the reason; a test fails once one of them is found after all."""

from __future__ import annotations

_REASONS: dict[str, tuple[str, ...]] = {
    "words alone say that the size is that of the file, and words of a member are not read": ("file-ignored",),
    "409 is documented, and when it is due is open; the report lists the operation as one that never succeeded": (
        "replace-project-answers-409",
    ),
    "what a file must hold is open where the document does not say it; the report lists the operation as one that never"
    " succeeded": ("upload-refused",),
    "what is listed below a parent that is not there is open: it may be missed, or have nothing": (
        "missing-parent-lists-empty",
    ),
    "a documented 400 may say that what a path names is not there, where no 404 is documented; the report lists the"
    " operation as one that never succeeded": ("label-misread",),
}  # fmt: skip

MISSED = {name: reason for reason, names in _REASONS.items() for name in names}
