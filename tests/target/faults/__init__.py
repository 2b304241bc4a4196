"""The faults that can be switched on: name → kind, what it does in a sentence, how it changes the service."""

from __future__ import annotations

from tests.planted import faults_of
from tests.target.faults.access import ACCESS
from tests.target.faults.api_key_edges import API_KEY_EDGES
from tests.target.faults.client_edges import CLIENT_EDGES
from tests.target.faults.echo import ECHO
from tests.target.faults.edges import EDGES
from tests.target.faults.generated import GENERATED
from tests.target.faults.lifecycle import LIFECYCLE
from tests.target.faults.shape import SHAPE
from tests.target.faults.statuses import STATUSES
from tests.target.faults.time import TIME

FAULTS = faults_of(
    {
        "shape": SHAPE | STATUSES,
        "meaning": LIFECYCLE | GENERATED | ECHO,
        "edges": CLIENT_EDGES | API_KEY_EDGES | EDGES,
        "access": ACCESS,
        "time": TIME,
    }
)
