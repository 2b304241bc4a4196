"""The command line that runs a check again: every option that was given, with variables in place of credentials."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

_NAMED = {"overlays": "overlay"}
_VALUES = [
    "har", "base", "spec", "overlays", "against", "key_file", "token_url", "mock", "read_only", "include", "exclude",
    "usage", "max_time", "timeout", "rate", "workers", "ca", "insecure", "client_cert", "value", "allow_actions",
    "cases", "fuzz", "arazzo", "report", "baseline", "suggest", "allow_host", "ledger", "require_coverage", "yes",
]  # fmt: skip
"""The options in the order in which they are told."""


def again(options: argparse.Namespace, defaults: argparse.Namespace, seed: int) -> str:
    """The line for the shell; ``defaults`` are the options of a command line that gives none."""
    words = [options.program, "check", *([shlex.quote(options.url)] if options.url else [])]
    words += _hidden(options)
    for name in _VALUES:
        value = getattr(options, name)
        if value != getattr(defaults, name):
            words += _words(f"--{_NAMED.get(name, name).replace('_', '-')}", value)
    if options.har is None:
        words.append(f"--seed {seed}")
    return " ".join(words)


def _words(option: str, value: object) -> Iterator[str]:
    if value is True:
        yield option
    elif isinstance(value, list):
        for item in value:
            yield f"{option} {shlex.quote(str(item))}"
    elif isinstance(value, float):
        yield f"{option} {value:g}"
    elif value is not None:
        yield f"{option} {shlex.quote(str(value))}"


def _hidden(options: argparse.Namespace) -> Iterator[str]:
    """The options that carry secrets, without them."""
    if options.key:
        yield '--key "$CREDENTIAL"'
    for option, variable in (("credential", "CREDENTIAL"), ("other_credential", "OTHER_CREDENTIAL")):
        for item in getattr(options, option):
            scheme, sign, _ = item.partition("=")
            named = shlex.quote(f"{scheme}=") if sign and ":" not in scheme else ""
            yield f'--{option.replace("_", "-")} {named}"${variable}"'
    if options.mock_key:
        yield '--mock-key "$MOCK_CREDENTIAL"'
    if options.proxy:
        yield f"--proxy {_without_login(options.proxy)}"
    for item in options.header:
        yield f'--header {shlex.quote(item.partition(":")[0] + ": ")}"$VALUE"'


def _without_login(url: str) -> str:
    """A proxy's URL with a variable in place of what it is shown."""
    scheme, mark, rest = url.partition("://")
    login, at, host = rest.rpartition("@")
    return f'{shlex.quote(scheme + mark)}"$PROXY_CREDENTIAL"{shlex.quote(at + host)}' if login else shlex.quote(url)
