"""Which member tells the state of a record, by the names that both programs share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from mock_server.openapi import Schemas, load_document
from mock_server.openapi.behaviour.state_steps import state_steps

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("name", "tells"), [("lifecycle", True), ("jobState", True), ("stage", False)])
def test_the_states_of_a_record_stand_under_one_of_these_names(name: str, tells: bool, tmp_path: Path) -> None:
    """From the first to the success."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}), "utf-8")
    record = {"type": "object", "properties": {name: {"enum": ["pending", "failed", "done"]}}}
    found = state_steps(Schemas(load_document(spec)), record, ())
    assert (found is not None and found == (name, ("pending", "done"))) is tells
