"""What a document plainly means where the letter of its schemas allows nothing: read so, and said once.

- Members of an `allOf` that are each closed by ``additionalProperties: false`` are closed over the whole of it, and so
  is an object that is closed itself beside the `allOf` which names all its members, or such as have to be there.
- A closed object that requires what it has no place for does not require it.
- A format that the schema's own example breaks asks for nothing there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.schema.dialects import Canonical, subschemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

CLOSED = "x-closed-over-all"


def settle(schema: Schema, follow: Callable[[Schema], Schema], has_format: Callable[[str, str], bool]) -> list[str]:
    """Read the canonical ``schema``, and all schemas in it, as they are meant; what was read otherwise, in words."""
    said: list[str] = []
    every = list(_within(schema))
    members = {id(member) for node in every for member in node.get("allOf") or ()}
    for node in reversed(every):  # what is within first
        if "format" in node and _breaks(node, has_format):
            said.append(f"the example of a schema breaks its format {node['format']}, which asks for nothing there")
            del node["format"]
        if node.get("allOf") and _is_closed_itself(node, follow):
            del node["additionalProperties"]
            node["unevaluatedProperties"] = False
            node[CLOSED] = True
            said.append("an object is closed beside its allOf and would refuse its members; they are closed together")
        if id(node) not in members and (homeless := _homeless(node)):
            said.append(
                f"a closed object requires {', '.join(homeless)}, for which it has no place; it needn't have it"
            )
            node["required"] = [name for name in node["required"] if name not in homeless]
        if len(node.get("allOf") or ()) > 1 and _close(node, follow):
            said.append("members of an allOf are each closed and would refuse each other; they are closed together")
    return said


def _within(schema: JSON) -> Iterator[Canonical]:
    stack = [schema]
    while stack:
        node = stack.pop()
        if type(node) is not Canonical:
            continue
        yield node
        stack += subschemas(node)


def _homeless(node: Canonical) -> list[str]:
    """What an object closed by ``additionalProperties: false`` requires and refuses."""
    required = node.get("required")
    if node.get("additionalProperties") is not False or node.get("patternProperties") or not isinstance(required, list):
        return []
    known = node.get("properties") or {}
    return [name for name in required if isinstance(name, str) and name not in known] if known else []


def _breaks(node: Canonical, has_format: Callable[[str, str], bool]) -> bool:
    several = node.get("examples")
    shown = [node.get("example"), *(several if isinstance(several, list) else ())]
    texts = [text for text in shown if isinstance(text, str)]
    return bool(texts) and not any(has_format(node["format"], text) for text in texts)


def _close(node: Canonical, follow: Callable[[Schema], Schema]) -> bool:
    """Close the whole in place of its members, where those refuse each other's properties."""
    members = [follow(member) for member in node["allOf"]]
    own = [_names(member, follow) for member in members]
    everything = {name for names in own for name in names} | set(node.get("properties") or ())
    changed = False
    for index, member in enumerate(members):
        if isinstance(member, dict) and _is_closed(member) and not everything <= own[index]:
            opened = {key: value for key, value in member.items() if key not in ("additionalProperties", CLOSED)}
            if CLOSED in member:
                opened.pop("unevaluatedProperties", None)
            node["allOf"] = [*node["allOf"][:index], Canonical(opened), *node["allOf"][index + 1 :]]
            changed = True
    if changed and "unevaluatedProperties" not in node:
        node["unevaluatedProperties"] = False
        node[CLOSED] = True
    return changed


def _is_closed_itself(node: Canonical, follow: Callable[[Schema], Schema]) -> bool:
    """Whether an object refuses by its own closing all that its `allOf` brings, or some that has to be there."""
    if node.get("additionalProperties") is not False or node.get("patternProperties"):
        return False
    if "unevaluatedProperties" in node:
        return False
    own, inner = set(node.get("properties") or ()), [follow(member) for member in node["allOf"]]
    brought = {name for member in inner for name in _names(member, follow)} - own
    must = [*_listed(node), *(name for member in inner for name in _listed(member))]
    return bool(brought) and (not own or not brought.isdisjoint(must))


def _listed(schema: Schema) -> list[str]:
    """The names that a schema requires."""
    found = schema.get("required") if isinstance(schema, dict) else None
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _is_closed(member: dict[str, JSON]) -> bool:
    plain = member.get("additionalProperties") is False and bool(member.get("properties"))
    return (plain and not member.get("patternProperties")) or CLOSED in member


def _names(member: Schema, follow: Callable[[Schema], Schema], depth: int = 0) -> set[str]:
    if not isinstance(member, dict) or depth > 12:
        return set()
    found = set(member.get("properties") or ())
    for inner in member.get("allOf") or ():
        found |= _names(follow(inner), follow, depth + 1)
    return found
