"""A check within the process of the tests sends one request at a time, whatever else the machine has to do.

How many are under way follows from how long answers take, and that from the machine: where a service of the tests gives
the keys, they would be given in another order now and then. Tests of several at once say so themselves.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from unittest.mock import patch

from contracts.traffic.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Iterator

MEASURED = Pace.sends
"""As it is for users."""


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """None is sent beside another within this."""
    with patch.object(Pace, "sends", lambda _: False):
        yield
