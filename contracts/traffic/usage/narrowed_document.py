"""A document narrowed to what consumers use of it, as an overlay: what nobody sends is no longer asked for.

Operations stay, since what a check creates has to be removed again; which of them are checked is the caller's to say.
Answers stay as they are described: a consumer may use all that it gets. So do parameters of a whole path, and paths
that stand in another file.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.traffic.usage.consumer_usage import EVERY
from mock_server.openapi import MISSING, Schemas, load_document, media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contracts.traffic.usage.consumer_usage import OperationUsage
    from mock_server.openapi import JSON, Document, Operation

Members = frozenset[tuple[str, ...]]


def narrowing(document: Document, used: Mapping[str, OperationUsage]) -> dict[str, JSON] | None:
    """The overlay that takes out of the used operations what nobody sends; None where everything is sent."""
    actions: list[dict[str, JSON]] = []
    for operation in document.operations:
        found = used.get(str(operation))
        if found is not None and pointers.at(document.tree, operation.pointer) is not MISSING:
            actions += _parameters(document, operation, found)
            actions += _body(document, operation, found)
    info = {"title": "What consumers use", "version": "1"}
    return {"overlay": "1.0.0", "info": info, "actions": actions} if actions else None


def narrowed(spec: Path, changes: Sequence[Path], document: Document, used: Mapping[str, OperationUsage]) -> Document:
    """The document at ``spec``, changed by the overlays ``changes``, narrowed to what is used."""
    overlay = narrowing(document, used)
    if overlay is None:
        return document
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "usage.overlay.yaml"
        path.write_text(document.overlay_text(overlay), "utf-8")
        return load_document(spec, [*changes, path])


def unknown(document: Document, used: Mapping[str, OperationUsage]) -> list[str]:
    """The used operations that the document does not have."""
    known = {str(operation) for operation in document.operations}
    return [name for name in used if name not in known]


def _parameters(document: Document, operation: Operation, used: OperationUsage) -> Iterator[dict[str, JSON]]:
    """The operation's own list without those that are optional and never sent."""
    own = operation.raw.get("parameters")
    if not isinstance(own, list):
        return
    kept = [item for item in own if _is_kept(operation.follow(item), used)]
    if len(kept) < len(own):
        yield from _replaced(document, operation.pointer, "parameters", kept)


def _is_kept(parameter: JSON, used: OperationUsage) -> bool:
    if not isinstance(parameter, dict) or parameter.get("required") or parameter.get("in") == "path":
        return True
    return f"{parameter.get('in')} {parameter.get('name')}" in used.parameters


def _body(document: Document, operation: Operation, used: OperationUsage) -> Iterator[dict[str, JSON]]:
    """The request's body in the media types that are sent, each with the members that are."""
    raw = operation.follow(operation.raw.get("requestBody"))
    content = raw.get("content") if isinstance(raw, dict) else None
    if not isinstance(content, dict) or not used.members:
        return
    narrow: dict[str, JSON] = {}
    for name, media in content.items():
        sent = frozenset(
            member for kind, members in used.members.items() if media_types.covers(name, kind) for member in members
        )
        if any(media_types.covers(name, kind) for kind in used.members):
            narrow[name] = _media(operation, media, sent)
    if narrow and narrow != content:
        yield from _replaced(document, operation.pointer, "requestBody", {**raw, "content": narrow})


def _media(operation: Operation, media: JSON, sent: Members) -> JSON:
    if not isinstance(media, dict) or "schema" not in media or not sent:
        return media
    schema = _narrowed(operation, media["schema"], sent)
    if schema == media["schema"]:
        return media
    examples = {"example", "examples"}  # which may hold what is no longer there
    return {**{name: item for name, item in media.items() if name not in examples}, "schema": schema}


def _narrowed(operation: Operation, schema: JSON, sent: Members) -> JSON:
    """``schema`` without the optional members that are in none of ``sent``, which are paths within a value of it."""
    if not isinstance(schema, dict) or not sent:
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        whole = operation.follow(schema) if reference.startswith("#/") else schema
        if not isinstance(whole, dict) or whole is schema:
            return schema
        found = _narrowed(operation, whole, sent)
        beside = {name: item for name, item in schema.items() if name != "$ref"}
        return schema if found == whole else {**found, **beside} if isinstance(found, dict) else found
    out = dict(schema)
    properties = schema.get("properties")
    if isinstance(properties, dict):
        asked = _asked(operation, schema)
        names = {path[0] for path in sent}
        out["properties"] = {
            name: _narrowed(operation, item, _below(sent, name))
            for name, item in properties.items()
            if name in names or name in asked
        }
    if isinstance(schema.get("items"), dict):
        out["items"] = _narrowed(operation, schema["items"], _below(sent, EVERY))
    composed: dict[str, list[JSON]] = defaultdict(list)
    for keyword, _, branch in Schemas.branches(schema):
        composed[keyword].append(_narrowed(operation, branch, sent))
    return {**out, **composed}


def _below(sent: Members, name: str) -> Members:
    return frozenset(path[1:] for path in sent if len(path) > 1 and path[0] == name)


def _asked(operation: Operation, schema: JSON, depth: int = 20) -> set[str]:
    """The members that a schema requires, in whatever it is made of, and those that choose among alternatives."""
    whole = operation.follow(schema)
    if not isinstance(whole, dict) or depth == 0:
        return set()
    found = {name for name in whole.get("required") or () if isinstance(name, str)}
    chosen = whole.get("discriminator")
    if isinstance(chosen, dict) and isinstance(chosen.get("propertyName"), str):
        found.add(chosen["propertyName"])
    for _, _, branch in Schemas.branches(whole):
        found |= _asked(operation, branch, depth - 1)
    return found


def _replaced(document: Document, pointer: tuple[str, ...], name: str, value: JSON) -> Iterator[dict[str, JSON]]:
    """The actions that put ``value`` in the place of a member, which an update alone would add to."""
    yield {"target": document.json_path((*pointer, name)), "remove": True}
    yield {"target": document.json_path(pointer), "update": {name: value}}
