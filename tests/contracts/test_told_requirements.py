"""Members that a description asks for in some cases: what lacks one may be refused, what has all of them may not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

MEDIA = "application/json"


def document(folder: Path, of_member: str, of_body: str = "") -> Document:
    """Members of a choir, with a voice, and a mail address or a telephone number."""
    text = {"type": "string"}
    members = {"voice": text, "mail": text, "phone": {**text, "description": of_member}}
    body = {"type": "object", "required": ["voice"], "description": of_body, "properties": members}
    post = {"operationId": "join", "requestBody": {"required": True, "content": {MEDIA: {"schema": body}}},
            "responses": {"201": {"description": "Done"}, "400": {"description": "No"}}}  # fmt: skip
    file = folder / "choir.json"
    file.write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Choir", "version": "1"},
        "paths": {"/singers": {"post": post}},
    }))  # fmt: skip
    return load_document(file)


@pytest.mark.parametrize(
    ("of_member", "of_body", "body", "found"),
    [
        ("Must be provided if mail is not provided.", "", {"voice": "alto"}, []),
        ("Required when there is no mail", "", {"voice": "alto"}, []),
        ("", "At least one of mail and phone has to be there.", {"voice": "alto"}, []),
        ("Must be provided if mail is not.", "", {"voice": "alto", "phone": "1"}, ["valid-accepted"]),
        ("", "At least one of the two.", {"voice": "alto", "mail": "a", "phone": "1"}, ["valid-accepted"]),
        ("Set if the singer has one", "", {"voice": "alto"}, ["valid-accepted"]),
        ("", "A new singer", {"voice": "alto"}, ["valid-accepted"]),
    ],
)
def test_what_a_description_requires_at_times_may_be_missed(
    of_member: str, of_body: str, body: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    """Whoever reads the document knows that the body may be incomplete."""
    judge = Judge(document(tmp_path, of_member, of_body))
    request = Request("POST", "/singers", (("Content-Type", MEDIA),), json.dumps(body).encode())
    refused = Exchange(request, Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in judge.judge(refused)] == found
