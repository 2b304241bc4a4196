"""Keys that a service of the tests gives: as hard to guess as a real one's, and the same in each run of a test."""

from __future__ import annotations

import random
import uuid
from base64 import urlsafe_b64encode


class RepeatableKeys:
    """What `secrets` and `uuid` give, drawn by one seed, so that no key is by chance what a check takes for another."""

    def __init__(self) -> None:
        self._random = random.Random(1)

    def octets(self, count: int) -> bytes:
        """So many octets."""
        return self._random.randbytes(count)

    def hexadecimal(self, octets: int) -> str:
        """Two digits for each of so many octets."""
        return self.octets(octets).hex()

    def urlsafe(self, octets: int) -> str:
        """So many octets in base64 for URLs, without its padding."""
        return urlsafe_b64encode(self.octets(octets)).decode().rstrip("=")

    def uuid(self) -> str:
        """One of version 4."""
        return str(uuid.UUID(bytes=self.octets(16), version=4))

    def of(self, signs: str, count: int) -> str:
        """So many of these signs."""
        return "".join(self._random.choices(signs, k=count))
