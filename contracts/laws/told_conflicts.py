"""What the description of a documented 409 says is refused: a second record of the same text, an action in a state.

A behaviour of `mock_server.openapi` reads the words: the mock refuses by them what a service is asked to refuse.
"""

from __future__ import annotations

LAW = "conflicts"
STATUS = "409"
