"""Plausible texts: pools of people, places and words, drawn once and then picked from.

The one place that knows Faker. It is slow to import and to draw from, so both happen when a kind of text is first
asked for, and a value costs no more than a pick.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mock_server.openapi.generator.texts import KINDS

if TYPE_CHECKING:
    from random import Random

    import faker

    from mock_server.values import Values

TextMaker = Callable[["Random"], str]

_SIZE = 64
_PROVIDERS = tuple(
    f"faker.providers.{name}" for name in ("address", "color", "company", "currency", "job", "lorem", "person")
)
_DRAWN = {
    "first name": "first_name",
    "last name": "last_name",
    "full name": "name",
    "prefix": "prefix",
    "company": "company",
    "job": "job",
    "city": "city",
    "street": "street_name",
    "street address": "street_address",
    "state": "state",
    "state code": "state_abbr",
    "country": "country",
    "country code": "country_code",
    "postcode": "postcode",
    "currency": "currency_code",
    "colour": "color_name",
    "word": "word",
    "phrase": "catch_phrase",
    "sentence": "sentence",
}


class Fakes:
    """Makers of texts by kind; the pools are drawn with a seed of ``values``."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self._pools: dict[str, tuple[str, ...]] = {}
        self._faker: faker.Faker | None = None

    def maker(self, kind: str) -> TextMaker:
        """A maker of texts of this kind: one of those drawn here, or one of ``texts.KINDS``."""
        made = KINDS.get(kind)
        if made is not None:
            return made(self)
        pool = self.pool(kind)
        size = len(pool)
        return lambda source: pool[int(source.random() * size)]

    def pool(self, kind: str) -> tuple[str, ...]:
        """The texts of a kind that Faker draws, each once."""
        found = self._pools.get(kind)
        if found is None:
            source = self._source()
            source.seed_instance(self.values.number_for(kind))
            draw: Callable[[], str] = getattr(source, _DRAWN[kind])
            texts = (draw() for _ in range(_SIZE))
            found = self._pools[kind] = tuple(dict.fromkeys(texts))
        return found

    def _source(self) -> faker.Faker:
        if self._faker is None:
            from faker import Faker

            self._faker = Faker("en_US", providers=list(_PROVIDERS), use_weighting=False)
        return self._faker
