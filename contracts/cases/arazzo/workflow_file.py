"""Reads an Arazzo file (1.0): its workflows, with every step's operation in the document of the check.

What is not understood is refused by name, in one sentence, before anything is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts import user_file
from contracts.cases.arazzo import runtime_values
from contracts.cases.arazzo.criteria import read_criterion
from contracts.cases.arazzo.workflow_parts import Criterion, FlowAction, FlowBody, FlowParameter, FlowStep, Workflow
from contracts.errors import UsageError
from mock_server.openapi import MISSING, json_values, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from mock_server.openapi import JSON, Document, Operation

_VERSION = re.compile(r"1\.0\.\d+")
_FIELDS = {
    "the file": ("arazzo", "info", "sourceDescriptions", "workflows", "components"),
    "workflow": ("workflowId", "summary", "description", "inputs", "dependsOn", "steps", "successActions",
                 "failureActions", "outputs", "parameters"),
    "step": ("stepId", "description", "operationId", "operationPath", "workflowId", "parameters", "requestBody",
             "successCriteria", "onSuccess", "onFailure", "outputs"),
    "parameter": ("name", "in", "value"),
    "reusable": ("reference", "value"),
    "requestBody": ("contentType", "payload", "replacements"),
    "replacement": ("target", "value"),
    "success action": ("name", "type", "workflowId", "stepId", "criteria"),
    "failure action": ("name", "type", "workflowId", "stepId", "retryAfter", "retryLimit", "criteria"),
    "criterion": ("context", "condition", "type"),
}  # fmt: skip
_LARGEST = 8
"""Megabytes."""
_LONGEST, _OFTEN = 30.0, 20
"""The longest pause before a step is tried again, in seconds, and how often one is at the most."""


def read_workflows(path: Path, document: Document) -> list[Workflow]:
    """The workflows of the file, each behind those that it depends on; raises UsageError."""
    return _File(path, document).workflows()


class _File:
    """One Arazzo file; ``where`` of its methods names the place in sentences."""

    def __init__(self, path: Path, document: Document) -> None:
        self.name = str(path)
        self.document = document
        self.tree = self._object(
            json_values.of_octets(user_file.octets(path, "the Arazzo file", _LARGEST), path), self.name, "the file"
        )
        version = self.tree.get("arazzo")
        if not isinstance(version, str) or not _VERSION.fullmatch(version):
            raise UsageError(f"{self.name}: `arazzo` is {version!r}; files of version 1.0 are understood")
        components = self.tree.get("components")
        self.components: dict[str, JSON] = components if isinstance(components, dict) else {}
        self.sources = self._sources()
        self.ids = [str(item.get("workflowId")) for item in self._list(self.tree, "workflows", self.name)]

    def workflows(self) -> list[Workflow]:
        found = {}
        for item in self._list(self.tree, "workflows", self.name):
            workflow = self._workflow(item)
            if workflow.id in found:
                raise UsageError(f"{self.name}: the workflow `{workflow.id}` is there twice")
            found[workflow.id] = workflow
        if not found:
            raise UsageError(f"{self.name} has no workflow")
        return self._ordered(found)

    def _ordered(self, found: dict[str, Workflow]) -> list[Workflow]:
        ordered: dict[str, Workflow] = {}
        left = dict(found)
        while left:
            ready = [name for name, flow in left.items() if all(other in ordered for other in flow.depends_on)]
            if not ready:
                raise UsageError(f"{self.name}: the workflows {', '.join(left)} depend on each other in a circle")
            ordered |= {name: left.pop(name) for name in ready}
        return list(ordered.values())

    def _sources(self) -> list[str]:
        found = []
        for item in self._list(self.tree, "sourceDescriptions", self.name):
            kind, name = item.get("type", "openapi"), str(item.get("name"))
            if kind != "openapi":
                raise UsageError(
                    f"{self.name}: the source description `{name}` is of type {kind}; openapi is understood"
                )
            found.append(name)
        if len(found) > 1:
            raise UsageError(
                f"{self.name}: it has {len(found)} source descriptions ({', '.join(found)}); a check has one"
            )
        return found

    def _workflow(self, raw: dict[str, JSON]) -> Workflow:
        name = str(raw.get("workflowId"))
        where = f"{self.name}: workflow `{name}`"
        self._object(raw, where, "workflow")
        ids = [str(step.get("stepId")) for step in self._list(raw, "steps", where)]
        if len(set(ids)) < len(ids):
            raise UsageError(f"{where}: a stepId is there twice")
        steps = tuple(self._step(item, where, ids, raw) for item in self._list(raw, "steps", where))
        if not steps:
            raise UsageError(f"{where} has no step")
        depends = raw.get("dependsOn", [])
        if not isinstance(depends, list):
            raise UsageError(f"{where}: `dependsOn` is no list")
        for other in depends:
            self._known_workflow(str(other), f"{where}: `dependsOn`")
        outputs = self._outputs(raw, where, ids)
        return Workflow(
            name, steps, self._referred(raw.get("inputs"), "inputs", where), tuple(map(str, depends)), outputs
        )

    def _step(self, raw: dict[str, JSON], above: str, ids: list[str], flow: dict[str, JSON]) -> FlowStep:
        name = str(raw.get("stepId"))
        where = f"{above}, step `{name}`"
        self._object(raw, where, "step")
        called = [field for field in ("operationId", "operationPath", "workflowId") if field in raw]
        if len(called) != 1:
            raise UsageError(f"{where} has to have one of operationId, operationPath and workflowId")
        workflow = str(raw["workflowId"]) if called == ["workflowId"] else None
        if workflow is not None:
            self._known_workflow(workflow, where)
        operation = self._operation(raw, where) if workflow is None else None
        own = [self._parameter(item, where, operation) for item in self._list(raw, "parameters", where)]
        taken = {(item.name, item.location) for item in own}
        shared = [self._parameter(item, above, operation) for item in self._list(flow, "parameters", above)]
        parameters = (*(item for item in shared if (item.name, item.location) not in taken), *own)
        on = {
            kind: tuple(
                self._action(item, where, ids, kind)
                for item in (*self._list(raw, mine, where), *self._list(flow, theirs, above))
            )
            for kind, mine, theirs in (
                ("success action", "onSuccess", "successActions"),
                ("failure action", "onFailure", "failureActions"),
            )
        }
        step = FlowStep(
            name,
            operation,
            workflow,
            parameters,
            self._body(raw["requestBody"], where) if "requestBody" in raw else None,
            self._criteria(raw, "successCriteria", where, ids),
            on["success action"],
            on["failure action"],
            self._outputs(raw, where, ids),
        )
        self._check([item.value for item in parameters], where, ids)
        if step.body is not None:
            self._check([step.body.payload, [value for _, value in step.body.replacements]], where, ids)
        return step

    def _operation(self, raw: dict[str, JSON], where: str) -> Operation:
        if "operationId" in raw:
            name = str(raw["operationId"])
            for source in self.sources:
                name = name.removeprefix(f"$sourceDescriptions.{source}.")
            operation = self.document.operation(name)
            if operation is None:
                raise UsageError(f"{where}: the document has no operation {name}")
            return operation
        _, _, pointer = str(raw["operationPath"]).partition("#")
        wanted = pointers.tokens(pointer) if pointer.startswith("/") else ()
        found = next((item for item in self.document.operations if item.pointer == wanted), None)
        if found is None:
            raise UsageError(f"{where}: the document has no operation at {raw['operationPath']}")
        return found

    def _parameter(self, raw: dict[str, JSON], where: str, operation: Operation | None) -> FlowParameter:
        raw = self._referred(raw, "parameters", where)
        self._object(raw, where, "parameter")
        name, place = raw.get("name"), raw.get("in")
        if not isinstance(name, str) or "value" not in raw:
            raise UsageError(f"{where}: a parameter needs a name and a value")
        if operation is not None and place not in ("path", "query", "header", "cookie"):
            raise UsageError(f"{where}: the parameter `{name}` is in {place!r}; path, query, header and cookie are")
        return FlowParameter(name, place if operation is not None else None, raw["value"])

    def _body(self, raw: JSON, where: str) -> FlowBody:
        body = self._object(raw, f"{where}: `requestBody`", "requestBody")
        replacements = []
        for item in self._list(body, "replacements", where):
            self._object(item, f"{where}: `replacements`", "replacement")
            target = str(item.get("target"))
            if not target.startswith("/"):
                raise UsageError(
                    f"{where}: the replacement's target {target} is no JSON pointer; no other is understood"
                )
            replacements.append((tuple(pointers.tokens(target)), item.get("value")))
        kind = body.get("contentType")
        return FlowBody(kind if isinstance(kind, str) else None, body.get("payload", MISSING), tuple(replacements))

    def _action(self, raw: dict[str, JSON], where: str, ids: list[str], kind: str) -> FlowAction:
        raw = self._referred(raw, "successActions" if kind == "success action" else "failureActions", where)
        self._object(raw, where, kind)
        name, does = str(raw.get("name")), raw.get("type")
        where = f"{where}: the {kind} `{name}`"
        step, workflow = raw.get("stepId"), raw.get("workflowId")
        if does not in ("end", "goto", "retry") or (does == "retry" and kind == "success action"):
            raise UsageError(f"{where} has the type {does!r}, which is not understood")
        goals = sum(goal is not None for goal in (step, workflow))
        if goals > 1 or (does == "goto" and not goals) or (does == "end" and goals):
            raise UsageError(f"{where} has to name one stepId or workflowId where it is a `goto`, none where it ends")
        if step is not None and step not in ids:
            raise UsageError(f"{where} goes to the step {step}, which is not there")
        if workflow is not None:
            self._known_workflow(str(workflow), where)
        after, limit = raw.get("retryAfter", 0), raw.get("retryLimit", 1)
        if isinstance(after, bool) or not isinstance(after, int | float) or not 0 <= after <= _LONGEST:
            raise UsageError(f"{where}: `retryAfter` is {after!r}; a number of seconds up to {_LONGEST:g} is waited")
        if isinstance(limit, bool) or not isinstance(limit, int) or not 0 <= limit <= _OFTEN:
            raise UsageError(f"{where}: `retryLimit` is {limit!r}; a step is tried again up to {_OFTEN} times")
        return FlowAction(name, does, step, workflow, float(after), limit, self._criteria(raw, "criteria", where, ids))

    def _criteria(self, raw: dict[str, JSON], field: str, where: str, ids: list[str]) -> tuple[Criterion, ...]:
        found = []
        for item in self._list(raw, field, where):
            self._object(item, f"{where}: `{field}`", "criterion")
            criterion = read_criterion(item, where)
            texts = [*(criterion.holds.expressions if criterion.holds is not None else ())]
            self._check([*texts, *filter(None, [criterion.context])], where, ids)
            found.append(criterion)
        return tuple(found)

    def _outputs(self, raw: dict[str, JSON], where: str, ids: list[str]) -> dict[str, str]:
        outputs = self._object(raw.get("outputs") or {}, f"{where}: `outputs`")
        for name, value in outputs.items():
            if not isinstance(value, str) or not value.startswith("$"):
                raise UsageError(f"{where}: the output `{name}` is no expression")
        self._check(list(outputs.values()), where, ids)
        return dict(outputs)

    def _check(self, value: JSON, where: str, ids: list[str]) -> None:
        def unknown(found: re.Match[str]) -> str | None:
            if found["step"] is not None and found["step"] not in ids:
                return f"the step {found['step']}, which is not there"
            if found["workflow"] is not None and found["workflow"] not in self.ids:
                return f"the workflow {found['workflow']}, which is not there"
            return None

        runtime_values.check(value, where, unknown)

    def _known_workflow(self, name: str, where: str) -> None:
        if name not in self.ids:
            raise UsageError(f"{where}: the file has no workflow {name}; those of other files are not understood")

    def _referred(self, raw: JSON, kind: str, where: str) -> JSON:
        """``raw``, or what it refers to in `components`."""
        if not isinstance(raw, dict):
            return raw
        reference, ref = raw.get("reference"), raw.get("$ref")
        name = None
        if isinstance(reference, str):
            self._object(raw, where, "reusable")
            name = reference.removeprefix(f"$components.{kind}.") if reference.startswith("$components.") else None
        elif isinstance(ref, str):
            name = ref.removeprefix(f"#/components/{kind}/") if ref.startswith("#/") else None
        else:
            return raw
        parts = self.components.get(kind)
        found = parts.get(name) if isinstance(parts, dict) else None
        if not isinstance(found, dict):
            raise UsageError(f"{where}: {reference or ref} leads nowhere in the {kind} of the components")
        return {**found, "value": raw["value"]} if "value" in raw and reference else found

    def _list(self, raw: dict[str, JSON], field: str, where: str) -> Iterable[dict[str, JSON]]:
        found = raw.get(field, [])
        if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
            raise UsageError(f"{where}: `{field}` is no list of objects")
        return found

    def _object(self, raw: JSON, where: str, kind: str | None = None) -> dict[str, JSON]:
        if not isinstance(raw, dict):
            raise UsageError(f"{where} is no object")
        known = _FIELDS[kind] if kind is not None else None
        for name in raw if known is not None else ():
            if name not in (known or ()) and not name.startswith("x-"):
                raise UsageError(f"{where}: `{name}` is not understood")
        return raw
