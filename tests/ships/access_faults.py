"""Who is let in, and to what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ships.changing import Change, Table, becomes, fails, header, token
from tests.ships.service import USERS

if TYPE_CHECKING:
    from tests.manners.serving import Answer, Asked
    from tests.ships.service import Ships


def _theirs(method: str, depth: int) -> Change:
    """Whoever is known may do so with any ship, or with its crew."""

    def answer(service: Ships, own: object, asked: Asked) -> Answer:
        found: Answer = own(asked)  # type: ignore[operator]
        row = service.rows["ships"].get(asked.parts[1]) if len(asked.parts) == depth else None
        if found[0] != 404 or asked.method != method or row is None or service.user(asked) is None:
            return found
        return service.one(asked, row) if depth == 2 else service.crew(asked, row)

    return becomes("answer", answer)


ACCESS: Table = {
    "no-credential": (
        "A list needs no credential.",
        becomes("user", lambda s, own, a: own(a) or ("ann" if a.method == "GET" and len(a.parts) == 1 else None)),
    ),
    "any-scheme": ("Any scheme is taken.", becomes("user", lambda s, own, a: USERS.get(token(a)))),
    "token-500": ("A short token is a 500.", fails(lambda a: "Authorization" in a.headers and len(token(a)) < 5)),
    "wrong-token-500": (
        "An unknown token is a 500.",
        fails(lambda a: "Authorization" in a.headers and token(a) not in USERS),
    ),
    "bare-token-500": (
        "A field without a scheme is a 500.",
        fails(lambda a: " " not in a.headers.get("Authorization", "a b").strip()),
    ),
    "no-challenge": ("401 has no challenge.", header("WWW-Authenticate", None)),
    "others-readable": ("Another user's ship can be read.", _theirs("GET", 2)),
    "others-changeable": ("Another user's ship can be changed.", _theirs("PATCH", 2)),
    "others-replaceable": ("Another user's ship can be replaced.", _theirs("PUT", 2)),
    "others-removable": ("Another user's ship can be removed.", _theirs("DELETE", 2)),
    "others-crew-readable": ("The crew of another user's ship can be listed.", _theirs("GET", 3)),
    "others-hand-readable": ("A hand of another user's ship can be read.", _theirs("GET", 4)),
    "others-crew-writable": ("Anybody gives a ship hands.", _theirs("POST", 3)),
}
