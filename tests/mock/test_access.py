"""Who is let in, and what is answered where no operation is: 401, 404 and 405."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.mock.asking import checked, create

if TYPE_CHECKING:
    from tests.running import RunningMock

REQUESTS = [
    ("POST", "/clients", {"id": "nobody", "name": "x"}),
    ("POST", "/mcp/api-keys", {"name": "x"}),
    ("DELETE", "/clients/nobody", None),
]


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
def test_each_credential_suffices(
    stranger: httpx.Client, mock: RunningMock, fresh: str, method: str, path: str, body: Any
) -> None:
    """The bearer token, the query parameter, or both."""
    if body and "id" in body:
        body = {**body, "id": fresh}
    bearer = {"Authorization": f"Bearer {mock.key}"}
    for headers, parameters in [(bearer, {}), ({}, {"admin_key": mock.key}), (bearer, {"admin_key": mock.key})]:
        answer = stranger.request(method, path, json=body, headers=headers, params=parameters)
        checked(answer)
        assert answer.status_code in (201, 404, 409)


@pytest.mark.parametrize(("method", "path", "body"), REQUESTS)
@pytest.mark.parametrize(
    ("headers", "parameters"),
    [
        ({}, {}),
        ({"Authorization": "Bearer wrong"}, {}),
        ({"Authorization": "local-admin-key"}, {}),
        ({"Authorization": "Basic local-admin-key"}, {}),
        ({"Authorization": "Bearer"}, {}),
        ({}, {"admin_key": ""}),
        ({}, {"admin_key": "wrong"}),
        ({}, {"ADMIN_KEY": "local-admin-key"}),
        ({"admin_key": "local-admin-key"}, {}),
        ({"X-API-Key": "local-admin-key"}, {}),
    ],
)
def test_without_a_valid_key_the_answer_is_401(
    stranger: httpx.Client, method: str, path: str, body: Any, headers: dict[str, str], parameters: dict[str, str]
) -> None:
    """The documented body, without details, with a challenge (RFC 9110 section 11.6.1)."""
    answer = stranger.request(method, path, json=body, headers=headers, params=parameters)
    assert answer.status_code == 401
    assert checked(answer) == {
        "error": "Unauthorized",
        "message": "Authentication required. Please provide a valid API token",
        "code": 401,
    }
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_stranger_learns_nothing_and_changes_nothing(
    stranger: httpx.Client, client: httpx.Client, fresh: str
) -> None:
    """401 comes before 400, 404 and 409, and neither creates nor deletes."""
    assert create(stranger, fresh).status_code == 401
    assert create(client, fresh).status_code == 201
    assert create(stranger, fresh).status_code == 401
    assert stranger.post("/clients", content=b"{").status_code == 401
    assert stranger.delete(f"/clients/{fresh}", params={"hard": "true"}).status_code == 401
    assert create(client, fresh).status_code == 409


@pytest.mark.parametrize("path", ["/", "", "/client", "/clients/a/b", "/mcp", "/mcp/api-keys/x", "/clients/"])
def test_an_unknown_path_is_404_in_the_same_error_body(client: httpx.Client, path: str) -> None:
    """What no operation covers is answered as the documented errors are."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert (body["error"], body["code"]) == ("Not Found", 404)
    assert body.keys() == {"error", "message", "code"}


@pytest.mark.parametrize(
    ("path", "documented_method", "method"),
    [
        (path, known, method)
        for path, known in (("/clients", "POST"), ("/mcp/api-keys", "POST"), ("/clients/x", "DELETE"))
        for method in ("GET", "PUT", "PATCH", "POST", "DELETE", "TRACE")
        if method != known
    ],
)
def test_an_unknown_method_is_405_with_allow_in_the_same_error_body(
    client: httpx.Client, path: str, documented_method: str, method: str
) -> None:
    """Allow says which methods there are (RFC 9110 section 15.5.6)."""
    answer = client.request(method, path)
    assert answer.status_code == 405
    allowed = {word.strip() for word in answer.headers["allow"].split(",")}
    assert documented_method in allowed
    assert method not in allowed
    body = answer.json()
    assert (body["error"], body["code"]) == ("Method Not Allowed", 405)
    assert body.keys() == {"error", "message", "code"}


def test_what_was_let_in_once_lets_in_nothing_else(mock: RunningMock, fresh: str) -> None:
    """Requests whose fields are the same, again and again: by their credential, each operation, a query, a sandbox."""
    good, wrong, boxed = (f"Bearer {key}" for key in (mock.key, "local-admin-kez", f"{mock.key}+{fresh}"))
    here = urlsplit(mock.url)
    with httpx.Client(base_url=f"{here.scheme}://{here.netloc}") as one:

        def ask(key: str, credential: str, path: str = f"{here.path}/clients") -> int:
            body = {"id": f"{fresh}-{key}", "name": "Acme Retail"}
            return one.post(path, json=body, headers={"authorization": credential}).status_code

        assert [ask(f"{number}", good) for number in range(4)] == [201] * 4
        assert [ask(f"{number}", wrong) for number in range(4)] == [401] * 4
        assert [ask(f"{number}", good) for number in range(4)] == [409] * 4
        assert [ask("5", "", f"{here.path}/clients?admin_key={key}") for key in ("x", mock.key, "y")] == [401, 201, 401]
        assert [ask(f"{number}", boxed, f"/__sandbox/other{here.path}/clients") for number in range(4)] == [201] * 4
        assert [ask("6", boxed), ask("6", boxed), ask("6", good)] == [201, 409, 201]
