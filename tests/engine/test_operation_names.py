"""What people call an operation means the same wherever it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.errors import ContractsError
from contracts.traffic.operation_choice import OperationChoice
from mock_server.engine.chosen_plans import chosen_plans
from mock_server.engine.faults.rule_reading import check_names, read_rule
from mock_server.errors import MockServerError
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.engine.api import Api

_ALL = ["GET /notes", "POST /notes", "GET /notes/{id}", "GET /search?q={q}"]
_ALONE = ["makeNote", "POST /notes", "post /notes", " post  /notes ", "POST /v1/notes"]
_MEANT: dict[str, list[str]] = {
    **{name: ["POST /notes"] for name in _ALONE},
    "make*": ["POST /notes"],
    "post /no*": ["POST /notes"],
    "GET *": ["GET /notes", "GET /notes/{id}", "GET /search?q={q}"],
    "?akeNote": ["POST /notes"],
    "writing": ["POST /notes"],
    "writ*": ["POST /notes"],
    "/notes/{id}": ["GET /notes/{id}"],
    "/v1/notes/{id}": ["GET /notes/{id}"],
    "/search?q={q}": ["GET /search?q={q}"],
    "PATCH /notes": [],
    "/v1*": [],
    "[m]akeNote": [],
    "makenote": [],
}


@pytest.fixture
def api(tmp_path: Path) -> Api:
    """A document with a base path."""
    ok: dict[str, Any] = answering({"type": "object"})
    paths = {
        "/notes": {"get": ok, "post": {**ok, "operationId": "makeNote", "tags": ["writing", 3]}},
        "/notes/{id}": {"get": ok},
        "/search?q={q}": {"get": ok},
    }
    return mock(tmp_path, document(paths, servers=[{"url": "http://h/v1"}])).app.apis[0]


@pytest.mark.parametrize("name", _MEANT)
def test_a_name_means_the_same_to_the_check_and_to_the_mock(name: str, api: Api) -> None:
    """`--exclude` and `--mock` name the same operations; what names none is told of."""
    operations = list(api.document.operations)
    if not _MEANT[name]:
        with pytest.raises(ContractsError, match="no operation"):
            OperationChoice(operations, exclude=[name])
        with pytest.raises(MockServerError, match="no operation"):
            chosen_plans([api], [name])
        return
    choice = OperationChoice(operations, exclude=[name])
    assert [str(operation) for operation in operations if choice.forbids(operation)] == _MEANT[name]
    assert sorted(str(plan.operation) for plan in chosen_plans([api], [name])) == sorted(_MEANT[name])


@pytest.mark.parametrize("name", _ALL)
def test_a_path_means_all_below_it_to_the_mock(name: str, api: Api) -> None:
    """With and without the base path; `--include` has a pattern for that."""
    below = {str(plan.operation) for plan in chosen_plans([api], ["/notes"])}
    assert below == {str(plan.operation) for plan in chosen_plans([api], ["/v1/notes"])}
    assert (name in below) == ("/notes" in name)


@pytest.mark.parametrize("name", _MEANT)
def test_a_rule_of_faults_is_for_the_operation_that_it_names_alone(name: str, api: Api) -> None:
    """By its own names, not by a tag or a pattern, for which a rule has words of its own."""
    rule = read_rule({"match": {"operation": name}, "status": 503})
    found = [str(o) for o in api.document.operations if rule.is_for(o, "/v1")]
    alone = name in _ALONE or name.endswith("}")
    assert found == (_MEANT[name] if alone else [])
    if not found:
        with pytest.raises(Exception, match="there is no operation"):
            check_names(rule, (("/v1", operation) for operation in api.document.operations))
