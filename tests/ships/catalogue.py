"""All faults of the ships, by name, and those of which a check can't know."""

from __future__ import annotations

from tests.planted import Fault, faults_of
from tests.ships.access_faults import ACCESS
from tests.ships.crashes import CRASHES
from tests.ships.http_faults import HTTP
from tests.ships.list_faults import LISTS
from tests.ships.meaning_faults import MEANING
from tests.ships.value_faults import VALUES

FAULTS: dict[str, Fault] = faults_of(
    {"lists": LISTS, "meaning": MEANING, "values": VALUES, "http": HTTP, "crashes": CRASHES, "access": ACCESS}
)

OPEN = {
    "no-challenge": "Hardly any document mentions WWW-Authenticate: a note of the report tells it, and no drift.",
    "cached-list": "Each query is answered as it was first, so no two answers to one query contradict each other.",
}
"""Faults that are no drift, or that no check finds yet, with the reason."""
