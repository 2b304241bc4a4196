"""Compares an answer with what a scenario expects of it; docs/scenarios.md tells the placeholders."""

from __future__ import annotations

import json
import re
from typing import Any

_PLACEHOLDER = re.compile(r"\{\{\s*(.+?)\s*\}\}")
_AS = re.compile(r"(.+?) as (\w+)")
_LIKE = "like "
_OTHERS = "{{others}}"
_KINDS: dict[str, tuple[type, ...]] = {
    "any": (object,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
}


class Matcher:
    """Keeps what was captured; each method gives the differences, one line each, with the place in the answer."""

    def __init__(self) -> None:
        self.captured: dict[str, Any] = {}

    def filled(self, text: str) -> str:
        """``text`` with the captured values in place of their names."""
        return _PLACEHOLDER.sub(lambda found: _text(self.captured.get(found[1], found[0])), text)

    def json(self, wanted: Any, got: Any, place: str = "body") -> list[str]:
        """How two JSON values differ."""
        if isinstance(wanted, str) and "{{" in wanted:
            return self._placeholder(wanted, got, place)
        if isinstance(wanted, dict) and isinstance(got, dict):
            return self._object(wanted, got, place)
        if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
            pairs = enumerate(zip(wanted, got, strict=True))
            return [line for index, (one, two) in pairs for line in self.json(one, two, f"{place}/{index}")]
        same_kind = isinstance(wanted, bool) == isinstance(got, bool)
        return [] if same_kind and wanted == got else [_difference(place, wanted, got)]

    def text(self, wanted: str, got: str, place: str) -> list[str]:
        """How two texts differ; a placeholder stands for any characters, on several lines too."""
        pieces: list[str] = []
        names: list[str] = []
        end = 0
        for found in _PLACEHOLDER.finditer(wanted):
            kind, name = _named(found[1])
            pieces.append(re.escape(wanted[end : found.start()]))
            end = found.end()
            if kind in self.captured:
                pieces.append(re.escape(_text(self.captured[kind])))
                continue
            names.append(name)
            pieces.append(f"({_pattern(kind)})")
        matched = re.fullmatch("".join([*pieces, re.escape(wanted[end:])]), got, re.DOTALL)
        if matched is None:
            return [_difference(place, wanted, got)]
        self.captured.update({name: value for name, value in zip(names, matched.groups(), strict=False) if name})
        return []

    def _placeholder(self, wanted: str, got: Any, place: str) -> list[str]:
        whole = _PLACEHOLDER.fullmatch(wanted)
        if whole is None:
            return self.text(wanted, got, place) if isinstance(got, str) else [_difference(place, wanted, got)]
        kind, name = _named(whole[1])
        if kind in self.captured:
            return self.json(self.captured[kind], got, place)
        if kind.startswith(_LIKE):
            fits = isinstance(got, str) and re.fullmatch(kind.removeprefix(_LIKE), got) is not None
        elif kind in _KINDS:
            fits = isinstance(got, _KINDS[kind]) and (kind in ("any", "boolean") or not isinstance(got, bool))
        else:
            return [f"{place}: {wanted} is no placeholder, and nothing was captured under this name"]
        if fits and name:
            self.captured[name] = got
        return [] if fits else [_difference(place, wanted, got)]

    def _object(self, wanted: dict[str, Any], got: dict[str, Any], place: str) -> list[str]:
        named = {name: value for name, value in wanted.items() if name != _OTHERS}
        lines = [_difference(f"{place}/{name}", named[name], "(absent)") for name in named if name not in got]
        if len(named) == len(wanted):
            lines += [_difference(f"{place}/{name}", "(absent)", got[name]) for name in got if name not in named]
        for name, value in named.items():
            if name in got:
                lines += self.json(value, got[name], f"{place}/{name}")
        return lines


def _named(text: str) -> tuple[str, str]:
    found = _AS.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def _pattern(kind: str) -> str:
    if kind.startswith(_LIKE):
        return re.sub(r"\((?!\?)", "(?:", kind.removeprefix(_LIKE))
    return {"integer": r"-?\d+", "number": r"-?[\d.eE+-]+", "string": ".+", "boolean": "true|false"}.get(kind, ".*")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _difference(place: str, wanted: Any, got: Any) -> str:
    return f"{place}:\n    expected {_shown(wanted)}\n    answered {_shown(got)}"


def _shown(value: Any) -> str:
    return value if value == "(absent)" else json.dumps(value, ensure_ascii=False)
