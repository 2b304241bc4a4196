"""The page for those who come from Prism: none of its options is left out, and what takes their place is there."""

from __future__ import annotations

import re

from contracts.cli import parser as check_parser
from mock_server.command_line.configuration import commands_of
from mock_server.command_line.options import parser
from tests.test_docs import words

PRISM = (
    "document", "--port", "--host", "--cors", "--multiprocess", "--errors", "--verboseLevel", "--dynamic",
    "--json-schema-faker-fillProperties", "--ignoreExamples", "--seed", "upstream", "--validate-request",
    "--upstream-proxy",
)  # fmt: skip
"""What `prism mock --help` and `prism proxy --help` of version 5.16 list."""


def rows() -> list[list[str]]:
    """The cells of the two tables of options."""
    page = words("docs/from-prism.md").split("## Behaviour")[0]
    lines = [line for line in page.splitlines() if line.startswith("| ") and not line.startswith("| Prism")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_option_of_prism_has_its_row() -> None:
    """By its long name."""
    named = {name for row in rows() for name in re.findall(r"`(-{0,2}[A-Za-z-]{3,})`", row[0])}
    assert set(PRISM) <= named


def test_what_takes_their_place_is_there() -> None:
    """Every option that the page names is one of ours."""
    known = set()
    for made in (parser("mythic-mock"), check_parser("mythic-mock")):
        for each in (made, *commands_of(made).values()):
            known |= {name for action in each._actions for name in action.option_strings}
    page = words("docs/from-prism.md").split("## Behaviour")
    ours = " ".join(row[1] + row[2] for row in rows()) + page[1]
    named = set(re.findall(r"`(?:[a-z-]+ )*(--[a-z-]+)", ours))
    assert len(named) > 15
    assert named <= known
