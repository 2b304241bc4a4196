"""`PYTHONPATH=.ci python -m reference` writes docs/options.md and the files of docs/schemas/."""

from __future__ import annotations

from reference.config_schema import SCHEMA, schema
from reference.file_schemas import FOLDER, schemas, text
from reference.options_page import PAGE, page

PAGE.write_text(page(), "utf-8")
SCHEMA.write_text(schema(), "utf-8")
for name, one in schemas().items():
    (FOLDER / name).write_text(text(one), "utf-8")
