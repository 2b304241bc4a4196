"""A page as a browser shows it: headless Chromium, driven over the pipe of its DevTools protocol."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
"""Where the browser is, if there is one."""

_WAIT = """new Promise((done, failed) => {
  const end = Date.now() + 60000;
  const look = () => {
    let found;
    try { found = %s; } catch (error) { found = null; }
    if (found) done(found); else if (Date.now() > end) failed(new Error("never came")); else setTimeout(look, 50);
  };
  look();
})"""

_KEYS = {"Enter": 13, "Tab": 9, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Delete": 46}
"""Codes of keys (UI Events, appendix on legacy keyboard events)."""

_PLACE = """(() => {
  const found = %s;
  if (!found || found.disabled || document.querySelector("dialog[open]") && !found.closest("dialog")) return null;
  found.scrollIntoView({ block: "center" });
  const { x, y, width, height } = found.getBoundingClientRect();
  const middle = { x: x + Math.min(width, innerWidth - x) / 2, y: y + height / 2 };
  return width && height && found.contains(document.elementFromPoint(middle.x, middle.y)) ? middle : null;
})()"""

_START = """import fcntl, os, sys
far = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
os.dup2(far[0], 3)
os.dup2(far[1], 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The browser reads commands at descriptor 3 and answers at 4."""

_NAVIGATED = re.compile("navigated|context was destroyed")
_MOST_PAGES = 5


class NavigatedError(AssertionError):
    """The page that was asked has given way to another."""


class Page:
    """One tab; ``complaints`` are the errors and refusals that the browser logged."""

    def __init__(self, writer: int, reader: int) -> None:
        self._writer = writer
        self._reader = os.fdopen(reader, "rb")
        self._number = 0
        self._session: str | None = None
        self._rest = b""
        self.complaints: list[str] = []
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def open(self, url: str) -> None:
        """Go to ``url``."""
        self._ask("Page.navigate", url=url)

    def wait_for(self, expression: str) -> Any:
        """The value of a JavaScript expression, once it is true; raises AssertionError where it never is.

        It is asked again on the page that a link leads to meanwhile.
        """
        for left in reversed(range(_MOST_PAGES)):
            try:
                done = self._ask(
                    "Runtime.evaluate", expression=_WAIT % expression, awaitPromise=True, returnByValue=True
                )
                break
            except NavigatedError:
                if not left:
                    raise
        assert "exceptionDetails" not in done, f"{expression} never came: {self.complaints}"
        return done["result"].get("value")

    def do(self, expression: str) -> Any:
        """The value of a JavaScript expression, awaited where it is a promise."""
        done = self._ask("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in done, done
        return done["result"].get("value")

    def click(self, found: str) -> None:
        """Click with the mouse on what a JavaScript expression finds, once it is there, seen, and not covered."""
        place = self.wait_for(_PLACE % found)
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=place["x"], y=place["y"], button="left", clickCount=1)

    def type(self, text: str) -> None:
        """Put text where the focus is."""
        self._ask("Input.insertText", text=text)

    def press(self, key: str) -> None:
        """Press a key, such as Tab, Enter or ArrowDown."""
        text = {"text": "\r"} if key == "Enter" else {}
        code = _KEYS[key]
        for kind in ("keyDown", "keyUp"):
            pressed = text if kind == "keyDown" else {}
            self._ask("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, **pressed)

    def show(self, width: int, height: int, *, dark: bool = False) -> None:
        """Be a screen of this size, in light or in dark."""
        self._ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme])

    def picture(self) -> bytes:
        """What is seen now, as PNG."""
        return base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"])

    def close(self) -> None:
        """Let go of the pipe."""
        self._reader.close()
        os.close(self._writer)

    def _ask(self, method: str, **parameters: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._writer, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                if "error" in answer and _NAVIGATED.search(answer["error"]["message"]):
                    raise NavigatedError(answer)
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _next(self) -> Any:
        while b"\0" not in self._rest:
            piece = os.read(self._reader.fileno(), 65_536)
            assert piece, "the browser has gone"
            self._rest += piece
        whole, _, self._rest = self._rest.partition(b"\0")
        return json.loads(whole)

    def _note(self, event: Any) -> None:
        said = event.get("params", {})
        if event.get("method") == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
            self.complaints.append(said["entry"]["text"])
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(said["exceptionDetails"]))


@contextlib.contextmanager
def page() -> Iterator[Page]:
    """A tab of a new browser with a profile of its own."""
    assert PATH is not None
    to_browser, writer = os.pipe()
    reader, from_browser = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        words = [
            PATH,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            f"--user-data-dir={profile}",
        ]
        process = subprocess.Popen(
            [sys.executable, "-c", _START, str(to_browser), str(from_browser), *words, "--remote-debugging-pipe"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        shown = Page(writer, reader)
        try:
            yield shown
        finally:
            shown.close()
            process.terminate()
            process.wait(30)
