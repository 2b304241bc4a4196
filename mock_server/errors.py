"""The exceptions that end a run, each with one sentence for the user and an exit code.

    MockServerError            exit 3: cannot run
    ├── DocumentError          exit 2: the OpenAPI document can't be used as it is
    │   └── CircleError        exit 2: references of it lead to each other, and nowhere else
    └── UsageError             exit 2: the command line or the settings are wrong

A refusal of a request is no exception: it is an answer (see ``answers``).
"""

from __future__ import annotations


def printable(text: str) -> str:
    """``text`` as one line that steers no terminal and no log: what can't be printed is written as an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


class MockServerError(Exception):
    """Something the user can mend; ``str()`` is the sentence, ``exit_code`` the process's status."""

    exit_code = 3

    def __str__(self) -> str:
        """The sentence on one line, whatever it quotes of a document or a file."""
        return printable(super().__str__())


class UsageError(MockServerError):
    """A command line or setting that can't be carried out."""

    exit_code = 2


class DocumentError(MockServerError):
    """An OpenAPI document that can't be read or used; says the file and the line or JSON pointer."""

    exit_code = 2


class CircleError(DocumentError):
    """References that lead to each other, and nowhere else."""
