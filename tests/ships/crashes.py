"""Requests that the ships fail at."""

from __future__ import annotations

from tests.ships.changing import Table, fails, has_text, is_doubled, is_one, loaded, writes
from tests.ships.document import SHIP

CRASHES: Table = {
    "no-body": ("A write without a body is a 500.", fails(lambda a: writes(a) and not a.data)),
    "empty-object": ("A body {} is a 500.", fails(lambda a: writes(a) and loaded(a) == {})),
    "null-body": ("A body null is a 500.", fails(lambda a: writes(a) and a.data.strip() == b"null")),
    "list-body": ("A body that is a list is a 500.", fails(lambda a: writes(a) and isinstance(loaded(a), list))),
    "text-body": ("A body that is a text is a 500.", fails(lambda a: writes(a) and isinstance(loaded(a), str))),
    "deep-body": (
        "A deep body is a 500.",
        fails(lambda a: writes(a) and (a.data.count(b"[") > 200 or a.data.count(b"{") > 200)),
    ),
    "huge-number": (
        "A huge number is a 500.",
        fails(
            lambda a: (
                writes(a)
                and isinstance(loaded(a), dict)
                and any(isinstance(v, (int, float)) and abs(v) >= 2**63 for v in loaded(a).values())
            )
        ),
    ),
    "nul": ("A NUL in a text is a 500.", fails(lambda a: has_text(a, lambda v: "\0" in v))),
    "surrogate": (
        "Half a surrogate pair is a 500.",
        fails(lambda a: has_text(a, lambda v: any(0xD800 <= ord(c) < 0xE000 for c in v))),
    ),
    "twice": ("A member that is there twice is a 500.", fails(lambda a: writes(a) and is_doubled(a))),
    "charset": (
        "An unknown charset is a 500.",
        fails(lambda a: a.headers.get_content_charset("utf-8") not in ("utf-8", "utf8")),
    ),
    "latin-body": ("A body that is no UTF-8 is a 500.", fails(lambda a: writes(a) and b"\xff" in a.data)),
    "media": (
        "An unknown media type is a 500.",
        fails(lambda a: writes(a) and "json" not in a.headers.get("Content-Type", "json")),
    ),
    "no-media": ("No media type is a 500.", fails(lambda a: writes(a) and "Content-Type" not in a.headers)),
    "long-header": ("A long header is a 500.", fails(lambda a: any(len(v) > 3000 for v in a.headers.values()))),
    "twice-in-query": (
        "A parameter that is there twice is a 500.",
        fails(lambda a: any(len(v) > 1 for v in a.query.values())),
    ),
    "empty-parameter": ("An empty parameter is a 500.", fails(lambda a: [""] in a.query.values())),
    "word-for-number": (
        "A page that is no number is a 500.",
        fails(lambda a: any(not v[-1].lstrip("-").isdigit() for n, v in a.query.items() if "page" in n)),
    ),
    "page-minus": (
        "A page below 1 is a 500.",
        fails(lambda a: any(v[-1].startswith("-") or v[-1] == "0" for n, v in a.query.items() if "page" in n)),
    ),
    "page-huge": (
        "A huge page is a 500.",
        fails(lambda a: any(len(v[-1]) > 9 for n, v in a.query.items() if "page" in n)),
    ),
    "unknown-sort": (
        "An unknown sort is a 500.",
        fails(lambda a: a.query.get("sort", ["name"])[-1].lstrip("-") not in ("name", "draught")),
    ),
    "unknown-parameter": (
        "An unknown parameter is a 500.",
        fails(lambda a: any(n not in ("page", "per_page", "sort", "flag") for n in a.query)),
    ),
    "if-match-malformed": (
        "If-Match without quotes is a 500.",
        fails(lambda a: a.headers.get("If-Match", '"') != "*" and '"' not in a.headers.get("If-Match", '"')),
    ),
    "if-none-match-malformed": (
        "If-None-Match without quotes is a 500.",
        fails(lambda a: a.headers.get("If-None-Match", '"') != "*" and '"' not in a.headers.get("If-None-Match", '"')),
    ),
    "crew-key-zero": ("A hand of number 0 is a 500.", fails(lambda a: len(a.parts) == 4 and a.parts[3] == "0")),
    "delete-key-zero": (
        "Removing a hand of number 0 is a 500.",
        fails(lambda a: a.method == "DELETE" and len(a.parts) == 4 and a.parts[3] == "0"),
    ),
    "delete-huge-key": (
        "Removing a hand of a huge number is a 500.",
        fails(lambda a: a.method == "DELETE" and len(a.parts) == 4 and len(a.parts[3]) > 9),
    ),
    "put-odd-key": (
        "Replacing a ship with a quote in its key is a 500.",
        fails(
            lambda a: a.method in ("PUT", "PATCH", "DELETE") and is_one(a) and ("'" in a.parts[1] or "%" in a.parts[1])
        ),
    ),
    "get-quote": ("A quote in a key is a 500.", fails(lambda a: a.method == "GET" and is_one(a) and "'" in a.parts[1])),
    "long-key": ("A long key is a 500.", fails(lambda a: is_one(a) and len(a.parts[1]) > 200)),
    "long-idempotency": (
        "A long idempotency key is a 500.",
        fails(lambda a: len(a.headers.get("Idempotency-Key", "")) > 255),
    ),
    "accept-xml": (
        "An Accept of something else is a 500.",
        fails(
            lambda a: (
                a.headers.get("Accept", "*/*").split(";")[0].strip() not in ("*/*", "application/json", "application/*")
                and "json" not in a.headers.get("Accept", "")
                and "*/*" not in a.headers.get("Accept", "")
            )
        ),
    ),
    "accept-charset": ("Range is a 500.", fails(lambda a: "Range" in a.headers)),
    "second-delete": ("A second removal is a 500.", fails(lambda a: a.method == "DELETE", after=404)),
    "put-unknown": ("Replacing a ship that is not there is a 500.", fails(lambda a: a.method == "PUT", after=404)),
    "crew-of-unknown": (
        "The crew of a ship that is not there is a 500.",
        fails(lambda a: len(a.parts) == 3 and a.method == "GET", after=404),
    ),
    "conflict-500": ("A taken name is a 500.", fails(lambda a: True, after=409)),
    "emoji": (
        "A name beyond the basic plane is a 500.",
        fails(lambda a: has_text(a, lambda v: any(ord(c) > 65535 for c in v))),
    ),
    "year-9999": (
        "A time far away is a 500.",
        fails(lambda a: has_text(a, lambda v: v.startswith(("9999", "0001", "0000")))),
    ),
    "leap-second": (
        "A time with a fraction is a 500.",
        fails(lambda a: has_text(a, lambda v: len(v) > 20 and v[4:5] == "-" and "." in v)),
    ),
    "null-member": (
        "null for a name is a 500.",
        fails(lambda a: writes(a) and isinstance(loaded(a), dict) and loaded(a).get("name", 1) is None),
    ),
    "list-member": (
        "A list for a name is a 500.",
        fails(lambda a: writes(a) and isinstance(loaded(a), dict) and isinstance(loaded(a).get("name"), list)),
    ),
    "object-member": (
        "An object for a name is a 500.",
        fails(lambda a: writes(a) and isinstance(loaded(a), dict) and isinstance(loaded(a).get("name"), dict)),
    ),
    "fraction-member": (
        "A fraction for containers is a 500.",
        fails(lambda a: writes(a) and isinstance(loaded(a), dict) and isinstance(loaded(a).get("containers"), float)),
    ),
    "unknown-member": (
        "An unknown member is a 500.",
        fails(
            lambda a: (
                writes(a)
                and isinstance(loaded(a), dict)
                and not loaded(a).keys() <= SHIP["properties"].keys() | {"rank", "number"}
            )
        ),
    ),
}
