"""A page as a browser shows it: headless Chromium, driven by Playwright.

The browser is the system's own, since Playwright's builds are downloaded from elsewhere.
"""

from __future__ import annotations

import base64
import contextlib
import re
import shutil
import time
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, JSHandle
    from playwright.sync_api import Page as Tab

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""Where the browser is, if there is one."""

_WORDS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
_MILLISECONDS = 60_000
_PAUSE = 50
_TRIES = 5
_NAVIGATED = re.compile("navigat|context was destroyed")
_TRIED = "(() => { try { return %s; } catch (error) { return null; } })()"


class Page:
    """One tab; ``complaints`` are the errors and refusals that the browser logged."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self.complaints: list[str] = []
        tab.set_default_timeout(_MILLISECONDS)
        tab.on("console", self._note)
        tab.on("pageerror", lambda error: self.complaints.append(str(error)))

    def beside(self) -> Page:
        """A page of another window, which shares nothing with this one."""
        browser = self._tab.context.browser
        assert browser is not None
        return Page(browser.new_page())

    def open(self, url: str) -> None:
        """Go to ``url``."""
        self._tab.goto(url, wait_until="commit")

    def wait_for(self, expression: str) -> Any:
        """The value of a JavaScript expression, once it is true; raises AssertionError where it never is.

        It is asked again on the page that a link leads to meanwhile.
        """
        return self._found(expression).json_value()

    def do(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        return self._tab.evaluate(expression)

    def complaint(self) -> str:
        """One of ``complaints``, once there is one, which is none afterwards."""
        for _ in range(_MILLISECONDS // _PAUSE):
            if self.complaints:
                return self.complaints.pop()
            self._tab.wait_for_timeout(_PAUSE)
        raise AssertionError("nothing was complained of")

    def click(self, found: str) -> None:
        """Click with the mouse on what a JavaScript expression finds, once it is there, seen, and not covered."""
        for left in reversed(range(_TRIES)):
            element = self._found(found).as_element()
            assert element is not None, f"{found} is no element"
            try:
                element.click()
            except Error as error:
                if not left or "attached" not in str(error):  # it was drawn anew meanwhile
                    raise
            else:
                return

    def type(self, text: str) -> None:
        """Put text where the focus is."""
        self._tab.keyboard.insert_text(text)

    def press(self, key: str) -> None:
        """Press a key, such as Tab, Enter or ArrowDown."""
        self._tab.keyboard.press(key)

    def show(self, width: int, height: int, *, dark: bool = False) -> None:
        """Be a screen of this size, in light or in dark."""
        self._tab.set_viewport_size({"width": width, "height": height})
        self._tab.emulate_media(color_scheme="dark" if dark else "light")

    def picture(self) -> bytes:
        """What is seen now, as PNG."""
        return self._tab.screenshot()

    def small_picture(self) -> bytes:
        """What is seen now, as WebP: a third of the size."""
        session = self._tab.context.new_cdp_session(self._tab)
        taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
        return base64.b64decode(taken["data"])

    def _found(self, expression: str) -> JSHandle:
        """Asked from outside again and again: the page's policy lets nothing in that would look by itself."""
        deadline = time.monotonic() + _MILLISECONDS / 1000
        while time.monotonic() < deadline:
            try:
                found = self._tab.evaluate_handle(_TRIED % expression)
                if found.evaluate("value => Boolean(value)"):
                    return found
            except Error as error:
                if not _NAVIGATED.search(str(error)):
                    raise
            self._tab.wait_for_timeout(_PAUSE)
        raise AssertionError(f"{expression} never came: {self.complaints}")

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextlib.contextmanager
def page() -> Iterator[Page]:
    """A tab of a new browser with a profile of its own."""
    assert PATH is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=_WORDS)
        try:
            yield Page(browser.new_page())
        finally:
            browser.close()
