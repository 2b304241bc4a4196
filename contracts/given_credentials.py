"""The credentials that a command is given: by options, else by the environment."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from contracts.errors import UsageError
from mock_server.key_file import keys_in

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path


def given_credentials(options: argparse.Namespace, schemes: Sequence[str]) -> dict[str, str]:
    """The credential of each scheme: given for it, else for all, else from the environment; raises UsageError."""
    found: dict[str, str] = {}
    general = _key_in(options.key_file) if options.key_file else options.key or os.environ.get("CONTRACTS_KEY")
    for scheme in schemes:
        variable = "CONTRACTS_CREDENTIAL_" + "".join(c if c.isalnum() else "_" for c in scheme).upper()
        value = os.environ.get(variable) or general
        if value:
            found[scheme] = value
    for item in options.credential:
        scheme, sign, value = item.partition("=")
        if not sign:
            raise UsageError("a --credential has no `=`; write --credential SCHEME=VALUE")
        if scheme not in schemes:
            raise UsageError(
                f"--credential {scheme}: the document has no such scheme; it has {', '.join(schemes) or 'none'}"
            )
        found[scheme] = value
    for scheme, value in found.items():
        if not value.isascii() or not value.isprintable():
            raise UsageError(f"the credential for {scheme} holds characters that a header can't carry")
    return found


def _key_in(path: Path) -> str:
    found = keys_in(path)
    if len(found) > 1:
        raise UsageError(
            f"the key file {path} holds {len(found)} keys; a check uses one, give others by the environment"
        )
    return found[0]
