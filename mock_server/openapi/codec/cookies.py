"""The cookies of a request, as the styles of parameters see them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.reading.percent import cookies, group

if TYPE_CHECKING:
    from collections.abc import Sequence


class Cookies:
    """The cookies of a request, raw, by name (RFC 6265 section 5.4); past `MAX_PAIRS` they are not looked at."""

    def __init__(self, headers: Sequence[bytes]) -> None:
        self._text = b"; ".join(headers).decode("latin-1")

    @cached_property
    def pairs(self) -> dict[str, list[str]]:
        """The values by name; a cookie is a pair between semicolons."""
        return cookies(self._text)

    @cached_property
    def ampersand_pairs(self) -> dict[str, list[str]]:
        """As `pairs`, with ``&`` between pairs too: RFC 6570 form expansion, as style ``form`` explodes."""
        return group(self._text.replace("; ", "&").replace(";", "&"))
