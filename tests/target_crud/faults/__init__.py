"""The faults that can be switched on: name → kind, what it does in a sentence, how it changes the board."""

from __future__ import annotations

from tests.planted import faults_of
from tests.target_crud.faults.access import ACCESS
from tests.target_crud.faults.edges import EDGES
from tests.target_crud.faults.forms import FORMS
from tests.target_crud.faults.lists import LISTS
from tests.target_crud.faults.meaning import MEANING
from tests.target_crud.faults.places import PLACES
from tests.target_crud.faults.promises import PROMISES
from tests.target_crud.faults.shape import SHAPE

FAULTS = faults_of(
    {
        "shape": SHAPE,
        "meaning": MEANING | PLACES | PROMISES,
        "lists": LISTS,
        "edges": EDGES,
        "access": ACCESS,
        "forms": FORMS,
    }
)
