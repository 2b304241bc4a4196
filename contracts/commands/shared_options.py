"""The options that more than one command has: how each is read and what its help says, once."""

from __future__ import annotations

import argparse
import re
import shlex
from pathlib import Path
from typing import Any

from mock_server.embedded import configuration


def document_path(text: str) -> Path:
    """The path of a document; a URL is none."""
    if re.match(r"(?i)[a-z][a-z0-9+.-]+://", text):
        raise argparse.ArgumentTypeError(
            f"{text} is a URL, and nothing is fetched; save it first: curl -fsSLo openapi.yaml {shlex.quote(text)}"
        )
    return Path(text)


def positive(text: str) -> float:
    """The number in an option; raises ArgumentTypeError."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1e9:
        raise argparse.ArgumentTypeError(f"{text!r} is no positive number")
    return value


def seconds_or_none(text: str) -> float:
    """The number in an option that may be 0; raises ArgumentTypeError."""
    return 0.0 if re.fullmatch(r"0+(?:\.0*)?", text) else positive(text)


def count(text: str) -> int:
    """The whole number in an option, from 0 on; raises ArgumentTypeError."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 0 on")
    return int(text)


_MANY: dict[str, Any] = {"action": "append", "default": []}
SHARED: dict[str, dict[str, Any]] = {
    "spec": {
        "type": document_path,
        "metavar": "FILE",
        "help": "the OpenAPI document (default: ./openapi.yaml, else the packaged one)",
    },
    "overlay": {
        **_MANY,
        "type": document_path,
        "metavar": "FILE",
        "dest": "overlays",
        "help": "changes to make to the document first (Overlay 1.0); repeatable",
    },
    "key": {"metavar": "K", "help": "the credential for every security scheme; seen by all users here"},
    "key-file": {"type": Path, "metavar": "FILE", "help": "a file that holds it"},
    "credential": {
        **_MANY,
        "metavar": "SCHEME=VALUE|USER:PASSWORD",
        "help": "for one scheme, repeatable; or a user who logs in as the document says",
    },
    "ca": {
        "type": Path,
        "metavar": "FILE",
        "help": "authorities that vouch for the target, in PEM (default: the system's)",
    },
    "insecure": {"action": "store_true", "help": "believe any certificate of the target"},
    "client-cert": {
        "type": Path,
        "metavar": "FILE",
        "help": "a certificate with its key, in PEM, to show to the target",
    },
    "read-only": {"action": "store_true", "help": "send nothing that creates, changes or deletes"},
    "timeout": {
        "type": positive,
        "default": 15.0,
        "metavar": "S",
        "help": "seconds to wait for one answer (default: %(default)g)",
    },
    "report": {
        **_MANY,
        "metavar": "KIND=FILE",
        "help": "json, junit, html, sarif, har, markdown, ctrf, wfc or github (annotations; alone: on the output); "
        "repeatable",
    },
    "baseline": {"type": Path, "metavar": "FILE", "help": "drifts that are known and accepted"},
    "allow-host": {**_MANY, "metavar": "H", "help": "a further host that may be sent requests; repeatable"},
    "ledger": {
        "type": Path,
        "metavar": "FILE",
        "help": "where to write down what is created (default: a file in .contracts/)",
    },
    "require-coverage": {
        "action": "store_true",
        "help": "fail where an operation never succeeded or a documented status was never seen",
    },
}
"""Option → what the parser is told of it. A command that means it a little otherwise says so where it takes it."""


_VARIABLES = {
    "key": ("CONTRACTS_KEY",),
    "key-file": ("CONTRACTS_KEY",),
    "credential": ("CONTRACTS_LOGIN", "CONTRACTS_CREDENTIAL_*"),
}
"""Those that hold what lets in, or name it, with the variables that stand for them."""


def add_shared(command: argparse._ActionsContainer, *names: str, **otherwise: Any) -> None:
    """Add these options of the table; ``otherwise`` is what is told of them in this command alone."""
    for name in names:
        action = command.add_argument(f"--{name}", **{**SHARED[name], **otherwise})
        if name in _VARIABLES:
            configuration.given_by(action, *_VARIABLES[name], secret=name != "key-file")
