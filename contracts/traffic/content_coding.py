"""Takes the content coding off an answer's body, within bounds; the formats are those of the codec."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import content_codings

if TYPE_CHECKING:
    from collections.abc import Iterable


def decoded(
    body: bytes, headers: Iterable[tuple[str, str]], most: int, *, whole: bool = True
) -> tuple[bytes, str | None]:
    """The body without its codings, at most ``most`` octets of it, and why it is not all that was meant.

    A coding that is unknown here leaves the body unread; one that is broken leaves it as it came, which is the
    target's fault. ``whole`` is False where the body was cut already.
    """
    named = [value.encode("latin-1", "replace") for name, value in headers if name.lower() == "content-encoding"]
    try:
        found = content_codings.undone(body, named, most)
    except content_codings.UnknownCodingError as error:
        return b"", f"its content coding ({error.coding[:40]}) is not read here"
    if found.end is content_codings.CodingEnd.BROKEN:
        return body, None
    if found.end is content_codings.CodingEnd.LARGER:
        return found.octets, f"it is larger than {most // 1048576} MB when it is unpacked ({found.coding})"
    return found.octets, None if whole else "it was cut"
