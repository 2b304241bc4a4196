"""A verb is refused to a record in a state that the text of its 409 names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

_TEXT = {"type": "string"}


def _served(folder: Path, opens: str, closes: str = "It is already closed", first: str = "planned") -> Mock:
    """A service of gates, which are made in their ``first`` state, opened and closed."""
    phases = [first, *(phase for phase in ("planned", "open", "closed") if phase != first)]
    members = {"gate": _TEXT, "phase": {"type": "string", "enum": phases, "readOnly": True, "example": first}}
    shown = {"type": "object", "required": ["gate", "phase"], "properties": members}
    sent = {"type": "object", "properties": {"note": _TEXT}}
    key = {"name": "gate", "in": "path", "required": True, "schema": _TEXT}
    verbs = {
        f"/gates/{{gate}}/{verb}": {
            "parameters": [key],
            "post": {"responses": {**answering(shown)["responses"], "409": {"description": said}}},
        }
        for verb, said in (("open", opens), ("close", closes))
    }
    paths: dict[str, Any] = {
        "/gates": {
            "post": {
                **answering(shown, status="201"),
                "requestBody": {"content": {"application/json": {"schema": sent}}},
            }
        },
        "/gates/{gate}": {"parameters": [key], "get": answering(shown)},
    }
    return mock(folder, document({**paths, **verbs}))


def _asked(served: Mock, *verbs: str) -> list[int]:
    """What each verb is answered, one after the other, for a new gate."""
    key = served.ask("POST", "/gates", {}).json["gate"]
    return [served.ask("POST", f"/gates/{key}/{verb}").status for verb in verbs]


def test_a_verb_is_refused_in_the_states_that_are_told(tmp_path: Path) -> None:
    """In that one, or in all others; what is refused leaves the record as it was."""
    served = _served(tmp_path, "The gate is not planned.")
    assert _asked(served, "open", "open", "close", "close", "open") == [200, 409, 200, 409, 409]


def test_a_state_that_a_verb_is_for_refuses_it_not(tmp_path: Path) -> None:
    """A text that lists the states that refuse, and then names the one that does not."""
    served = _served(tmp_path, "The gate is already open or closed. Only planned ones can be opened.")
    assert _asked(served, "open", "open") == [200, 409]


@pytest.mark.parametrize("said", ["Conflict", "The hall is not planned", "It is already open by another user"])
def test_texts_that_leave_it_open_refuse_no_verb(said: str, tmp_path: Path) -> None:
    """A state of something else, or for somebody else, is none of the record's."""
    assert _asked(_served(tmp_path, said), "open", "open") == [200, 200]


def test_a_verb_that_no_new_record_would_take_is_let_in(tmp_path: Path) -> None:
    """Else nobody could ever carry it out on what this mock makes; what another verb leads out of its state is not."""
    served = _served(tmp_path, "It is not planned", first="closed")
    assert _asked(served, "open", "open", "close", "close") == [200, 200, 200, 409]
    assert _asked(served, "close") == [409]
