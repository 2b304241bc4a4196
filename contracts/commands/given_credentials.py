"""What a command is given to be let in: credentials by options, else by the environment; header fields; values."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from contracts import user_file
from contracts.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from mock_server.openapi import JSON


def given_credentials(options: argparse.Namespace, schemes: Sequence[str], *, general: bool = True) -> dict[str, str]:
    """The credential of each scheme: given for it, else for all, else from the environment; raises UsageError.

    Without ``general`` what is given for all counts for none.
    """
    found: dict[str, str] = {}
    key = _key_in(options.key_file) if options.key_file else options.key or os.environ.get("CONTRACTS_KEY")
    for scheme in schemes:
        variable = "CONTRACTS_CREDENTIAL_" + "".join(c if c.isalnum() else "_" for c in scheme).upper()
        value = os.environ.get(variable) or (key if general else None)
        if value:
            found[scheme] = value
    for item in options.credential:
        scheme, sign, value = item.partition("=")
        if ":" in scheme:
            continue  # USER:PASSWORD
        if not sign:
            raise UsageError("a --credential has no `=`; write --credential SCHEME=VALUE or USER:PASSWORD")
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
    found = [line.strip() for line in user_file.text(path, "the key file", 1).splitlines() if line.strip()]
    if not found:
        raise UsageError(f"the key file {path} holds no key; write it into a line of its own")
    if len(found) > 1:
        raise UsageError(
            f"the key file {path} holds {len(found)} keys; a check uses one, give others by the environment"
        )
    return found[0]


FIELD_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_FIELD = re.compile(rf"({FIELD_NAME}):[ \t]*([\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?)")
"""A header field in one line (RFC 9112 section 5)."""
_OWN = ("content-length", "content-type", "connection", "host", "transfer-encoding")


def given_headers(options: argparse.Namespace, schemes: Mapping[str, JSON]) -> tuple[tuple[str, str], ...]:
    """The header fields of `--header`; raises UsageError for what is none, or what the check itself has to send."""
    carried = {
        str(raw.get("name") if raw.get("in") == "header" else "Authorization").lower(): name
        for name, raw in schemes.items()
        if raw.get("in") in (None, "header")
    }
    found = []
    for item in options.header:
        match = _FIELD.fullmatch(item.strip())
        if match is None:
            raise UsageError(f"--header {item.partition(':')[0]} is no header field; write --header 'Name: value'")
        name, value = match[1], match[2]
        if name.lower() in _OWN:
            raise UsageError(f"--header {name}: the check sends this field itself")
        if name.lower() in carried:
            scheme = carried[name.lower()]
            raise UsageError(
                f"--header {name}: the scheme {scheme} is carried so; give --credential {scheme}=VALUE, and where"
                " operations do not ask for it an --overlay that adds `security`"
            )
        found.append((name, value))
    return tuple(found)


def given_values(options: argparse.Namespace) -> dict[str, str]:
    """The texts of `--value` by name; raises UsageError for one without a name."""
    found: dict[str, str] = {}
    for item in options.value:
        name, sign, text = item.partition("=")
        if not name or not sign:
            raise UsageError(f"--value {item} names nothing; write --value NAME=TEXT")
        found[name] = text
    return found
