"""Every dependency may be used, and one that may not is told."""

from __future__ import annotations

from email.message import Message
from typing import Any, cast

import pytest

from supply_chain import licences


def test_the_licence_of_every_dependency_is_allowed() -> None:
    """Of all that is locked and installed here."""
    assert licences.problems() == []


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ([("License-Expression", "MPL-2.0 AND (Apache-2.0 OR MIT)")], {"MPL-2.0", "Apache-2.0", "MIT"}),
        ([("License-Expression", "AGPL-3.0-only")], {"AGPL-3.0-only"}),
        ([("Classifier", "License :: OSI Approved :: MIT License"), ("License", "x")], {"MIT"}),
        ([("Classifier", "License :: Other/Proprietary License")], {"Other/Proprietary License"}),
        ([("License", "BSD-3-Clause\n\nCopyright")], {"BSD-3-Clause"}),
        ([], {"none"}),
    ],
)
def test_where_a_licence_is_read(fields: list[tuple[str, str]], named: set[str]) -> None:
    """The expression first, then the classifiers, then the free text; what is not known is not allowed."""
    metadata = Message()
    for name, value in fields:
        metadata[name] = value
    assert licences.licences(cast("Any", metadata)) == named
