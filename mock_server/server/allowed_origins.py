"""The origins whose pages are let in (Fetch standard, section 3.3)."""

from __future__ import annotations

import re

from mock_server.settings import ANY_ORIGIN, LOCAL_ORIGINS

_LOCAL = re.compile(rb"https?://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?")


class AllowedOrigins:
    """Those of the settings: by name, those of this machine, or any."""

    def __init__(self, origins: tuple[str, ...]) -> None:
        self._local = LOCAL_ORIGINS in origins
        self.any = ANY_ORIGIN in origins
        """Whether every origin is let in, without credentials."""
        self.named = frozenset(origin.encode() for origin in origins) - {ANY_ORIGIN.encode(), LOCAL_ORIGINS.encode()}
        """Those that are let in by their name."""

    def has(self, origin: bytes) -> bool:
        """Whether this one is let in with credentials."""
        return origin in self.named or (self._local and _LOCAL.fullmatch(origin) is not None)

    def lets_in(self, origin: bytes) -> bool:
        """Whether its pages may read answers, with credentials or without."""
        return self.any or self.has(origin)
