"""English plurals: the name of one of several, as far as an ending tells."""

from __future__ import annotations

_NO_PLURALS = ("ss", "us", "sis")
_PLURALS = ("menus",)


def singular(name: str) -> str:
    """The name of one of several: ``cities`` is of a city, ``boxes`` of a box, ``apis`` of an api."""
    if name.endswith("ies"):
        return f"{name[:-3]}y"
    if name.endswith(("sses", "xes", "ches", "shes")):
        return name[:-2]
    is_one = name.endswith(_NO_PLURALS) and not name.endswith(_PLURALS)
    return name[:-1] if name.endswith("s") and not is_one else name
