"""When a token is fetched anew: after a 401 to a request whose credentials are all right, and after no other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Request
from contracts.traffic.credentials import Credentials
from contracts.traffic.user_session import UserSession
from mock_server.openapi import RequestWriter, Schemas, load_document
from tests.documents.asking import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FLOW = {"type": "oauth2", "flows": {"password": {"tokenUrl": "/token", "scopes": {}}}}
_BEARER = {"type": "http", "scheme": "bearer"}
_BASIC = {"type": "http", "scheme": "basic"}


def _key(place: str, name: str) -> dict[str, str]:
    return {"type": "apiKey", "in": place, "name": name}


class _Way:
    """A login that answers a token for everything."""

    target = "/token"

    def requests(self, _: RequestWriter, user: str, __: str) -> Iterator[Request]:
        """The one that logs in."""
        yield Request("POST", "/token", (), user.encode())


@pytest.mark.parametrize(
    ("schemes", "given", "carried", "renewed"),
    [
        ({"a": _FLOW, "b": _FLOW}, {}, ["a"], True),
        ({"a": _FLOW, "b": _FLOW}, {}, ["b"], True),
        ({"a": _BEARER, "b": _key("header", "Authorization")}, {}, ["b"], True),
        ({"a": _key("cookie", "sid"), "b": _key("cookie", "sid")}, {}, ["a"], True),
        ({"a": _key("query", "key"), "b": _key("query", "key")}, {}, ["b"], True),
        ({"a": _FLOW, "b": _key("header", "X-Forgery"), "c": _BASIC}, {"c": "app:one"}, ["c", "b"], True),
        ({"a": _FLOW, "b": _FLOW}, {}, ["a wrong"], False),
        ({"a": _key("cookie", "sid"), "b": _key("header", "X-Forgery")}, {}, ["a", "b"], True),
        ({"a": _key("cookie", "sid"), "b": _key("header", "X-Forgery")}, {}, ["a", "b wrong"], False),
        ({"a": _FLOW, "b": _FLOW, "c": _key("header", "X-Forgery")}, {}, ["b wrong", "c"], False),
        ({"a": _FLOW, "b": _FLOW, "c": _key("header", "X-Forgery")}, {}, ["b", "c wrong"], False),
    ],
)
def test_a_token_is_renewed_where_every_field_is_right(
    schemes: dict[str, Any], given: dict[str, str], carried: list[str], renewed: bool, tmp_path: Path
) -> None:
    """A field is right that holds the value of one of the schemes that share it, and wrong that holds none's."""
    spec = tmp_path / "shared.json"
    spec.write_text(json.dumps(document({"/x": {"get": {"responses": {"200": {"description": "it"}}}}},
                                        components={"securitySchemes": schemes})))  # fmt: skip
    read = load_document(spec)
    way: Any = _Way()
    session = UserSession("eve:secret", {name: way for name in schemes if name not in given}, Schemas(read))
    credentials = Credentials(read, {**session.stand_ins, **given})
    session.carried_by(credentials)
    logins: list[Request] = []

    def ask(request: Request) -> Answer:
        if request.target != "/token":
            return Answer(401, (), b"", 0.0)
        logins.append(request)
        sent = tuple((f["name"], "a-fresh-token-of-eve") for f in schemes.values() if f.get("in") == "header")
        cookies = tuple(("Set-Cookie", f"{f['name']}=a-fresh-token-of-eve") for f in schemes.values() if "name" in f)
        return Answer(200, (*sent, *cookies), b'{"access_token": "a-fresh-token-of-eve"}', 0.0)

    parts = [credentials.carry(one.split()[0], "wrong" if "wrong" in one else None) for one in carried]
    target = "/x" + "".join(f"?{name}={value}" for part in parts for name, value in part.query)
    session.send(Request("GET", target, tuple(pair for part in parts for pair in part.headers), None, "x"), ask)
    assert (len(logins) == 2) is renewed
