"""Credentials come from files, and never stand in the log, wherever a request puts them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

import httpx
import pytest

from mock_server.engine.api import Api
from mock_server.server.masked_keys import MaskedKeys, MaskingFormatter
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values
from tests.running import DOCUMENT, run_mock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

KEY = "Vault/Key+71-é"
PLAIN = "plain-key-0815"


def test_keys_of_a_file_are_accepted_and_never_logged(tmp_path: Path) -> None:
    """One a line; in a path, a query, a header, encoded as anybody likes, or cut off: the log shows `[key]`."""
    (tmp_path / "keys").write_text(f"\n  {KEY}\n{PLAIN}\r\n", "utf-8")
    encoded = [
        quote(KEY, safe=""),
        "".join(f"%{byte:02x}" for byte in KEY.encode()),
        quote(quote(KEY, safe=""), safe=""),
    ]
    with running_mock("--key-file", str(tmp_path / "keys")) as mock, httpx.Client(base_url=mock.url) as client:
        assert client.delete("/clients/x", headers={"Authorization": f"Bearer {PLAIN}"}).status_code == 404
        assert client.delete(f"/clients/x?admin_key={encoded[0]}").status_code == 404
        for form in (*encoded, PLAIN, PLAIN.replace("-", "%2D")):
            client.delete(f"/clients/{form}?note={form}")
            client.get(f"/nothing/{form}")
            client.get(f"/{'a' * 180}/{form}/{'b' * 200}")
            client.get(f"/{'a' * 285}/{form}")
        client.get("/nothing/guessed-key-99", headers={"Authorization": "Bearer guessed-key-99"})
        log = mock.stop()
    shown = log.stdout + log.stderr
    assert "/clients/[key] " in shown
    assert "/nothing/[key] " in shown
    for part in (*encoded, KEY, PLAIN, "Vault", "plain-", "guessed-key", "0815", "%2D", "admin_key="):
        assert part not in shown


def test_what_is_remembered_of_presented_credentials_is_bounded() -> None:
    """A long one is sought each time, and kept out of the log all the same."""
    api = Api.load(Settings(spec=DOCUMENT, keys=("k-accepted",)), open_store("memory:"), Values(0))
    keys = MaskedKeys([api])
    for size in (20, 60_000):
        fields = {b"authorization": b"Bearer " + b"x" * size}
        for _ in range(2):
            assert keys.sought(fields, [*fields.items()], b"").may_stand_in("/a/" + "x" * 20)
    assert [len(b"".join(filter(None, presented))) for presented in keys._known] == [27]


def test_messages_and_tracebacks_are_masked_too() -> None:
    """Whatever is logged, by whomever: a key in a message or an exception is replaced."""
    api = Api.load(Settings(spec=DOCUMENT, keys=("ann:h7-x9-v3", "k1")), open_store("memory:"), Values(0))
    shown = MaskingFormatter(MaskedKeys([api]))
    try:
        raise ValueError("no h7-x9-v3 for k1 of link1k1")
    except ValueError as error:
        record = logging.LogRecord("x", 40, "f", 1, "%s sent", ("/a/ann%3Ah7-x9-v3/k1",), (ValueError, error, None))
    assert shown.format(record) == "/a/[key]/[key] sent\nValueError: no [key] for [key] of link1k1"


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "can't be read"), (b" \n", "holds no key"), (b"\xff\xfe", "no UTF-8"),
                            (b"k" * 1_000_001, "larger"), (b"two words", "space")]
)  # fmt: skip
def test_a_wrong_key_file_is_told_in_a_sentence(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """With exit code 2, and without what stands in it."""
    path = tmp_path / "keys"
    if content is not None:
        path.write_bytes(content)
    done = run_mock("--key-file", str(path), "--store", "memory:", cwd=tmp_path)
    assert done.code == 2
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1
    assert "two words" not in done.stderr
