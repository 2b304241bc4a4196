"""Ties a ledger to the credentials of its run, so that a ledger from elsewhere can't call for them.

A run writes a digest of each credential and the target's URL into the first line; whoever did not have the credential
can't write it. PBKDF2 (RFC 8018) makes guessing a credential from it slow.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi import JSON

_ROUNDS = 60_000


def proofs(url: str, credentials: Mapping[str, str]) -> dict[str, str]:
    """The digest of each scheme's credential, for a ledger's first line; many schemes may have one credential."""
    known = {credential: _digest(url, credential) for credential in dict.fromkeys(credentials.values())}
    return {scheme: known[credential] for scheme, credential in credentials.items()}


def unproved(head: Mapping[str, JSON], credentials: Mapping[str, str]) -> list[str]:
    """The schemes whose credential the ledger's run did not have for this target."""
    written = head.get("proofs")
    found = proofs(str(head.get("url")), credentials)
    known = written if isinstance(written, dict) else {}
    return [scheme for scheme, digest in found.items() if not hmac.compare_digest(str(known.get(scheme)), digest)]


def _digest(url: str, credential: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", credential.encode(), f"contracts ledger {url}".encode(), _ROUNDS, 18).hex()
