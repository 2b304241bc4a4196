"""How a target is reached: through a proxy or not, and who is believed on https."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.errors import TargetError
from contracts.traffic.forward_proxy import ForwardProxy
from contracts.traffic.tls_context import TlsTrust

if TYPE_CHECKING:
    import socket

    from contracts.settings import Settings


@dataclass(slots=True)
class TargetRoute:
    """The way to one target; its TLS context is made once, for all connections."""

    trust: TlsTrust = field(default_factory=TlsTrust)
    proxy: ForwardProxy | None = None
    _context: ssl.SSLContext | None = None

    @classmethod
    def of(cls, settings: Settings) -> TargetRoute:
        """The way that a check was told; raises UsageError."""
        trust = TlsTrust(settings.ca, settings.insecure, settings.client_cert)
        return cls(trust, ForwardProxy.of(settings.proxy) if settings.proxy else None)

    def prepare(self) -> None:
        """Make the context for https; raises UsageError where a file can't be used."""
        self._context = self._context or self.trust.context()

    def secured(self, raw: socket.socket, host: str) -> ssl.SSLSocket:
        """The connection under TLS; raises TargetError where the target is not believed, or believes us not."""
        self.prepare()
        assert self._context is not None
        try:
            return self._context.wrap_socket(raw, server_hostname=host)
        except ssl.SSLCertVerificationError as error:
            raise TargetError(
                f"the certificate of {host} is not trusted ({error.verify_message}); name the authority that vouches"
                " for it with --ca FILE, or say --insecure",
                sent=False,
            ) from None
        except ssl.SSLError as error:
            raise TargetError(f"TLS with {host} failed: {error.reason or error}", sent=False) from None
