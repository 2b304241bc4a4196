"""How the programs are told what to do: by their command line, by the environment, by one file for all of them.

`configurable` gives a parser the options that name the file and says which table of it the parser reads; `parse` is its
`parse_args`; `given_by` says which variables of the environment stand for an option, and that it holds a secret.
"""

from __future__ import annotations

from mock_server.command_line.configuration import configurable, parse
from mock_server.command_line.program_option import given_by

__all__ = ["configurable", "given_by", "parse"]
