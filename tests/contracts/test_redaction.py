"""No secret survives redaction, in whatever form and place it stands, and what is no secret stays."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import reports
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi.reading.document import Document, load_document
from tests.contracts.report_samples import DOCUMENT, JSON, body, finding, report
from tests.contracts.secret_texts import strings

FORM = (("Content-Type", "application/x-www-form-urlencoded"),)
TEXT = (("Content-Type", "text/plain"),)
MULTIPART = (("Content-Type", "multipart/form-data; boundary=x"),)
PLAIN = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)
ANY = st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=40)
SECRETS = st.one_of(PLAIN, ANY).filter(
    lambda text: len(set(text)) > 3 and text.strip() == text and "credential" not in text
)
BOUNDED = settings(max_examples=40, deadline=None, database=None)


@pytest.fixture(scope="module")
def document() -> Document:
    """The document of the repository."""
    return load_document(DOCUMENT)


def forms(secret: str) -> list[str]:
    """The forms in which a secret travels."""
    data = secret.encode()
    return [
        secret, quote(secret), quote(secret, safe=""), quote_plus(secret), html.escape(secret),
        json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode(),
        base64.b64encode(data).decode().rstrip("="),
    ]  # fmt: skip


def survivors(secret: str, value: Any) -> list[str]:
    """The forms of ``secret`` that stand in ``value``; short and common ones prove nothing."""
    texts = strings(value)
    return [form for form in forms(secret) if any(form in text for text in texts)]


def carrying(secret: str) -> Exchange:
    """An exchange that has the secret wherever an exchange can have one."""
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    escaped = "".join(f"\\u{ord(c):04x}" if ord(c) < 0x10000 else json.dumps(c)[1:-1] for c in secret)
    percent = "".join(f"%{byte:02x}" for byte in secret.encode())
    request = Request(
        "POST",
        f"/clients/{quote(secret, safe='')}/x?admin_key={quote_plus(secret)}&note=a{percent}b",
        (
            ("Authorization", f"Basic {basic}"),
            ("Cookie", f"a=1; sid={quote(secret)}"),
            ("X-Note", quote(secret)),
            *FORM,
        ),
        urlencode({"a": f"x{secret}y", "b": "c"}).encode(),
        "createClient",
    )
    sent_back = {"note": f"your key {secret} is wrong", "list": [secret, {secret: 1}], "code": basic}
    answer = Answer(400, JSON, body(sent_back) + f' {{"again": "{escaped}"}}'.encode())
    mock = Answer(400, (*TEXT, ("X-Echo", basic)), f"no {basic} and {html.escape(secret)}".encode())
    return Exchange(request, answer, "access", f"with {secret}", mock, f"{secret} failed")


@BOUNDED
@given(SECRETS)
def test_a_given_credential_survives_in_no_exchange(secret: str) -> None:
    """Headers, cookies, path, query, bodies and texts: raw, percent-encoded, escaped or in base64."""
    assume(not survivors(secret, carrying("Zq7")))  # a word of the exchange itself, such as a header's name
    clean = Redactor([secret]).exchange(carrying(secret))
    assert survivors(secret, clean) == []
    basic = base64.b64encode(f"user:{secret}".encode()).decode()
    assert not any(basic in text for text in strings(clean))


@pytest.mark.slow
@BOUNDED
@given(SECRETS)
def test_a_given_credential_survives_in_no_report(secret: str) -> None:
    """Every text of a report, and every format it is written in."""
    secret = f"Zq7{secret}"  # no word of the formats themselves
    carried = carrying(secret)
    lead = finding(
        exchange=carried, before=(carried,), message=f"got {secret}", expected=quote(secret), observed=secret,
        place=f"/data/{secret}", cause=secret,
    )  # fmt: skip
    dirty = report(
        drifts=(Drift(lead, 1, "open", secret),), accepted=(), notices=(f"the key {secret} works",), interrupted=secret,
        target=f"https://user:{quote(secret, safe='')}@example.com/", exchanges=(carried,), baseline_problems=(secret,),
    )  # fmt: skip
    clean = Redactor([secret]).report(dirty)
    assert survivors(secret, clean) == []
    if all(0x20 < ord(c) < 0x7F for c in secret):
        for kind in reports.KINDS:
            module = __import__(reports.KINDS[kind], fromlist=["render"])
            assert survivors(secret, "".join(module.render(clean))) == []


@BOUNDED
@given(
    st.text("abcdefghijkmnpqrstuvwxyzABCDEF0123456789_-+/=", min_size=8, max_size=50).filter(lambda s: len(set(s)) > 3)
)
def test_a_secret_that_was_met_survives_nowhere_in_the_report(secret: str) -> None:
    """A secret is known by the property that holds it, and then redacted in every other place too."""
    secret = f"Zq7{secret}"  # no word of the report itself
    answer = Answer(201, JSON, body({"data": {"secret_key": secret}}))
    first = Exchange(Request("POST", "/clients", JSON, b"{}", "createClient"), answer, "journey")
    later = Exchange(
        Request("GET", f"/x?note={quote(secret)}", (("X-Note", secret),), urlencode({"n": secret}).encode()),
        Answer(400, TEXT, f"no {secret}".encode()),
        "journey",
    )
    lead = finding(exchange=later, observed=f"{secret} came again", message=secret)
    dirty = report(exchanges=(first, later), drifts=(Drift(lead, 1),), accepted=())
    for samples in (True, False):  # also where the exchange that tells it is not shown
        clean = Redactor([]).report(dirty, samples=samples)
        assert not any(secret in text for text in strings(clean))
        assert len(clean.exchanges) == 2 * samples


@BOUNDED
@given(SECRETS)
def test_redacting_twice_changes_nothing_more(secret: str) -> None:
    """A mask is no secret."""
    redactor = Redactor([secret])
    once = redactor.exchange(carrying(secret))
    assert redactor.exchange(once) == once


def test_what_the_run_made_up_stays_readable(document: Document) -> None:
    """A value that the run sent first is no secret when it comes back, or no finding could be reproduced."""
    request = Request(
        "POST",
        "/clients",
        JSON,
        body({"proxy_api_key": "example_string", "agency_id": "example_string"}),
        "createClient",
    )
    answer = Answer(201, JSON, body({"data": {"proxy_api_key": "example_string", "secret_key": "sk_0123456789"}}))
    clean = Redactor(["local-admin-key"], document).exchange(Exchange(request, answer, "journey"))
    assert clean.request.body == request.body
    assert clean.answer is not None
    assert json.loads(clean.answer.body)["data"] == {
        "proxy_api_key": "example_string",
        "secret_key": "sk_...[secret-1:13-characters]",
    }


def test_a_secret_that_is_a_word_of_the_document_hides_no_names(document: Document) -> None:
    """It is hidden where it stands, and the member of that name stays readable."""
    answer = Answer(201, JSON, body({"data": {"secret_key": "Timezone"}}))
    redactor = Redactor([], document)
    clean = redactor.exchange(Exchange(Request("POST", "/clients", JSON, b"{}", "createClient"), answer, "journey"))
    assert clean.answer is not None
    assert json.loads(clean.answer.body)["data"]["secret_key"] == "Ti...[secret-1:8-characters]"
    assert redactor.text("/data/timezone is required") == "/data/timezone is required"


def test_equal_secrets_look_equal_and_different_ones_different() -> None:
    """The number tells them apart where the beginning does not."""
    redactor = Redactor([])
    request = Request("GET", "/x")
    seen = [
        redactor.exchange(Exchange(request, Answer(200, JSON, body({"token": token})), "journey")).answer
        for token in ("abcd-efgh-1234", "abcd-efgh-5678", "abcd-efgh-1234")
    ]
    assert seen[0] == seen[2] != seen[1]


def test_scalars_that_tell_nothing_stay() -> None:
    """null, booleans, small numbers and empty texts under a secret's name are findings, not secrets."""
    data = b'{"token": null, "secret": true, "pin": 12, "password": "", "otp": 123456}'
    clean = Redactor([]).exchange(Exchange(Request("GET", "/x"), Answer(200, JSON, data), "journey")).answer
    assert clean is not None
    assert clean.body == data.replace(b"123456", b'"1...[secret-1:6-characters]"')


@BOUNDED
@given(st.binary(max_size=200), st.sampled_from([JSON, FORM, TEXT, MULTIPART, ()]))
def test_a_body_without_secrets_stays_byte_for_byte(data: bytes, headers: tuple[tuple[str, str], ...]) -> None:
    """Bytes that are no text, broken JSON, odd white space: nothing is touched, and nothing raises."""
    exchange = Exchange(Request("GET", "/x"), Answer(200, headers, data), "journey")
    clean = Redactor(["a-given-credential"]).exchange(exchange).answer
    assert clean is not None
    assert clean.body == data or b"secret-" in clean.body


def test_deep_and_long_bodies_take_no_time() -> None:
    """A body of nesting alone, and one of a single text, are read in one pass."""
    for data in (b'{"a":' * 20_000, b"[" * 80_000, b'"' + b"\\" * 120_000, b"<" * 40_000, b"a=" * 40_000,
                 b'--x\nname="a"\n' * 8_000):  # fmt: skip
        for headers in (JSON, TEXT, FORM, MULTIPART, (("Content-Type", "application/xml"),)):
            exchange = Exchange(Request("GET", "/x"), Answer(200, headers, data), "journey")
            assert Redactor(["a-given-credential"]).exchange(exchange).answer is not None


def test_several_credentials_are_told_apart() -> None:
    """Each has its own number; one alone has none."""
    assert Redactor(["first-key", "second-key"]).text("second-key, first-key") == "[credential-2], [credential-1]"
    assert Redactor(["first-key", "", "first-key"]).text("first-key") == "[credential]"


def test_short_credentials_do_not_tear_words_apart() -> None:
    """A key of few letters is redacted where it is a word of its own."""
    redactor = Redactor(["test", "k"])
    assert redactor.text("the latest test, k=k; ok") == "the latest [credential-1], [credential-2]=[credential-2]; ok"


def test_words_about_authentication_are_no_credentials() -> None:
    """Only what looks like a token is taken for one."""
    redactor = Redactor([])
    for text in ("Basic authentication required", 'Bearer realm="api"', "provide a valid API token"):
        assert redactor.text(text) == text
    assert "abcdef123456" not in redactor.text("Authorization: Bearer abcdef123456")
