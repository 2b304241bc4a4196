"""The curl command that sends a request again, for a POSIX shell.

A redacted credential becomes a shell variable (`$CREDENTIAL`, `$CREDENTIAL_2`), so that the line works as pasted once
the variable is exported.
"""

from __future__ import annotations

import base64
import re
import shlex
from typing import TYPE_CHECKING

from contracts.traffic.secrets.known_secrets import CREDENTIAL

if TYPE_CHECKING:
    from contracts.exchange import Request

_BY_CURL_ITSELF = frozenset(("host", "content-length", "connection", "accept-encoding", "user-agent"))
_GLOB = re.compile(r"[\[\]{}]")
_DOTS = re.compile(r"/\.\.?(?:/|$|\?)")
_LONGEST_BODY = 65536


def curl_line(request: Request, base: str) -> str:
    """The command for ``request`` below the URL ``base``; one line, unless a value holds line ends."""
    words = ["curl", "-i"]
    url = base.rstrip("/") + request.target
    bare = CREDENTIAL.sub("", url)
    if _GLOB.search(bare):
        words.append("--globoff")
    if _DOTS.search(bare.partition("://")[2]):
        words.append("--path-as-is")
    body = request.body or b""
    words += _method(request.method, bool(body))
    names = {name.lower() for name, _ in request.headers}
    for name, value in request.headers:
        if name.lower() not in _BY_CURL_ITSELF:
            words.append(f"-H {_quoted(f'{name}: {value}' if value.strip() else f'{name};')}")
    if body and "content-type" not in names:
        words.append("-H 'Content-Type:'")
    before = ""
    if body:
        text = _plain(body)
        if len(body) > _LONGEST_BODY:
            words.append(f"--data-binary @body  # save the body first: it has {len(body):,} bytes")
        elif text is not None:
            words.append(f"--data-raw {_quoted(text)}")
        else:
            before = f"printf %s {base64.b64encode(body).decode()} | base64 -d | "
            words.append("--data-binary @-")
    words.insert(2, _quoted(url))
    return before + " ".join(words)


def variables(line: str) -> tuple[str, ...]:
    """The shell variables for credentials that ``line`` needs, in order."""
    return tuple(dict.fromkeys(re.findall(r'"\$(CREDENTIAL(?:_[0-9]+)?)"', line)))


def _method(method: str, body: bool) -> list[str]:
    if method == "GET" and not body:
        return []
    if method == "HEAD" and not body:
        return ["--head"]
    return ["-X", shlex.quote(method)]


def _plain(body: bytes) -> str | None:
    """The body as a shell word can hold it, None where only bytes will do."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return text if all(c.isprintable() or c in "\n\t" for c in text) else None


def _quoted(text: str) -> str:
    """One shell word; a credential's mask in it is a variable, expanded in double quotes."""
    words, last = [], 0
    for match in CREDENTIAL.finditer(text):
        if match.start() > last:
            words.append(_literal(text[last : match.start()]))
        words.append(f'"$CREDENTIAL_{match[1]}"' if match[1] else '"$CREDENTIAL"')
        last = match.end()
    return "".join((*words, _literal(text[last:]) if last < len(text) or not words else ""))


def _literal(text: str) -> str:
    """``text`` quoted; characters that a terminal would act on are written in octal for `printf` (a NUL is lost)."""
    if all(c.isprintable() or c in "\n\t" for c in text):
        return shlex.quote(text)
    octal = "".join(
        c.replace("\\", "\\\\")
        if c.isprintable()
        else "".join(f"\\0{byte:03o}" for byte in c.encode("utf-8", "surrogatepass"))
        for c in text
    )
    return f'"$(printf %b {shlex.quote(octal)})"'
