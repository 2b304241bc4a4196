"""How a target on https is told from others: the authorities that vouch for it, and the certificate shown to it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class TlsTrust:
    """What a command was told of TLS: ``ca`` is a PEM file (or folder) of authorities in place of the system's.

    ``insecure`` believes every certificate; ``client_cert`` is a PEM file with a certificate and its key.
    """

    ca: Path | None = None
    insecure: bool = False
    client_cert: Path | None = None

    def context(self) -> ssl.SSLContext:
        """The context for connections to the target; raises UsageError for a file that can't be used."""
        if self.ca is not None and self.insecure:
            raise UsageError("--ca names who vouches for the target, --insecure believes everybody; give one of them")
        context = self._trusting()
        if self.client_cert is not None:
            _present(self.client_cert)
            try:
                # a key that wants a password would be asked for on a terminal that nobody may sit at
                context.load_cert_chain(self.client_cert, password="")
            except (OSError, ValueError) as error:
                raise UsageError(
                    f"--client-cert {self.client_cert} holds no certificate with its key in PEM, without a password:"
                    f" {_reason(error)}"
                ) from None
        return context

    def _trusting(self) -> ssl.SSLContext:
        if self.ca is None:
            context = ssl.create_default_context()
        else:
            _present(self.ca)
            folder = self.ca.is_dir()
            try:
                context = ssl.create_default_context(
                    cafile=None if folder else str(self.ca), capath=str(self.ca) if folder else None
                )
            except (OSError, ValueError) as error:
                raise UsageError(f"--ca {self.ca} holds no certificates in PEM: {_reason(error)}") from None
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _present(path: Path) -> None:
    if not path.exists():
        raise UsageError(f"{path} is not there; name a file of certificates in PEM")


def _reason(error: Exception) -> str:
    return str(getattr(error, "reason", None) or getattr(error, "strerror", None) or error)
