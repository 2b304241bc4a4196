"""Says how a text that came back differs from the one that was sent."""

from __future__ import annotations

import unicodedata


def text_difference(sent: str, got: str) -> str:
    """What happened to a text, in words that hold none of it."""
    if got in (sent.strip(), sent.lstrip(), sent.rstrip()):
        return "it was trimmed"
    if got == "":
        return "it became empty"
    if sent.startswith(got):
        return "it was cut off"
    if got.lower() == sent.lower():
        return "its case changed"
    if unicodedata.normalize("NFKC", sent) == unicodedata.normalize("NFKC", got):
        return "its Unicode form changed"
    if " ".join(sent.split()) == " ".join(got.split()):
        return "its white space changed"
    if "&" in got and "&" not in sent.replace("&amp;", ""):
        return "it was escaped"
    return "another text"
