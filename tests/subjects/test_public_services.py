"""A check of public services that nobody tuned it to, as a user runs it: what is wrong with them, and nothing else."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from tests.free_port import free_port
from tests.subjects.installing import installed, running

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


def _checked(url: str, document: Path, *more: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON report and output of a check without generated cases."""
    report = document.parent / "report.json"
    words = [sys.executable, "-m", "contracts.cli", "check", url, "--spec", str(document), "--yes", "--seed", "1"]
    words += ["--fuzz", "0", "--cases", "8", "--max-time", "400", "--ledger", str(document.parent / "ledger")]
    done = subprocess.run(
        [*words, "--report", f"json={report}", *more], capture_output=True, text=True, check=False, timeout=500
    )
    said = done.stdout + done.stderr
    return done.returncode, json.loads(report.read_text("utf-8")), said


def _causes(report: dict[str, Any]) -> set[tuple[str, str]]:
    return {(drift["law"], drift["place"]) for drift in report["drifts"]}


def test_a_reference_server_of_optimade(tmp_path: Path) -> None:
    """Every operation is called; what is found is true: times without an offset, failures, refusals without Allow."""
    env = installed(tmp_path, "optimade[server]==1.5.0")
    document, port = tmp_path / "openapi.json", free_port()
    script = (
        f"import json\nfrom optimade.server.main import app\njson.dump(app.openapi(), open({str(document)!r}, 'w'))"
    )
    env.run("python", "-c", script)
    words = ["uvicorn", "optimade.server.main:app", "--host", "127.0.0.1", "--port", str(port)]
    with running(env, words, port):
        code, report, said = _checked(f"http://127.0.0.1:{port}", document)
    assert (code, report["created"]) == (1, 0), said
    assert {("answer-schema", "/meta/time_stamp"), ("no-internals", "body")} <= _causes(report), said
    assert _causes(report) <= {
        ("answer-schema", "/meta/time_stamp"),
        ("allow", "header Allow"),
        ("answer-schema", "/meta/warnings/*/type"),
        ("invalid-refused", "query email_address"),
        ("invalid-refused", "query page_limit"),
        ("no-internals", "body"),
        ("no-server-error", "status"),
        ("state", "status"),
    }, said
    assert {item["operation"] for item in report["unreached"]} <= {"get_entry_info_info__entry__get"}, said


def test_buckets_of_kinto(tmp_path: Path) -> None:
    """Records whose key no schema shows are made, read, changed and removed again; none is left."""
    if shutil.which("npm") is None:
        pytest.skip("npm is needed to convert its Swagger 2.0 to OpenAPI 3.0")
    env = installed(tmp_path, "kinto==26.5.0")
    converter = tmp_path / "converter"
    subprocess.run(
        ["npm", "install", "--silent", "--prefix", str(converter), "swagger2openapi@7.0.8"], check=True, timeout=900
    )
    port, settings = free_port(), tmp_path / "kinto.ini"
    env.run("kinto", "init", "--ini", str(settings), "--backend", "memory", "--cache-backend", "memory")
    text = settings.read_text("utf-8").replace("bucket_create_principals = account:admin",
                                               "bucket_create_principals = system.Authenticated")  # fmt: skip
    settings.write_text(text + "\n", "utf-8")
    with running(env, ["kinto", "start", "--ini", str(settings), "--port", str(port)], port):
        base = f"http://127.0.0.1:{port}/v1"
        published, document = tmp_path / "swagger.json", tmp_path / "openapi.json"
        with urllib.request.urlopen(f"{base}/__api__", timeout=300) as answer:
            published.write_bytes(answer.read())
        program = converter / "node_modules" / ".bin" / "swagger2openapi"
        subprocess.run([str(program), "--patch", "--outfile", str(document), str(published)], check=True, timeout=600)
        account = urllib.request.Request(
            f"{base}/accounts/tester", b'{"data": {"password": "secret"}}', {"Content-Type": "application/json"},
            method="PUT",
        )  # fmt: skip
        with urllib.request.urlopen(account, timeout=300) as answer:
            assert answer.status == 201
        let_in = f"Authorization: Basic {base64.b64encode(b'tester:secret').decode()}"
        code, report, said = _checked(base, document, "--include", "Buckets", "--header", let_in)
    assert report["created"] == report["removed"] > 5, said
    assert report["leftovers"] == [], said
    assert code == 1, said
