"""`PYTHONPATH=.ci python -m reference` writes docs/options.md and docs/schemas/mythic-mock.schema.json."""

from __future__ import annotations

from reference.config_schema import SCHEMA, schema
from reference.options_page import PAGE, page

PAGE.write_text(page(), "utf-8")
SCHEMA.write_text(schema(), "utf-8")
