"""What a desk may do wrong between users, and ways in which it may differ and still be faithful."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.planted import Fault, Variant, setting, several
from tests.target_users.service import USERS

if TYPE_CHECKING:
    from tests.planted import Change
    from tests.target_users.service import Call, Desk


def _may(*methods: str) -> Change:
    """Everybody may do this to every note."""
    return setting(may=lambda call, note: call.method in methods or note["owner"] == call.user)


def _does_and_refuses(*methods: str) -> Change:
    """What is refused is done first."""

    def change(desk: Desk) -> None:
        def denied(call: Call) -> tuple[int, None, dict[str, str]]:
            if call.method in methods and call.key is not None and call.key > 1:
                desk.on_note(call, desk.notes[call.key])
            return 404, None, {}

        desk.denied = denied

    return change


def _takes(method: str, *names: str) -> Change:
    return lambda desk: desk.takes[method].update(names)


def _shows(**members: Any) -> Change:
    return setting(shows_more=members)


def _always_403(desk: Desk) -> None:
    """Strangers get 403 for everything that is not theirs, its owner 404 for what he removed."""
    removed: dict[int, str] = {}
    own = desk.on_note

    def on_note(call: Call, note: dict[str, Any]) -> Any:
        if call.method == "DELETE":
            removed[note["id"]] = note["owner"]
        return own(call, note)

    desk.on_note = on_note  # type: ignore[method-assign]
    desk.denied = lambda call: (403, None, {})
    desk.missing = lambda call: (403 if removed.get(call.key or 0, call.user) != call.user else 404, None, {})


_ACCESS: dict[str, tuple[str, Change]] = {
    "reads-anothers": ("Whoever has a key may read.", _may("GET")),
    "lists-anothers": ("A list has the notes of all.", setting(listed=lambda call, note: note["id"] > 1)),
    "replaces-anothers": ("Whoever has a key may replace.", _may("PUT")),
    "changes-anothers": ("Whoever has a key may change.", _may("PATCH")),
    "removes-anothers": ("Whoever has a key may remove.", _may("DELETE")),
    "removes-and-refuses": ("A removal by a stranger is refused, and done.", _does_and_refuses("DELETE")),
    "changes-and-refuses": ("A change by a stranger is refused, and done.", _does_and_refuses("PATCH", "PUT")),
}


def _tells_names(desk: Desk) -> None:
    """A wrong password is answered otherwise than an unknown name."""
    own = desk.log_in

    def log_in(call: Call) -> Any:
        status, body, headers = own(call)
        known = any(name.encode() in call.raw for name in USERS)
        return status, {"error": "wrong password" if known else "no such user"} if status == 401 else body, headers

    desk.log_in = log_in  # type: ignore[method-assign]


_EXISTENCE: dict[str, tuple[str, Change]] = {
    "tells-what-is-there": ("Strangers get 403 for what is there.", setting(denied=lambda call: (403, None, {}))),
    "tells-who-logs-in": ("A login says whether it was the name or the password.", _tells_names),
}
_ASSIGNMENT: dict[str, tuple[str, Change]] = {
    "create-takes-approved": ("A create may say that it is approved.", _takes("POST", "approved")),
    "create-takes-owner": ("A create may name another owner.", _takes("POST", "owner")),
    "create-takes-time": ("A create may say when it was.", _takes("POST", "createdAt")),
    "put-takes-approved": ("A replace may approve.", _takes("PUT", "approved")),
    "patch-takes-owner": ("A change may give a note away.", _takes("PATCH", "owner")),
    "takes-what-it-shows": (
        "A create may write a role of which the document knows nothing.",
        several(_shows(role="user"), _takes("POST", "role")),
    ),
}
_LAWS = {"mass-assignment": _ASSIGNMENT, "object-access": _ACCESS, "existence-hidden": _EXISTENCE}

FAULTS = {
    name: Fault(name, law, text, change) for law, table in _LAWS.items() for name, (text, change) in table.items()
}
"""By name; the kind is the law that each breaks."""

_VARIANTS: dict[str, tuple[str, Change]] = {
    "keeps-more": ("What nobody knows is stored and shown.", setting(keeps_more=True)),
    "refuses-own-members": ("Members of the desk's own are refused.", setting(refuses=("id", "owner", "approved"))),
    "shows-more": ("Notes have members that the document lacks.", _shows(role="user", is_admin=False)),
    "one-use-tokens": ("A token lets in twenty times.", setting(uses=20)),
    "always-403": ("Strangers get 403, also for what is not there any more.", _always_403),
    "several": ("Many of these.", several(setting(uses=50, keeps_more=True), _shows(role="user"))),
}


VARIANTS = {name: Variant(name, text, change) for name, (text, change) in _VARIANTS.items()}
