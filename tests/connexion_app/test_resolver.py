"""Users of Connexion get state: stock apps, their validation and security on, over HTTP."""

from __future__ import annotations

import contextlib
import threading
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn
import yaml

from tests.connexion_app.credentials import KEY

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Connexion's optional test client warns of a library it may use
    import connexion

    from mock_server.connexion import StatefulResolver

if TYPE_CHECKING:
    from collections.abc import Iterator

SPEC = Path(__file__).parents[2] / "openapi.yaml"
HERE = "tests.connexion_app.credentials"
APPS = {"AsyncApp": connexion.AsyncApp, "FlaskApp": connexion.FlaskApp}


def guarded() -> dict[str, Any]:
    """The project's own document with the functions that Connexion's security wants."""
    tree: dict[str, Any] = yaml.safe_load(SPEC.read_text("utf-8"))
    for scheme in tree["components"]["securitySchemes"].values():
        name = "x-bearerInfoFunc" if scheme["type"] == "http" else "x-apikeyInfoFunc"
        scheme[name] = f"{HERE}.{'bearer' if scheme['type'] == 'http' else 'api_key'}"
    return tree


TASK = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": {"type": "string"},
        "done": {"type": "boolean", "default": False},
    },
}
JSON_BODY = {"required": True, "content": {"application/json": {"schema": TASK}}}
MISSING = {"description": "None", "content": {"application/json": {"schema": {"type": "object"}}}}


def answer(schema: dict[str, Any]) -> dict[str, Any]:
    """A documented answer."""
    return {"description": "A", "content": {"application/json": {"schema": schema}}}


TASKS: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "Tasks", "version": "1"},
    "servers": [{"url": "/v2"}],
    "paths": {
        "/tasks": {
            "get": {"operationId": "listTasks", "responses": {"200": answer({"type": "array", "items": TASK})}},
            "post": {"operationId": "addTask", "requestBody": JSON_BODY, "responses": {"201": answer(TASK)}},
        },
        "/tasks/{task-id}": {
            "parameters": [{"name": "task-id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": {"operationId": "getTask", "responses": {"200": answer(TASK), "404": MISSING}},
            "put": {
                "operationId": "putTask",
                "requestBody": JSON_BODY,
                "responses": {"200": answer(TASK), "404": MISSING},
            },
            "delete": {"operationId": "dropTask", "responses": {"204": {"description": "Gone"}, "404": MISSING}},
        },
        "/version": {"get": {"operationId": f"{HERE}.version", "responses": {"200": answer({"type": "object"})}}},
    },
}  # fmt: skip


@contextlib.contextmanager
def served(kind: str, tree: dict[str, Any]) -> Iterator[str]:
    """The origin of a stock Connexion app on uvicorn."""
    resolver = StatefulResolver(store="memory:", seed=1)
    app = APPS[kind](__name__)
    app.add_api(tree, resolver=resolver, strict_validation=True, validate_responses=True)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, log_level="critical"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
        resolver.close()


@pytest.mark.parametrize("kind", APPS)
def test_clients_live_and_die(kind: str) -> None:
    """Create, conflict, refusals by Connexion's validation and security, soft and hard delete."""
    with served(kind, guarded()) as origin, httpx.Client(base_url=f"{origin}/api/v1") as client:
        let_in = {"Authorization": f"Bearer {KEY}"}
        body = {"id": "acme", "name": "Acme"}
        made = client.post("/clients", json=body, headers=let_in)
        assert made.status_code == 201
        assert made.json()["data"]["id"] == "acme"
        taken = client.post("/clients", json=body, headers=let_in)
        assert (taken.status_code, taken.json()["error"]) == (409, "Conflict")
        assert client.post("/clients", json={"id": "b"}, headers=let_in).status_code == 400
        assert client.post("/clients", json=body).status_code == 401
        assert client.post(f"/clients?admin_key={KEY}", json={"id": "c", "name": "C"}).status_code == 201
        assert client.delete("/clients/acme", headers=let_in).json()["hard"] is False
        assert client.post("/clients", json=body, headers=let_in).status_code == 409
        assert client.delete("/clients/acme?hard=true", headers=let_in).json()["hard"] is True
        assert client.delete("/clients/acme", headers=let_in).status_code == 404
        assert client.post("/clients", json=body, headers=let_in).status_code == 201


@pytest.mark.parametrize("kind", APPS)
def test_a_document_of_another_shape(kind: str) -> None:
    """Keys that the server makes, lists, replacement, 404, a hyphen in a name; a handler of one's own runs."""
    with served(kind, TASKS) as origin, httpx.Client(base_url=f"{origin}/v2") as client:
        one = client.post("/tasks", json={"title": "One"}).json()
        two = client.post("/tasks", json={"title": "Two", "done": True}).json()
        assert one["id"] != two["id"]
        assert one["done"] is False
        assert [task["title"] for task in client.get("/tasks").json()] == ["One", "Two"]
        assert client.get(f"/tasks/{two['id']}").json() == two
        changed = client.put(f"/tasks/{one['id']}", json={"title": "New"}).json()
        assert changed["title"] == "New"
        assert client.get(f"/tasks/{one['id']}").json() == changed
        assert client.delete(f"/tasks/{one['id']}").status_code == 204
        assert client.get(f"/tasks/{one['id']}").status_code == 404
        assert client.post("/tasks", json={"title": 1}).status_code == 400
        assert client.get("/version").json() == {"version": "mine"}
