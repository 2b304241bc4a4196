"""The stand-in target: faithful by itself, faulty or different only as its tables say."""

from __future__ import annotations

import ast
import contextlib
import http.client
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openapi_schema_validator import OAS30ReadValidator, oas30_format_checker

from tests.target.exchange import CREATE, DELETE, ISSUE
from tests.target.faults import FAULTS
from tests.target.probes import exchanges, in_process, transcript
from tests.target.running import KEY, assemble, running_target
from tests.target.script import PROBES, Probe
from tests.target.variants import VARIANTS
from tests.target.web import BASE, application
from tests.target.wire import Wire, wired

if TYPE_CHECKING:
    from tests.target.probes import Send

ROOT = Path(__file__).parents[1]
RFC_STATUSES = {405, 413, 415, 429, 503}


@pytest.fixture(scope="module")
def faithful() -> list[str]:
    """What the faithful service says to every probe."""
    return list(transcript(sender(), KEY))


@pytest.fixture(scope="module")
def schemas() -> dict[tuple[str, str], OAS30ReadValidator]:
    """The document's answer schemas by operation and status."""
    document = yaml.safe_load((ROOT / "openapi.yaml").read_text(encoding="utf-8"))

    def resolved(value: Any) -> Any:
        if isinstance(value, list):
            return [resolved(item) for item in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("$ref"), str):
            found: Any = document
            for token in value["$ref"].removeprefix("#/").split("/"):
                found = found[token]
            return resolved(found)
        return {name: resolved(item) for name, item in value.items()}

    return {
        (operation["operationId"], status): OAS30ReadValidator(
            resolved(response)["content"]["application/json"]["schema"], format_checker=oas30_format_checker
        )
        for item in document["paths"].values()
        for operation in item.values()
        for status, response in operation["responses"].items()
    }


def sender(faults: tuple[str, ...] = (), variants: tuple[str, ...] = ()) -> Send:
    """A service of its own without a server."""
    return in_process(application(assemble(faults, variants)))


def operation_of(probe: Probe) -> str | None:
    """Which operation of the document a probe calls."""
    path = probe.target.partition("?")[0]
    if probe.method == "POST":
        return {"/clients": CREATE, "/mcp/api-keys": ISSUE}.get(path)
    return DELETE if probe.method == "DELETE" and re.fullmatch("/clients/[^/]+", path) else None


def test_server_and_application_say_the_same(faithful: list[str]) -> None:
    """Over HTTP every probe is answered as without a server."""
    with wired() as (target, call):
        assert list(transcript(call.send, KEY)) == faithful
        assert len(target.log()) == len(PROBES)


def test_probes_see_every_documented_status(schemas: dict[tuple[str, str], Any]) -> None:
    """Without faults the probes meet every operation's every status."""
    seen = {(operation_of(probe), str(answer.status)) for probe, answer in exchanges(sender(), KEY)}
    assert seen >= schemas.keys()


def test_tables_are_large_and_their_names_plain() -> None:
    """There are enough faults of every kind and variants, each with a name and a sentence of its own."""
    assert len(FAULTS) >= 75
    assert len(VARIANTS) >= 10
    assert {fault.kind for fault in FAULTS.values()} == {"shape", "meaning", "edges", "access", "time"}
    texts = [fault.text for fault in FAULTS.values()] + [variant.text for variant in VARIANTS.values()]
    assert len(texts) == len(set(texts))
    assert all(text[0] != " " and text.endswith(".") for text in texts)
    assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)+|[a-z]+", name) for name in (*FAULTS, *VARIANTS))
    assert not FAULTS.keys() & VARIANTS.keys()


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", FAULTS)
def test_fault_shows(name: str, faithful: list[str]) -> None:
    """The fault changes at least one exchange, and does so without breaking the target itself."""
    service = assemble([name])
    lines = transcript(in_process(application(service)), KEY)
    assert any(line != expected for line, expected in zip(lines, faithful, strict=False))
    assert service.crashes == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", [name for name in VARIANTS if name != "slow"])
def test_variant_keeps_the_document(name: str, schemas: dict[tuple[str, str], OAS30ReadValidator]) -> None:
    """A variant's every answer is one that the document lists or RFC 9110 prescribes, with the faithful status."""
    plain = exchanges(sender(), KEY)
    for (probe, answer), (_, expected) in zip(exchanges(sender(variants=(name,)), KEY), plain, strict=True):
        assert answer.headers["content-type"].startswith("application/json")
        if answer.status in (429, 503):
            assert answer.headers["retry-after"] == "1"
            continue
        if operation := operation_of(probe):
            assert answer.status in (expected.status, *RFC_STATUSES) or name in ("throttled", "sometimes-busy")
            if (operation, str(answer.status)) in schemas:
                errors = list(schemas[operation, str(answer.status)].iter_errors(answer.json()))
                assert not errors, (probe, answer, errors)
            else:
                assert answer.status in RFC_STATUSES


@pytest.mark.parametrize(("name", "status"), [("throttled", 429), ("sometimes-busy", 503), ("http-statuses", 415)])
def test_variant_shows_its_status(name: str, status: int) -> None:
    """A variant that is about a status answers it."""
    assert status in {answer.status for _, answer in exchanges(sender(variants=(name,)), KEY)}


def test_huge_body_is_413_where_http_statuses_are_spoken() -> None:
    """The variant that speaks HTTP's statuses answers 413 to what is too long, and 405 as always."""
    huge = Probe("POST", "/clients", b'"' + b"x" * 5_000_000 + b'"')
    probes = [huge, Probe("GET", "/clients")]
    answers = [answer for _, answer in exchanges(sender(variants=("http-statuses",)), KEY, probes)]
    assert [answer.status for answer in answers] == [413, 405]


def test_slow_variant_is_only_slow(faithful: list[str]) -> None:
    """The slow variant says what the faithful service says."""
    lines = transcript(sender(variants=("slow",)), KEY)
    assert [next(lines) for _ in range(3)] == faithful[:3]


def test_chunked_and_zipped_answers_arrive_over_http() -> None:
    """What the variants do below the JSON is done on the wire."""
    for name, header, value in (
        ("chunked", "transfer-encoding", "chunked"),
        ("zipped", "content-encoding", "gzip"),
        ("closing", "connection", "close"),
    ):
        with wired(variants=[name]) as (_, call):
            probe = Probe("POST", f"{BASE}/clients", b"{}", (("Accept-Encoding", "gzip"),))
            for _ in range(2):
                answer = call.send(probe)
                assert (answer.status, answer.headers[header]) == (401, value)


def test_hung_up_answer_is_no_answer_over_http() -> None:
    """The fault that never answers closes the connection."""
    with wired(faults=["every-tenth-answer-never-comes"]) as (_, call):
        for _ in range(9):
            assert call("POST", "/mcp/api-keys", {"name": "K"})[0] == 201
        with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
            call("POST", "/mcp/api-keys", {"name": "K"})


def test_a_run_can_be_judged() -> None:
    """State and log tell what a run left behind and what it touched that it had not created."""
    with wired(records=20) as (target, call):
        assert target.touched() == target.remaining() == []
        for client_id in ("mine", "removed", "deactivated"):
            assert call("POST", "/clients", {"id": client_id, "name": "N"})[0] == 201
        assert call("POST", "/clients", {"id": "acme-retail", "name": "N"})[0] == 409
        call("DELETE", "/clients/removed?hard=true")
        call("DELETE", "/clients/deactivated")
        assert target.touched() == []
        assert target.left_behind() == target.remaining() == ["mine", "deactivated"]
        call("DELETE", "/clients/acme-retail?hard=true")
        call("DELETE", "/clients/customer-00001")
        call("DELETE", "/clients/customer-00002", Authorization="Bearer wrong")
        assert target.touched() == ["acme-retail", "customer-00001", "customer-00002"]
        last = target.log()[-2]
        assert (last["method"], last["operation"], last["client"]) == ("DELETE", DELETE, "customer-00001")
        assert last["touched"] == [["deactivated", "customer-00001"]]


def test_what_cannot_be_removed_is_not_held_against_a_run() -> None:
    """A client that a fault keeps although its removal was asked for remains, but was not left behind."""
    with wired(faults=["hard-delete-keeps", "id-with-blank-accepted"]) as (target, call):
        for client_id in ("mine", "a b"):
            assert call("POST", "/clients", {"id": client_id, "name": "N"})[0] == 201
        assert target.left_behind() == ["mine"]
        call("DELETE", "/clients/mine?hard=true")
        assert target.left_behind() == []
        assert target.remaining() == ["mine", "a b"]


def test_target_runs_in_a_process_of_its_own() -> None:
    """The command serves with the faults, variants, records and key it is given."""
    with running_target(["create-answers-200"], ["chunked"], records=3, key="other", process=True) as target:
        wire = Wire(target)
        with contextlib.closing(wire.connection):
            sent = {"id": "mine", "name": "N"}
            assert wire("POST", "/clients", sent)[0] == 401
            assert wire("POST", "/clients", sent, Authorization="Bearer other")[0] == 200
        assert len(target.state()["clients"]) == 4


def test_list_names_everything() -> None:
    """``--list`` prints one line for each fault and variant, its kind first."""
    command = [sys.executable, "-m", "tests.target", "--list"]
    out = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300).stdout
    names = [line.split()[1] for line in out.splitlines()]
    assert names == [*FAULTS, *VARIANTS]


def test_unknown_names_are_refused() -> None:
    """A fault that is not in the table can't be switched on by mistake."""
    with pytest.raises(KeyError, match="no-such-fault"):
        assemble(["no-such-fault"])


def test_target_shares_nothing_with_the_mock() -> None:
    """No module of the target imports the product, reads the document or knows its extension."""
    for path in (ROOT / "tests" / "target").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
        }
        assert not imported & {"mock_server", "contracts", "connexion", "yaml"}, path
        assert "x-mock" not in text
