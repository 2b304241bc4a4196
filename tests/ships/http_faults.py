"""What is wrong with answers as messages of HTTP."""

from __future__ import annotations

from tests.ships.changing import Table, answers, becomes, fails, header, is_one, media
from tests.ships.service import refusal

HTTP: Table = {
    "create-200": ("A create answers 200.", answers(lambda a, s, b, f: (200, b, f) if s == 201 else None)),
    "delete-200-empty": ("A removal answers 200.", answers(lambda a, s, b, f: (200, None, f) if s == 204 else None)),
    "no-location": ("A create does not say where.", header("Location", None)),
    "location-of-another": ("A Location leads nowhere.", becomes("place", lambda s, own, row: "/ships/shp_00000000")),
    "location-constant-list": ("A Location is the list.", becomes("place", lambda s, own, row: "/ships")),
    "no-etag": ("A ship shows no version.", header("ETag", None)),
    "etag-constant": ("A version never changes.", becomes("tag", lambda s, own, row: '"1"')),
    "if-match-ignored": ("If-Match is not read.", becomes("tags", lambda s, own, field: [*own(field), "*"])),
    "etag-unquoted": (
        "A version has no quotes.",
        answers(lambda a, s, b, f: (s, b, {**f, "ETag": f["ETag"].strip('"')}) if "ETag" in f else None),
    ),
    "never-304": ("A version that is known is sent again.", becomes("tags", lambda s, own, field: [])),
    "idempotency-ignored": ("An idempotency key is not read.", becomes("repeats", lambda s, own, once: False)),
    "text-html": ("Answers say that they are HTML.", media("text/html")),
    "body-empty": (
        "A ship is shown as nothing.",
        answers(lambda a, s, b, f: (s, b"", f) if is_one(a) and a.method == "GET" and s == 200 else None),
    ),
    "errors-200": ("A refusal is 200.", answers(lambda a, s, b, f: (200, b, f) if s == 422 else None)),
    "head-404": (
        "HEAD is not found.",
        answers(lambda a, s, b, f: refusal(404, "none") if a.method == "HEAD" else None),
    ),
    "head-500": ("HEAD is a 500.", answers(lambda a, s, b, f: refusal(500, "failed") if a.method == "HEAD" else None)),
    "options-500": ("OPTIONS is a 500.", fails(lambda a: a.method == "OPTIONS")),
    "trace-without-allow": (
        "TRACE is refused without Allow.",
        answers(lambda a, s, b, f: (405, b, {}) if a.method == "TRACE" else None),
    ),
    "no-allow": ("405 comes without Allow.", header("Allow", None)),
    "method-501-body": (
        "An undocumented method is a 500.",
        fails(lambda a: a.method not in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")),
    ),
    "post-on-item-200": ("POST to a ship is a 500.", fails(lambda a: is_one(a) and a.method == "POST")),
}
