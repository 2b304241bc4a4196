"""How a record that is read differs from what was sent and from what its create answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Place = tuple[str | int, ...]
KINDS = ("another", "changed")
_Leaves = dict[Place, Any]


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> _Leaves:
    """The scalars of a JSON value, and its empty objects and arrays, by their paths."""
    members: Any = ()
    if isinstance(value, dict):
        members = value.items()
    elif isinstance(value, list):
        members = enumerate(value)
    if not members:
        return {path: value} if path else {}
    found: _Leaves = {}
    for name, item in members:
        found |= leaves(item, (*path, name))
    return found


def difference(
    sent: Any, created: Any, read: Any, key: str = "", allows: Callable[[Place, Any], bool] = lambda _path, _value: True
) -> str:
    """Why ``read`` is not what was sent and created: an end of `KINDS` and the place; empty where it is.

    Beside a record that stands below the top are an answer's own members: an identity of the request, a status.
    ``allows`` says whether the answer's schema lets a value stand at a place.
    """
    shown = leaves(read)
    place, asked = _aligned(leaves(sent), shown, key)
    wrong = [path for path, value in asked.items() if path in shown and not _same(shown[path], value)]
    before = leaves(created)
    told = [path for path, value in before.items() if path in shown and not _same(shown[path], value)]
    wrong = [path for path in wrong if allows(path, asked[path])]
    told = [path for path in told if path[: len(place)] == place and allows(path, before[path])]
    if wrong or told:
        path = (wrong or told)[0]
        known = [p for p in before if p in shown]
        kind = "another" if known and len(told) * 2 > len(known) else "changed"
        return (
            f"{kind}: /{'/'.join(map(str, path))} was {asked.get(path, before.get(path))!r:.60} is {shown[path]!r:.60}"
        )
    gone = [
        path
        for path, value in asked.items()
        if path not in shown and path in before and _same(before[path], value) and not _of_another(path)
    ]
    if gone and _tops(created) == _tops(read):
        return f"changed: /{'/'.join(map(str, gone[0]))} is no longer shown"
    return ""


def _aligned(sent: _Leaves, shown: _Leaves, key: str) -> tuple[Place, _Leaves]:
    """Where the record is shown, and what was sent as it stands there: the place that has most of it.

    The request may wrap the record in an envelope of its own, the answer in another. Where nothing that was sent is
    shown, the record is what holds the key.
    """
    wrapper: Place = next(iter(sent), ())[:1] if len({path[:1] for path in sent}) == 1 else ()
    bare = {path[1:]: value for path, value in sent.items() if len(path) > 1} if wrapper else {}
    fronts = sorted({path[:depth] for path in shown for depth in range(min(3, len(path)))} | {()}, key=len)
    tries = [(front + wrapper * bool(bare), front, sent) for front in fronts]
    tries += [(front, front, bare) for front in fronts if bare]
    place, front, asked = max(tries, key=lambda tried: sum(tried[1] + path in shown for path in tried[2]))
    moved = {front + path: value for path, value in asked.items()}
    if not any(path in shown for path in moved):
        holders = [path[:-1] for path, value in shown.items() if key and str(value) == key]
        place = min(holders, key=len, default=())
    return place, moved


def changed(value: Any, path: Place, new: Any) -> Any:
    """``value`` with ``new`` at a place that it has."""
    if not path:
        return new
    inner = changed(value[path[0]], path[1:], new)
    if isinstance(value, list):
        return [inner if index == path[0] else item for index, item in enumerate(value)]
    return {**value, path[0]: inner}


def _of_another(path: tuple[str | int, ...]) -> bool:
    """Whether a place is in the second or a later record of a body that made several."""
    return next((token for token in path[:2] if isinstance(token, int)), 0) > 0


def _same(one: Any, other: Any) -> bool:
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _tops(value: Any) -> set[str]:
    return set(value) if isinstance(value, dict) else set()
