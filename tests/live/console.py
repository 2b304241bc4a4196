"""The console as its user meets it: what is asked of the mock, and how controls and fields are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx

if TYPE_CHECKING:
    from tests.mock import chromium
    from tests.running import RunningMock

SECRET = {"authorization": "Bearer local-admin-key"}
CLIENT = {"id": "a", "name": "A"}


def asked(mock: RunningMock, method: str, path: str, **more: Any) -> httpx.Response:
    """A request to the mock."""
    return httpx.request(method, mock.url + path, headers={**SECRET, **more.pop("headers", {})}, **more)


def admin(mock: RunningMock, method: str, path: str, **more: Any) -> Any:
    """What the admin API answers."""
    headers = {"authorization": f"Bearer {mock.token}"}
    answer = httpx.request(method, f"{mock.admin}/{path}", headers=headers, **more)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


def named(text: str, within: str = "document", what: str = "button") -> str:
    """An expression for the control that is called so."""
    return (
        f"[...{within}.querySelectorAll('{what}')].find((one) => one.offsetParent"
        f" && (one.getAttribute('aria-label') || one.textContent.trim()) === {text!r})"
    )


def labelled(text: str) -> str:
    """An expression for the field with this label."""
    return f"document.getElementById({named(text, what='label')}?.htmlFor)"


def fill(page: chromium.Page, label: str, text: str) -> None:
    """Put a text into a field, in the place of what is there."""
    page.click(labelled(label))
    page.do(f"{labelled(label)}.select?.()")
    page.type(text)
