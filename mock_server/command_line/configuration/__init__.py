"""How the programs are told what to do: by their command line, by the environment, by one file for all of them.

`configurable` gives a parser the options that name the file and says which table of it the parser reads; `parse` is its
`parse_args`; `given_by` says which variables of the environment stand for an option, and that it holds a secret;
`commands_of` and `options_of` tell what a parser has.
"""

from __future__ import annotations

from mock_server.command_line.configuration.program_option import commands_of, given_by, options_of
from mock_server.command_line.configuration.value_sources import configurable, parse

__all__ = ["commands_of", "configurable", "given_by", "options_of", "parse"]
