"""Plausible texts: pools of people, places and words, chosen once with the seed and then picked from.

The texts themselves are a file, drawn with Faker by `.ci/plausible_texts.py`; it is read when a kind is first asked
for, and a value costs no more than a pick.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mock_server.openapi.generator.texts import KINDS, TextMaker
from mock_server.values import new_random

if TYPE_CHECKING:
    from mock_server.values import Values

_SIZE = 64


class Fakes:
    """Makers of texts by kind; the pools are chosen with a seed of ``values``."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._pools: dict[str, tuple[str, ...]] = {}

    def maker(self, kind: str) -> TextMaker:
        """A maker of texts of this kind: one of those drawn here, or one of ``texts.KINDS``."""
        made = KINDS.get(kind)
        if made is not None:
            return made(self)
        pool = self.pool(kind)
        size = len(pool)
        return lambda source: pool[int(source.random() * size)]

    def pool(self, kind: str) -> tuple[str, ...]:
        """Some of the texts of a kind, each once."""
        found = self._pools.get(kind)
        if found is None:
            texts = _texts()[kind]
            source = new_random(self.values.number_for(kind))
            found = self._pools[kind] = tuple(source.sample(texts, min(_SIZE, len(texts))))
        return found


@cache
def _texts() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = json.loads(Path(__file__).with_name("plausible-texts.json").read_text("utf-8"))[
        "texts"
    ]
    return texts
