"""The curl command reproduces a request: a shell that runs it gives curl the very same words."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.exchange import Request
from contracts.reports.curl import curl_line, variables

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="needs a POSIX shell")
TEXT = st.text(st.characters(min_codepoint=1, max_codepoint=0x2FFF, exclude_categories=["Cs"]), max_size=12).map(
    lambda text: text.rstrip("\n")
)


def words(command: str, folder: Path) -> list[str]:
    """The arguments that curl would get, and the bytes on its standard input."""
    program = folder / "curl"
    if not program.exists():
        program.write_text('#!/bin/sh\nprintf "%s\\0" "$@"\ncase "$*" in *"@-"*) cat;; esac\n')
        program.chmod(0o755)
    environment = {"PATH": f"{folder}:/usr/bin:/bin", "CREDENTIAL": "a key", "CREDENTIAL_2": "$x", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8", "surrogateescape").split("\0")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the program that stands in for curl."""
    return tmp_path_factory.mktemp("bin")


@settings(max_examples=25, deadline=None, database=None)
@given(TEXT, TEXT, TEXT)
def test_every_text_arrives_as_it_was(folder: Path, target: str, value: str, sent: str) -> None:
    """Quotes, dollars, line ends, control characters: in the URL, a header and the body."""
    request = Request("PATCH", f"/{target}", (("X-A", f"v{value}v"),), sent.encode())
    got = words(curl_line(request, "http://127.0.0.1:9/api"), folder)
    assert f"http://127.0.0.1:9/api/{target}" in got
    assert f"X-A: v{value}v" in got
    assert sent in got or sent == got[-1] or not sent


def test_bytes_arrive_as_they_were(folder: Path) -> None:
    """A body that is no text comes through standard input."""
    got = words(curl_line(Request("POST", "/", (), b"\xff\xfe\x80{"), "http://127.0.0.1:9"), folder)
    assert got[-1].encode("utf-8", "surrogateescape") == b"\xff\xfe\x80{"
    assert got[-3:-1] == ["--data-binary", "@-"]


def test_credentials_are_variables(folder: Path) -> None:
    """MaskedSecrets of given credentials become variables, expanded by the shell."""
    request = Request("GET", "/a?key=[credential-2]&x=[credential]", (("Authorization", "Bearer [credential]"),))
    line = curl_line(request, "http://127.0.0.1:9")
    assert variables(line) == ("CREDENTIAL_2", "CREDENTIAL")
    got = words(line, folder)
    assert "http://127.0.0.1:9/a?key=$x&x=a key" in got
    assert "Authorization: Bearer a key" in got
    assert "--globoff" not in got


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (Request("GET", "/"), "curl -i http://h/"),
        (Request("HEAD", "/"), "curl -i http://h/ --head"),
        (Request("DELETE", "/a/../b"), "curl -i http://h/a/../b --path-as-is -X DELETE"),
        (Request("GET", "/a[1]"), "curl -i 'http://h/a[1]' --globoff"),
        (Request("GET", "/", (("Host", "x"), ("X-Empty", ""))), "curl -i http://h/ -H 'X-Empty;'"),
        (Request("POST", "/", (), b"@a"), "curl -i http://h/ -X POST -H 'Content-Type:' --data-raw @a"),
        (Request("POST", "/", (("Content-Type", "a/b"),), b"{}"),
         "curl -i http://h/ -X POST -H 'Content-Type: a/b' --data-raw '{}'"),
    ],
)  # fmt: skip
def test_the_command_is_short(request_: Request, expected: str) -> None:
    """Only what curl would otherwise do differently is written."""
    assert curl_line(request_, "http://h/") == expected


def test_a_huge_body_is_not_put_into_a_command() -> None:
    """No shell takes it."""
    line = curl_line(Request("POST", "/", (), b"x" * 100_000), "http://h")
    assert line.endswith("--data-binary @body  # save the body first: it has 100,000 bytes")
    assert len(line) < 200
