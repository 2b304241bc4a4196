"""Generator: every component schema of the public documents.

They are no part of the repository: SPECS_DIR names their folder, else ``../shared/specs`` beside the repository.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema_rs
import pytest

from mock_server.openapi.generator import Generator
from mock_server.openapi.reading.document import load_document
from mock_server.openapi.reading.formats import FORMATS
from mock_server.openapi.reading.pointers import escape
from mock_server.openapi.schema.schemas import Schemas
from mock_server.values import Values

if TYPE_CHECKING:
    from mock_server.openapi.schema.schemas import Direction

FOLDER = Path(os.environ.get("SPECS_DIR") or Path(__file__).parents[3] / "shared" / "specs")
FILES = sorted(path for path in FOLDER.glob("*/*") if path.suffix in (".json", ".yaml", ".yml"))
DIRECTIONS: tuple[Direction, ...] = ("response", "request")


@pytest.mark.skipif(not FILES, reason=f"the public documents are not in {FOLDER}; name their folder in SPECS_DIR")
@pytest.mark.sampled(18)
@pytest.mark.parametrize("path", FILES or [None], ids=lambda path: path.parent.name if path else "none")
def test_component_schemas_get_conforming_values(path: Path) -> None:
    """At least 99.5 % of the values made for a document's schemas conform, with examples and without."""
    document = load_document(path)
    schemas = Schemas(document)
    generator = Generator(schemas.resolve, Values(1))
    names = ((document.tree.get("components") or {}).get("schemas") or {}).keys()
    count, failed = 0, []
    for name in names:
        schema = {"$ref": f"#/components/schemas/{escape(name)}"}
        for direction in DIRECTIONS:
            validator = jsonschema_rs.validator_for(
                schemas.bundle(schema, direction), validate_formats=True, formats=FORMATS, offline=True
            )
            for examples in (True, False):
                count += 1
                value = generator.generate(schema, direction=direction, examples=examples)
                if not validator.is_valid(value):
                    failed.append((name, direction, examples))
    assert len(failed) <= count * 0.005, failed
