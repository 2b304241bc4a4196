"""Members that requests and answers spell in two ways: what a form calls `FriendlyName` is shown as `friendly_name`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Collection


def name_shown(name: str, taken: Collection[str], answered: Collection[str]) -> str:
    """The one member of answers that has this name but for case and marks, where requests have none that is called so;
    else the name itself. A mark that it begins with (`_type`, `@type`) tells it apart.
    """
    if name in answered:
        return name
    wanted = field_names.plain(name)
    alike = (other for other in answered if field_names.plain(other) == wanted and other not in taken)
    found = [other for other in alike if other[:1].isalnum() == name[:1].isalnum()]
    return found[0] if len(found) == 1 else name
