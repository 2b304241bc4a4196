"""What becomes of ships otherwise than it was asked for."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

from tests.ships.changing import Change, Table, answers, becomes, members, several, stores
from tests.ships.service import refusal

if TYPE_CHECKING:
    from tests.manners.serving import Answer, Asked
    from tests.ships.service import Ships


def _put_creates(service: Ships, own: Any, row: dict[str, Any], body: dict[str, Any], *, merge: bool) -> None:
    if merge:
        own(row, body, merge=True)
    else:
        service.enter(body, row["owner"])
        own(row, body, merge=False)


def _patch_clears(service: Ships, own: Any, row: dict[str, Any], body: dict[str, Any], *, merge: bool) -> None:
    own(row, {"name": row["name"], "draught": row["draught"]} | body if merge else body, merge=False)


def _crew_stays(service: Ships, own: Any, row: dict[str, Any]) -> None:
    hands = dict(service.crews[row["id"]])
    own(row)
    service.crews[row["id"]] = hands


def _orphans(service: Ships, own: Any, asked: Asked) -> Answer:
    found: Answer = own(asked)
    if found[0] == 404 and len(asked.parts) >= 3 and asked.method == "GET" and asked.parts[1] in service.crews:
        return service.crew(asked, {"id": asked.parts[1]})
    return found


def _by_case(service: Ships, own: Any, body: dict[str, Any], row: dict[str, Any] | None, user: str) -> Answer | None:
    names = [r["name"].lower() for r in service.rows["ships"].values() if r is not row and r["owner"] == user]
    return refusal(409, "taken", "name") if str(body.get("name")).lower() in names else None


def _cached(kept: dict[str, Answer], asked: Asked, answer: Answer) -> Answer:
    if asked.method != "GET" or answer[0] != 200:
        return answer
    return kept.setdefault(asked.path + str(sorted(asked.query.items())), json.loads(json.dumps(answer)))


def _caches(of: int) -> Change:
    kept: dict[str, Answer] = {}
    return answers(lambda a, *found: _cached(kept, a, found) if len(a.parts) == of else None)


def _reused(service: Ships, own: Any) -> str:
    gone: list[str] = service.__dict__.setdefault("gone", [])
    return gone.pop() if gone else str(own())


def _remembers(service: Ships, own: Any, row: dict[str, Any]) -> None:
    service.__dict__.setdefault("gone", []).append(row["id"])
    own(row)


def _reuses_ids(service: Ships) -> None:
    becomes("new_key", _reused)(service)
    becomes("remove", _remembers)(service)


def _texts(turn: Any) -> Any:
    return lambda body: {name: turn(value) if isinstance(value, str) else value for name, value in body.items()}


MEANING: Table = {
    "patch-clears": ("A merge clears what it does not name.", becomes("change", _patch_clears)),
    "put-merges": (
        "A replacement leaves what it does not name.",
        becomes("change", lambda s, own, row, body, merge: own(row, body, merge=True)),
    ),
    "put-makes-second": ("A replacement makes a second ship too.", becomes("change", _put_creates)),
    "children-outlive": (
        "The crew of a removed ship can still be read.",
        several(becomes("remove", _crew_stays), becomes("answer", _orphans)),
    ),
    "numbers-as-text": ("A draught is shown as a text.", members(lambda r: {**r, "draught": str(r["draught"])})),
    "null-left-out": ("A motto of null is left out.", members(lambda r: {k: v for k, v in r.items() if v is not None})),
    "null-for-absent": ("What is absent is shown as null.", members(lambda r: {"built": None, "call_sign": None} | r)),
    "zone-lost": (
        "A time is cut before its zone.",
        stores(lambda r: r | ({"built": r["built"][:19] + "Z"} if "built" in r else {})),
    ),
    "zone-not-shown": (
        "A time is shown without its zone.",
        members(lambda r: r | ({"built": r["built"][:19]} if "built" in r else {})),
    ),
    "precision-lost": (
        "A draught has one digit.",
        stores(lambda r: r | ({"draught": round(r["draught"], 1)} if "draught" in r else {})),
    ),
    "whole-draught": (
        "A draught is whole.",
        stores(lambda r: r | ({"draught": int(r["draught"]) or 1} if "draught" in r else {})),
    ),
    "unicode-normalised": ("Texts are kept as NFKC.", stores(_texts(lambda v: unicodedata.normalize("NFKC", v)))),
    "unicode-composed": ("Texts are kept as NFC.", stores(_texts(lambda v: unicodedata.normalize("NFC", v)))),
    "trailing-blank-trimmed": ("Blanks at the end are lost.", stores(_texts(lambda v: v.rstrip(" ") or v))),
    "bmp-alone": (
        "Characters of four octets are lost.",
        stores(_texts(lambda v: "".join(c for c in v if ord(c) < 65536) or "?")),
    ),
    "empty-text-is-null": (
        "An empty motto is null.",
        stores(lambda r: r | ({"motto": None} if r.get("motto") == "" else {})),
    ),
    "zero-is-absent": (
        "No containers are not kept.",
        stores(lambda r: {k: v for k, v in r.items() if k != "containers" or v}),
    ),
    "read-only-written": (
        "A client may set the size of the crew.",
        several(
            becomes("stored", lambda s, own, body: {k: v for k, v in body.items() if k != "id"}),
            becomes("shown", lambda s, own, row: own(row) | {k: v for k, v in row.items() if k == "crew_size"}),
        ),
    ),
    "pin-shown": (
        "The pin is shown.",
        becomes("shown", lambda s, own, row: own(row) | ({"pin": row["pin"]} if "pin" in row else {})),
    ),
    "default-missing": (
        "The flag is another than its default.",
        becomes("filled", lambda s, own, body: {"flag": "pt"} | own(body) | ({} if "flag" in body else {"flag": "pt"})),
    ),
    "default-on-patch": (
        "A merge sets the defaults again.",
        becomes("change", lambda s, own, row, body, merge: own(row, {"flag": "nl"} | body, merge=merge)),
    ),
    "ids-reused": ("A new ship gets the key of a removed one.", _reuses_ids),
    "name-twice": ("A name may be there twice.", becomes("conflict", lambda s, own, body, row, user: None)),
    "name-by-case": ("Names differ by more than case.", becomes("conflict", _by_case)),
    "put-own-name-taken": (
        "A replacement that leaves the name is a conflict.",
        becomes("conflict", lambda s, own, body, row, user: own(body, None, user)),
    ),
    "cached-ship": ("A ship is shown as it was first.", _caches(2)),
    "cached-list": ("A list is shown as it was first.", _caches(1)),
    "delete-says-404": (
        "A removal answers 404.",
        answers(lambda a, s, b, f: refusal(404, "none") if a.method == "DELETE" and s == 204 else None),
    ),
    "create-not-in-list": (
        "A list lacks the newest.",
        becomes("chosen", lambda s, own, rows, given: own(rows, given)[:-1]),
    ),
}
