"""How a description tells orders of a list: by a member with a word of the direction behind it, or a minus before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIRECTED = re.compile(
    r"(?i)\b(?:property|properties|field(?:_?name)?|attribute|column|member)s?[>}\]`'\"]*(?P<mark>\s?[,:|]|\s)\s?"
    r"[(<\[{`'\"]*asc(?:ending)?[`'\"]*\s*(?:\||/|,|\bor\b)\s*[`'\"]*desc\b"
)
"""``property,(asc|desc)``, ``field:asc|desc``."""
_SHOWN = r"(?<![\w-]){}(?P<mark>[,:|]|\s)(?:asc|desc)\b"
"""An example of it by one member: ``name,desc``."""
_NAMED = r"(?<![\w-]){0}(?:[,:|]|\s)(?:asc|desc)\b|[`'\"][+-]?{0}[`'\"]"
"""A member that is named as such, and no word of a sentence."""
_QUOTED = re.compile(r"[`'\"](?:[+-](\w+)|(\w+)[,:| ](?:asc|desc))[`'\"]")
"""What is shown as sorted by, whether records show it or not: `-createdAt`, `created:desc`."""
_MINUS = re.compile(
    r"(?i)(?:prefix|precede|preceding|leading|begin|start|prepend)[^.]{0,40}(?:`-`|'-'|\"-\"|\(-\)|\bminus\b|\bhyphen\b|\bdash\b)"
    r"[^.]{0,60}\b(?:desc|revers)|\b(?:desc|revers)[^.]{0,60}(?:prefix|precede|preceding|leading|begin|start|prepend|\bafter\b)"
    r"[^.]{0,40}(?:`-`|'-'|\"-\"|\(-\)|\bminus\b|\bhyphen\b|\bdash\b)"
)


class ToldOrder(NamedTuple):
    """What stands before and behind a member that sorts, upwards and downwards; the members that the text names.

    ``shown`` is what its examples sort by.
    """

    up: tuple[str, str]
    down: tuple[str, str]
    named: frozenset[str]
    shown: tuple[str, ...]

    def written(self, member: str) -> tuple[str, str]:
        """Both orders by a member."""
        return f"{self.up[0]}{member}{self.up[1]}", f"{self.down[0]}{member}{self.down[1]}"


def told_order(description: object, members: Iterable[str]) -> ToldOrder | None:
    """The grammar of a parameter that sorts, None where its description shows none."""
    if not isinstance(description, str):
        return None
    named = frozenset(name for name in members if re.search(_NAMED.format(re.escape(name)), description))
    by = tuple(one or other for one, other in _QUOTED.findall(description))
    if _MINUS.search(description):
        return ToldOrder(("", ""), ("-", ""), named, by)
    shown = (re.search(_SHOWN.format(re.escape(name)), description) for name in sorted(named))
    found = _DIRECTED.search(description) or next(filter(None, shown), None)
    if found is None:
        return None
    mark = found["mark"].strip() or " "
    return ToldOrder(("", f"{mark}asc"), ("", f"{mark}desc"), named, by)
