"""The exceptions that end a run, each with one sentence for the user and an exit code.

    MockServerError            exit 3: cannot run
    ├── DocumentError          exit 2: the OpenAPI document can't be used as it is
    └── UsageError             exit 2: the command line or the settings are wrong

A refusal of a request is no exception: it is an answer (see ``answers``).
"""

from __future__ import annotations


class MockServerError(Exception):
    """Something the user can mend; ``str()`` is the sentence, ``exit_code`` the process's status."""

    exit_code = 3


class UsageError(MockServerError):
    """A command line or setting that can't be carried out."""

    exit_code = 2


class DocumentError(MockServerError):
    """An OpenAPI document that can't be read or used; says the file and the line or JSON pointer."""

    exit_code = 2
