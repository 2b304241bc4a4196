"""Draws the texts that the mock picks from, with Faker: `uv run --no-project --with faker .ci/plausible_texts.py`.

Faker takes 25 MB and 80 ms of the first answer, for texts of which a mock shows a few; so they are drawn once, and the
file is kept. Drawn again, with another version, every seed gives other texts: do it when texts are wanted that are
not there, and say so in the changelog.
"""

from __future__ import annotations

import json
from pathlib import Path

from faker import VERSION, Faker

FILE = Path(__file__).resolve().parents[1] / "mock_server" / "openapi" / "generator" / "plausible-texts.json"
MOST = 300
PROVIDERS = ("address", "color", "company", "currency", "job", "lorem", "person")
DRAWN = {
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
"""The kinds of texts, and Faker's names for them."""


def main() -> None:
    """Write the file."""
    source = Faker("en_US", providers=[f"faker.providers.{name}" for name in PROVIDERS], use_weighting=False)
    texts = {}
    for kind, name in DRAWN.items():
        source.seed_instance(0)
        texts[kind] = list(dict.fromkeys(getattr(source, name)() for _ in range(20 * MOST)))[:MOST]
    about = (
        f"Drawn with Faker {VERSION} by .ci/plausible_texts.py. Faker is Copyright (c) 2012 Daniele Faraglia, under the"
        " MIT licence: the texts come without warranty of any kind, and this notice stays with copies of them."
    )
    FILE.write_text(json.dumps({"about": about, "texts": texts}, ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
