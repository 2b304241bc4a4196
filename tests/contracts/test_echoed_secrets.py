"""A secret that a service echoes in a form of its own is masked in everything that is shown or written."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import reports
from contracts.cli import main
from contracts.errors import TargetError
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi import load_document
from tests.contracts.report_samples import DOCUMENT, JSON, body, finding, report
from tests.contracts.secret_texts import strings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SECRET = "Zx9-Quartz.Vault/71"
ECHOES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "swapped": str.swapcase,
    "hex": lambda s: s.encode().hex(),
    "hex-upper": lambda s: s.encode().hex().upper(),
    "hex-colons": lambda s: s.encode().hex(":"),
    "hex-escapes": lambda s: "".join(f"\\x{byte:02x}" for byte in s.encode()),
    "percent": lambda s: "".join(f"%{byte:02X}" for byte in s.encode()),
    "reversed": lambda s: s[::-1],
    "base32": lambda s: base64.b32encode(s.encode()).decode(),
    "base64": lambda s: base64.b64encode(s.encode()).decode(),
    "base64-with-user": lambda s: base64.b64encode(b"me:" + s.encode()).decode(),
    "prefix": lambda s: f"{s[:6]}...",
    "prefix-long": lambda s: f"{s[:13]}",
    "prefix-upper": lambda s: f"{s[:8].upper()}…",
    "prefix-crossed": lambda s: f"{s[:7]}XXXXXXXX",
    "suffix": lambda s: f"...{s[-6:]}",
    "suffix-stars": lambda s: f"********{s[-8:]}",
    "suffix-reversed": lambda s: f"{s[::-1][:7]}",
    "prefix-hex": lambda s: f"{s.encode().hex()[:20]}",
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
@pytest.mark.parametrize("learned", [False, True], ids=["given", "met"])
def test_an_echo_of_a_secret_is_masked(echo: Callable[[str], str], learned: bool) -> None:
    """Whatever form: in bodies, headers, targets and texts of every report, for given secrets and for those met."""
    shown = echo(SECRET)
    met = Exchange(
        Request("POST", "/keys", JSON, b"{}", None), Answer(201, JSON, body({"secret_key": SECRET})), "journey"
    )
    answer = Answer(400, (*JSON, ("X-Echo", shown)), body({"hint": shown, "text": f"no key {shown} here"}))
    exchange = Exchange(Request("GET", "/keys?note=1", ()), answer, "access", failure=f"broke at {shown}")
    lead = finding(exchange=exchange, before=(met,) if learned else (), observed=shown, message=f"got <{shown}>")
    redactor = Redactor([] if learned else [SECRET])
    clean = redactor.report(
        report(drifts=(Drift(lead, 1),), accepted=(), exchanges=(exchange,), notices=(f"x {shown}",))
    )
    core = shown.strip(".…*X")
    assert not [text for text in strings(clean) if core in text]
    for kind in reports.KINDS:
        text = "".join(__import__(reports.KINDS[kind], fromlist=["render"]).render(clean))
        assert core not in text
        assert json.dumps(core)[1:-1] not in text
    assert core not in redactor.text(f"at {shown}")


@settings(max_examples=60, deadline=None, database=None)
@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789_-", min_size=12, max_size=40), st.data())
def test_a_shortened_secret_is_masked(secret: str, data: st.DataObject) -> None:
    """Every beginning and every end of six characters or more, where it stands as a word."""
    length = data.draw(st.integers(6, len(secret)))
    part = data.draw(st.sampled_from([secret[:length], secret[-length:]]))
    assert part not in Redactor([secret]).text(f"key ({part}) is wrong")


@pytest.mark.parametrize("text", ["quartzite", "Zx9-Q", "vault", "zx9-quote", "default/7", "https://x.example/vault/7"])
def test_other_words_stay(text: str) -> None:
    """What only shares letters with a secret is no part of it."""
    assert Redactor([SECRET]).text(text) == text


def test_a_word_of_the_document_that_begins_or_ends_a_key_stays() -> None:
    """What the document says gives nothing away, and without it no reproduction could be read; more of the key does."""
    document = load_document(DOCUMENT)
    redactor = Redactor(["clients-9f3a2c71-agency_id", "agency8842"], document)
    for text in ("/clients/7", "POST /clients", "CLIENTS", "agency_id=3", "the agency_id is wrong", "/x?agency_id"):
        assert redactor.text(text) == text
    for part in (
        "clients-9f3a2c71",
        "clients-9",
        "71-agency_id",
        "clients-9f3a2c71-agency_id",
        "agency8842",
        "agency8",
    ):
        assert part not in redactor.text(f"the key ({part}) is wrong")
    assert "clients" not in Redactor(["clients-9f3a2c71"]).text("(clients...)")
    assert "clientx" not in Redactor(["clientx9f3a2c71"], document).text("(clientx...)")


def test_a_mask_is_no_secret() -> None:
    """A key that holds the words of a mask leaves masks as they are, however often."""
    redactor = Redactor(["my-credential", "top-secret-1"])
    once = redactor.text("my-credential, top-secret-1, [credential-1]")
    assert once == "[credential-1], [credential-2], [credential-1]"
    assert redactor.text(once) == once


@pytest.mark.parametrize("part", [slice(0, 13), slice(-13, None)], ids=["beginning", "end"])
def test_a_shortened_secret_in_octets_that_are_no_utf_8_is_masked(part: slice) -> None:
    """A service that writes Latin-1 shows its keys shortened too, and the report is written all the same."""
    key = "Schl\xfcssel-Zx9-Quartz-Vault-71-Schl\xfcssel"

    def answered(path: str, name: str, value: str) -> Exchange:
        answer = Answer(201, JSON, json.dumps({name: value}, ensure_ascii=False).encode("latin-1"))
        return Exchange(Request("POST", path, JSON, b"{}", None), answer, "journey")

    lead = finding(
        exchange=answered("/hints", "hint", f"...{key[part]}..."), before=(answered("/keys", "secret_key", key),)
    )
    clean = Redactor([]).report(report(drifts=(Drift(lead, 1),), accepted=(), exchanges=()))
    hint = clean.drifts[0].lead.exchange.answer
    assert hint is not None
    assert b"hint" in hint.body
    assert key[part].encode("latin-1") not in hint.body


def test_the_password_of_a_pair_is_a_secret_of_its_own() -> None:
    """Of `user:password` the password alone is masked too."""
    assert Redactor(["ann:h7!x"]).text("wrong password h7!x") == "wrong password [credential]"


def test_errors_tell_no_secret() -> None:
    """What ends a run says nothing of the credential either."""
    with pytest.raises(TargetError) as raised, Redactor([SECRET]).errors():
        raise TargetError(f"no answer to {SECRET[::-1]}", sent=False)
    assert str(raised.value) == "no answer to [credential]"


def test_a_key_file_gives_the_credential(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its one line is the key; none, several, or no file is told in a sentence without the key."""
    (tmp_path / "two").write_text("first-key\nsecond-key\n")
    (tmp_path / "none").write_text("\n")
    for name, reason in (("two", "holds 2 keys"), ("none", "holds no key"), ("gone", "can't be read")):
        assert main(["check", "http://127.0.0.1:9", "--key-file", str(tmp_path / name), "--yes"]) == 2
        told = capsys.readouterr().err
        assert reason in told
        assert "first-key" not in told
    assert main(["check", "http://127.0.0.1:9", "--credential", "hunter22", "--yes"]) == 2
    assert "hunter22" not in capsys.readouterr().err
