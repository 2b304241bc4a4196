"""What is written from the parsers is what they say today, and no option is without a word."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import jsonschema_rs
import pytest

from mock_server.command_line.configuration.program_option import options_of
from reference.config_schema import SCHEMA, schema
from reference.options_page import PAGE, page
from reference.programs import parsers, tables
from supply_chain.lock import ROOT
from tests.configuration.test_config_file import SETTINGS


def test_the_page_of_options_is_that_of_the_parsers() -> None:
    """`make reference` writes it anew."""
    assert PAGE.read_text("utf-8") == page()


def test_the_schema_is_that_of_the_parsers() -> None:
    """`make reference` writes it anew; it is a schema."""
    assert SCHEMA.read_text("utf-8") == schema()
    jsonschema_rs.meta.validate(json.loads(schema()))


@pytest.mark.parametrize("name", parsers())
def test_no_option_is_without_a_word(name: str) -> None:
    """Each says what it does, or at least its choices and its default."""
    for key, option in options_of(parsers()[name]).items():
        assert option.action.help, f"{name} --{key}"


def examples() -> list[str]:
    """The files of settings that the documentation shows."""
    text = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    return re.findall(r"```toml\n(.*?)```", text, re.S)


def of_file(text: str) -> Any:
    """What the schema is about."""
    tree = tomllib.loads(text)
    return tree["tool"]["mythic-mock"] if "tool" in tree else tree


@pytest.mark.parametrize("text", [SETTINGS, *examples()])
def test_right_files_are_valid(text: str) -> None:
    """Those of the documentation and of the tests."""
    jsonschema_rs.validator_for(json.loads(schema())).validate(of_file(text))


@pytest.mark.parametrize(
    "text",
    ["[mock]\nprot = 1\n", '[mock]\nspec = "a"\n', "[mock]\nwatch = 1\n", '[mock]\nauth = "maybe"\n', "[moc]\n",
     "[profile.a.mock]\nprot = 1\n", '[check]\nseed = "a"\n'],
)  # fmt: skip
def test_wrong_files_are_not(text: str) -> None:
    """An editor underlines what the programs refuse."""
    assert not jsonschema_rs.validator_for(json.loads(schema())).is_valid(of_file(text))


def test_every_table_is_that_of_a_program() -> None:
    """Four programs are configured, each by all of its options."""
    assert set(tables()) == {"mock", "check", "proxy", "mcp"}
