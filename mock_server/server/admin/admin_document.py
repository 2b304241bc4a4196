"""Where the admin API's own document is, and what it refers to."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

DOCUMENT = Path(str(resources.files("mock_server.server.admin").joinpath("admin.openapi.yaml")))
RULES = Path(str(resources.files("mock_server.openapi.behaviour")))
"""The folder of the schema of the rules of faults."""
