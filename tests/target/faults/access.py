"""Faults of access: who is let in, and what those who are not get to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.target.changes import Table, finishing, raw, status
from tests.target.exchange import CREATE, DELETE, ISSUE, Reply, refusal
from tests.target.fields import is_identifier
from tests.target.service import admin_key, bearer_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.planted import Change
    from tests.target.exchange import Call
from tests.target.service import Service


def _open(*operations: str) -> Change:
    return _also(lambda service, call: call.operation in operations)


def _also(admits: Callable[[Service, Call], bool]) -> Change:
    """Those for whom ``admits`` holds come in, too."""

    def change(service: Service) -> None:
        authenticate = service.authenticate
        service.authenticate = lambda call: None if admits(service, call) else authenticate(call)

    return change


def _never(refuses: Callable[[Service, Call], bool], code: int = 401) -> Change:
    """Those for whom ``refuses`` holds stay out, whatever they bring."""

    def change(service: Service) -> None:
        authenticate = service.authenticate
        service.authenticate = lambda call: refusal(code) if refuses(service, call) else authenticate(call)

    return change


def _only(*credentials: Callable[[Call], str | None]) -> Change:
    def change(service: Service) -> None:
        service.credentials = list(credentials)

    return change


def _key_in(credential: Callable[[Call], str | None]) -> Change:
    return lambda service: service.credentials.append(credential)


def _recognised(like: Callable[[str, str], bool]) -> Change:
    """A key counts when ``like(given, key)`` holds."""

    def change(service: Service) -> None:
        service.recognises = lambda given: like(given, service.key)

    return change


def _in_body(call: Call) -> str | None:
    needle = b'"admin_key":'
    _, found, behind = call.raw.partition(needle)
    return behind.lstrip().lstrip(b'"').partition(b'"')[0].decode("latin-1") if found else None


def _bare(call: Call) -> str | None:
    return call.headers.get("Authorization")


def _basic_or_token(call: Call) -> str | None:
    scheme, _, token = call.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() in ("basic", "token") else None


def _carries_both(service: Service, call: Call) -> bool:
    return bearer_token(call) is not None and admin_key(call) is not None


def _scheme_not_as_printed(service: Service, call: Call) -> bool:
    return bearer_token(call) is not None and not call.headers["Authorization"].startswith("Bearer ")


def _issued(service: Service, call: Call) -> bool:
    return bearer_token(call) in service.issued


def _client_secret(service: Service, call: Call) -> bool:
    return bearer_token(call) in [client.shown.get("secret_key") for client in service.clients.kept.values()]


def _first(step: Callable[[Service, Call], Reply | None]) -> Change:
    """``step`` is taken before anybody is asked for a credential."""

    def change(service: Service) -> None:
        authenticate = service.authenticate
        service.authenticate = lambda call: step(service, call) or authenticate(call)

    return change


def _validated(service: Service, call: Call) -> Reply | None:
    return service.parse(call) or service.validate(call)


def _parsed(service: Service, call: Call) -> Reply | None:
    return service.parse(call)


def _found(service: Service, call: Call) -> Reply | None:
    if call.operation != DELETE or not is_identifier(call.client_id):
        return None
    return refusal(404) if service.clients.find(call.client_id) is None else None


def _untaken(service: Service, call: Call) -> Reply | None:
    if call.operation != CREATE or service.parse(call) or service.validate(call):
        return None
    return service.conflict(call) if service.taken(call.sent["id"]) else None


def _done_all_the_same(operation: str) -> Change:
    def change(service: Service) -> None:
        authenticate = service.authenticate

        def act_and_refuse(call: Call) -> Reply | None:
            reply = authenticate(call)
            if reply and call.operation == operation and not service.parse(call) and not service.validate(call):
                service.act(call)
            return reply

        service.authenticate = act_and_refuse

    return change


def _echo_key(call: Call, reply: Reply) -> None:
    given = bearer_token(call) or admin_key(call)
    if given:
        reply.body["message"] = f"The key {given} is not known"


def _login_page(call: Call, reply: Reply) -> None:
    reply.status, reply.headers["Location"] = 302, "/login"


def _says_ok(call: Call, reply: Reply) -> None:
    reply.status, reply.body = 200, {"success": False, "error": "Unauthorized"}


ACCESS: Table = {
    "create-is-open": ("Anybody may create a client.", _open(CREATE)),
    "api-key-is-open": ("Anybody may create an API key.", _open(ISSUE)),
    "delete-is-open": ("Anybody may delete.", _open(DELETE)),
    "hard-delete-is-open": (
        "Anybody may remove.",
        _also(lambda service, call: call.query.get("hard") == "true"),
    ),
    "any-bearer-accepted": (
        "Any bearer token is good.",
        _also(lambda service, call: bool(bearer_token(call))),
    ),
    "empty-bearer-accepted": (
        "An empty bearer token is good.",
        _also(lambda service, call: bearer_token(call) == ""),
    ),
    "any-admin-key-accepted": ("Any admin_key is good.", _also(lambda service, call: bool(admin_key(call)))),
    "empty-admin-key-accepted": (
        "An empty admin_key is good.",
        _also(lambda service, call: admin_key(call) == ""),
    ),
    "any-admin-key-deletes": (
        "Any admin_key is good for deleting.",
        _also(lambda service, call: call.operation == DELETE and bool(admin_key(call))),
    ),
    "admin-key-refused": ("The admin_key parameter is not read.", _only(bearer_token)),
    "bearer-refused": ("The bearer token is not read.", _only(admin_key)),
    "admin-key-refused-for-delete": (
        "The admin_key parameter is not read when deleting.",
        _never(lambda service, call: call.operation == DELETE and bearer_token(call) is None),
    ),
    "admin-key-refused-for-api-keys": (
        "The admin_key parameter is not read when creating API keys.",
        _never(lambda service, call: call.operation == ISSUE and bearer_token(call) is None),
    ),
    "bearer-refused-for-create": (
        "The bearer token is not read when creating clients.",
        _never(lambda service, call: call.operation == CREATE and admin_key(call) is None),
    ),
    "both-credentials-refused": ("Who brings both credentials stays out.", _never(_carries_both)),
    "both-credentials-fail": ("Who brings both credentials gets a 500.", _never(_carries_both, 500)),
    "key-in-own-header-accepted": (
        "X-Admin-Key is read.",
        _key_in(lambda call: call.headers.get("X-Admin-Key")),
    ),
    "key-in-header-of-its-name-accepted": (
        "A header admin_key is read.",
        _key_in(lambda c: c.headers.get("Admin-Key")),
    ),
    "key-in-cookie-accepted": (
        "A cookie admin_key is read.",
        _key_in(lambda call: call.cookies.get("admin_key")),
    ),
    "key-in-body-accepted": ("An admin_key in the body is read.", _key_in(_in_body)),
    "key-in-access-token-accepted": (
        "?access_token= is read.",
        _key_in(lambda call: call.query.get("access_token")),
    ),
    "key-without-scheme-accepted": ("Authorization may be the key alone.", _key_in(_bare)),
    "key-under-other-scheme-accepted": ("Authorization may be Basic or Token.", _key_in(_basic_or_token)),
    "key-beginning-accepted": (
        "The first characters of the key are enough.",
        _recognised(lambda given, key: len(given) >= 4 and key.startswith(given)),
    ),
    "key-with-tail-accepted": ("What follows the key is not looked at.", _recognised(str.startswith)),
    "key-in-any-case-accepted": (
        "The key's case is not looked at.",
        _recognised(lambda g, k: g.lower() == k.lower()),
    ),
    "key-with-last-character-changed-accepted": (
        "The key's last character is not looked at.",
        _recognised(lambda given, key: given[:-1] == key[:-1] and len(given) == len(key)),
    ),
    "scheme-in-lower-case-refused": ("The scheme has to be written Bearer.", _never(_scheme_not_as_printed)),
    "issued-key-accepted": ("An issued API key is as good as the admin key.", _also(_issued)),
    "client-secret-accepted": ("A client's secret key is as good as the admin key.", _also(_client_secret)),
    "unauthorized-answers-403": ("Who has no key gets a 403.", status(None, 401, 403)),
    "unauthorized-answers-400": ("Who has no key gets a 400.", status(None, 401, 400)),
    "unauthorized-answers-404": ("Who has no key gets a 404.", status(None, 401, 404)),
    "unauthorized-answers-500": ("Who has no key gets a 500.", status(None, 401, 500)),
    "unauthorized-answers-200": ("Who has no key gets a 200.", finishing(_says_ok, statuses=(401,))),
    "unauthorized-delete-answers-403": ("Who deletes without a key gets a 403.", status(DELETE, 401, 403)),
    "unauthorized-sent-to-login": (
        "Who has no key is sent to a login page.",
        finishing(_login_page, statuses=(401,)),
    ),
    "unauthorized-body-plain": (
        "A 401 is a plain text.",
        raw(lambda service, reply: b"Unauthorized", None, 401, Content_Type="text/plain"),
    ),
    "unauthorized-body-empty": ("A 401 has no body.", raw(lambda service, reply: b"", None, 401)),
    "unauthorized-echoes-the-key": (
        "A 401 repeats the key that was given.",
        finishing(_echo_key, statuses=(401,)),
    ),
    "validation-before-access": ("What is invalid is told to anybody.", _first(_validated)),
    "syntax-before-access": ("What is malformed is told to anybody.", _first(_parsed)),
    "existence-before-access": ("Whether a client exists is told to anybody.", _first(_found)),
    "conflict-before-access": ("Whether an id is taken is told to anybody.", _first(_untaken)),
    "unauthorized-create-is-done": (
        "A create refused with 401 is done all the same.",
        _done_all_the_same(CREATE),
    ),
    "unauthorized-delete-is-done": (
        "A delete refused with 401 is done all the same.",
        _done_all_the_same(DELETE),
    ),
}
