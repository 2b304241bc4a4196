"""Files of workflows that are damaged or hold what is not understood: one sentence each, and nothing is sent."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from contracts.cases.arazzo.workflow_file import read_workflows
from contracts.cli import main
from contracts.errors import UsageError
from mock_server.openapi import load_document
from tests.contracts.hall_service import FILE, QUICK, Halls, document, workflow_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def test_a_damaged_file_is_one_sentence(tmp_path: Path) -> None:
    """Whatever stands in place of a part of it, the file is read or refused."""
    spec, path = tmp_path / "halls.json", tmp_path / "damaged.arazzo.json"
    spec.write_text(json.dumps(document()), "utf-8")
    read, tree = load_document(spec), yaml.safe_load(FILE.read_text("utf-8"))
    refused: list[str] = []
    for place in [*_places(tree, ())][1::3]:
        for odd in (None, 0, True, "$", [], {}, [None], {"reference": 3}):
            path.write_text(json.dumps(_with(tree, place, odd)), "utf-8")
            try:
                read_workflows(path, read)
            except UsageError as error:
                refused.append(str(error))
    assert len(refused) > 150
    assert not [text for text in refused if "\n" in text]


def _places(value: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    yield above
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _places(value[key], (*above, key))


def _with(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[place[0]] = _with(copied[place[0]], place[1:], new)
    return copied


def _step(**more: Any) -> dict[str, Any]:
    return {"workflowId": "w", "steps": [{"stepId": "s", "operationId": "halls", **more}]}


@pytest.mark.parametrize(
    ("flow", "words"),
    [
        (_step(operationId="nowhere"), "the document has no operation nowhere"),
        (_step(until="dawn"), "step `s`: `until` is not understood"),
        (_step(successCriteria=[{"condition": "$statusCode = 200"}]), "$statusCode = 200 is not understood"),
        (_step(successCriteria=[{"condition": "//a", "context": "$response.body", "type": "xpath"}]), "'xpath'"),
        (_step(successCriteria=[{"condition": "$.a[", "context": "$response.body", "type": "jsonpath"}]), "$.a["),
        (_step(successCriteria=[{"condition": "(", "context": "$response.body", "type": "regex"}]), "the condition ("),
        (_step(outputs={"a": "$response.trailer.x"}), "the expression $response.trailer.x is not understood"),
        (_step(outputs={"a": "$steps.t.outputs.x"}), "speaks of the step t, which is not there"),
        (_step(parameters=[{"name": "a", "in": "body", "value": 1}]), "is in 'body'"),
        (_step(onSuccess=[{"name": "n", "type": "wait"}]), "has the type 'wait', which is not understood"),
        (_step(onFailure=[{"name": "n", "type": "goto"}]), "has to name one stepId or workflowId"),
        (_step(onFailure=[{"name": "n", "type": "end", "stepId": "s"}]), "none where it ends"),
        (_step(onFailure=[{"name": "n", "type": "goto", "stepId": "t"}]), "goes to the step t, which is not there"),
        (_step(onFailure=[{"name": "n", "type": "retry", "retryLimit": 10**6}]), "`retryLimit` is 1000000"),
        (_step(parameters=[{"reference": "$components.parameters.p"}]), "leads nowhere"),
        ({"workflowId": "w", "steps": [{"stepId": "s", "workflowId": "other"}]}, "the file has no workflow other"),
        ({**_step(), "dependsOn": ["w"]}, "depend on each other in a circle"),
        (_step(requestBody={"payload": {}, "replacements": [{"target": "//a", "value": 1}]}), None),
        (_step(requestBody={"payload": {}, "replacements": [{"target": "$.a", "value": 1}]}), "no JSON pointer"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_name(flow: dict[str, Any], words: str | None, tmp_path: Path) -> None:
    """One sentence with file, workflow and step, before anything is sent."""
    spec = tmp_path / "halls.json"
    spec.write_text(json.dumps(document()), "utf-8")
    if words is None:
        assert read_workflows(workflow_file(tmp_path, flow), load_document(spec))
        return
    with pytest.raises(UsageError) as refused:
        read_workflows(workflow_file(tmp_path, flow), load_document(spec))
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"arazzo": "2.0.0"}, "files of version 1.0 are understood"),
        ({"sourceDescriptions": [{"name": "o", "url": "o.yaml", "type": "arazzo"}]}, "is of type arazzo"),
        ({"sourceDescriptions": [{"name": n, "url": n} for n in "ab"]}, "2 source descriptions (a, b)"),
        ({"plans": []}, "`plans` is not understood"),
    ],
)
def test_a_file_that_is_not_understood_sends_nothing(
    more: dict[str, Any], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and a sentence; the target hears of nothing."""
    spec = tmp_path / "halls.json"
    spec.write_text(json.dumps(document()), "utf-8")
    flows, service = workflow_file(tmp_path, _step(), **more), Halls()
    with service.running() as url:
        assert main(["check", url, "--spec", str(spec), "--arazzo", str(flows), *QUICK]) == 2
    assert words in capsys.readouterr().err
    assert service.asked == []


def test_the_file_is_yaml_or_json() -> None:
    """The file of these tests is plain YAML."""
    assert yaml.safe_load(FILE.read_text("utf-8"))["arazzo"] == "1.0.1"
