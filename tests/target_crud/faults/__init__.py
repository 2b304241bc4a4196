"""The faults that can be switched on: name → kind, what it does in a sentence, how it changes the board."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.target_crud.faults.access import ACCESS
from tests.target_crud.faults.edges import EDGES
from tests.target_crud.faults.forms import FORMS
from tests.target_crud.faults.lists import LISTS
from tests.target_crud.faults.meaning import MEANING
from tests.target_crud.faults.places import PLACES
from tests.target_crud.faults.shape import SHAPE

if TYPE_CHECKING:
    from tests.target_crud.changes import Change


@dataclass(frozen=True, slots=True)
class Fault:
    """One lie told on purpose; ``kind`` is shape, meaning, lists, edges, access or forms."""

    name: str
    kind: str
    text: str
    change: Change


FAULTS: dict[str, Fault] = {
    name: Fault(name, kind, text, change)
    for kind, table in (
        ("shape", SHAPE),
        ("meaning", MEANING | PLACES),
        ("lists", LISTS),
        ("edges", EDGES),
        ("access", ACCESS),
        ("forms", FORMS),
    )
    for name, (text, change) in table.items()
}
