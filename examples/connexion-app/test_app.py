"""What is built answers itself; what is not remembers."""

import pytest
from app import create_app


@pytest.fixture
def client():
    with create_app("memory:").test_client() as client:
        yield client


def test_a_note_that_is_added_is_kept_until_it_is_removed(client):
    note = client.post("/v1/notes", json={"text": "Buy milk"}).json()
    assert client.get(f"/v1/notes/{note['id']}").json() == note
    assert client.get("/v1/notes").json() == [note]
    assert client.delete(f"/v1/notes/{note['id']}").status_code == 204
    assert client.get(f"/v1/notes/{note['id']}").status_code == 404


def test_a_wrong_note_is_refused_by_connexion(client):
    refused = client.post("/v1/notes", json={"text": ""})
    assert refused.status_code == 400
    assert "text" in refused.json()["detail"]


def test_what_is_built_answers_itself(client):
    headers = {"Content-Type": "text/plain"}
    assert client.post("/v1/words", content="one two three", headers=headers).json() == {"words": 3}
