"""Values that are like a credential and must not let in: shortened, lengthened, changed, in another case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WRONG = "wrong-credential-0000"
_LIKE_A = frozenset("QRSTUVWXYZabcdef")
"""Characters that may mean the same as an ``a`` at the end of a Base64 text, whose last bits count for nothing."""


def wrong_values(value: str) -> Iterator[tuple[str, str]]:
    """Kind and text of each; those that ``value`` itself leads to only where there is one."""
    yield "empty", ""
    yield "wrong", WRONG
    for word in ("null", "undefined", "true", "*", "' OR '1'='1"):
        yield f"the word {word}", word
    if len(value) >= 2:
        yield "without its last character", value[:-1]
        yield "with a character more", value + "x"
        yield "with another last character", value[:-1] + ("0" if value[-1] in _LIKE_A else "a")
        yield "with another first character", ("a" if value[0] != "a" else "b") + value[1:]
        yield "without its first character", value[1:]
        yield "with a character before", "x" + value
        yield "its first half", value[: max(1, len(value) // 2)]
        yield "of the same length", "".join("a" if char != "a" else "b" for char in value)
        scheme, space, rest = value.rpartition(" ")  # the case of a scheme does not matter (RFC 9110 section 11.1)
        for kind, text in (
            ("in upper case", rest.upper()),
            ("in lower case", rest.lower()),
            ("in swapped case", rest.swapcase()),
        ):
            if text != rest:
                yield kind, scheme + space + text
