"""The users whom a command is given: credentials by scheme, or a user name and a password that get them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from contracts.commands.given_credentials import FIELD_NAME, given_credentials
from contracts.errors import UsageError
from contracts.settings import GivenUser
from contracts.traffic.target import base_of

if TYPE_CHECKING:
    import argparse

    from mock_server.openapi import Document

_LOGIN, _OTHER_LOGIN = "CONTRACTS_LOGIN", "CONTRACTS_OTHER_LOGIN"
_OTHER_KEY = "CONTRACTS_OTHER_KEY"


def is_login(item: str) -> bool:
    """Whether an item of `--credential` is USER:PASSWORD: names of schemes have no colon, and a value follows `=`."""
    return ":" in item.partition("=")[0]


def given_user(options: argparse.Namespace, document: Document) -> GivenUser:
    """The user of the run; raises UsageError, also where no request can carry what an operation asks for.

    Without a login and without a value for any scheme it is nobody.
    """
    _refuse_what_nothing_carries(document)
    login = _login(options.credential, "--credential", _LOGIN)
    values = given_credentials(options, list(document.security_schemes), general=login is None)
    if options.token_url is not None:
        base_of(options.token_url.partition("?")[0])
        if login is None:
            raise UsageError("--token-url says where a user logs in; give one with --credential USER:PASSWORD")
    return GivenUser(values, login, options.token_url)


def given_other(options: argparse.Namespace, document: Document, user: GivenUser) -> GivenUser | None:
    """The other user, None where none is given; raises UsageError, also where both are the same."""
    schemes = list(document.security_schemes)
    login = _login(options.other_credential, "--other-credential", _OTHER_LOGIN)
    key = os.environ.get(_OTHER_KEY) if login is None else None
    values = {scheme: key for scheme in schemes if key}
    for item in options.other_credential:
        if is_login(item):
            continue
        scheme, sign, value = item.partition("=")
        if not sign:
            raise UsageError("an --other-credential has no `=`; write --other-credential SCHEME=VALUE or USER:PASSWORD")
        if scheme not in schemes:
            raise UsageError(
                f"--other-credential {scheme}: the document has no such scheme; it has {', '.join(schemes) or 'none'}"
            )
        values[scheme] = value
    if login is None and not values:
        return None
    for scheme, value in values.items():
        if not value.isascii() or not value.isprintable():
            raise UsageError(f"the other credential for {scheme} holds characters that a header can't carry")
    mine = {user.login.partition(":")[0]} if user.login else set()
    if (login and login.partition(":")[0] in mine) or set(values.values()) & set(user.values.values()):
        raise UsageError("--other-credential is the user of --credential; give that of another user")
    return GivenUser(values, login, options.token_url)


def _refuse_what_nothing_carries(document: Document) -> None:
    """Raise UsageError for a header whose name is none, of a scheme that an operation asks for."""
    asked = (item.scheme for operation in document.operations for way in operation.security for item in way)
    for scheme in dict.fromkeys(asked):
        raw = document.security_schemes.get(scheme, {})
        name = str(raw.get("name"))
        if raw.get("in") == "header" and re.fullmatch(FIELD_NAME, name) is None:
            raise UsageError(
                f"the security scheme {scheme} is carried in a header called {name!r}, which is no name of one;"
                " correct it in the document, or with --overlay"
            )


def _login(items: list[str], option: str, variable: str) -> str | None:
    given = [item for item in items if is_login(item)]
    if len(given) > 1:
        raise UsageError(f"{option} is given {len(given)} users; a check has one of them")
    found = given[0] if given else os.environ.get(variable) or None
    if found is not None and (":" not in found or not found.partition(":")[0]):
        raise UsageError(f"{variable if not given else option} names no user; write USER:PASSWORD")
    return found
