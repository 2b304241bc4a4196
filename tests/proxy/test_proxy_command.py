"""`contracts proxy` as its user meets it: a command around which it runs, lines, reports, baseline and exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from contracts.cli import main
from tests.proxy import shop
from tests.proxy.commanding import CREATE, READ, report, run

pytestmark = pytest.mark.usefixtures("alone")


def test_no_drift_is_the_command_s_own_code(capfd: pytest.CaptureFixture[str]) -> None:
    """What passes conforms: the command's code comes out, whatever it is, and it was told where to send to."""
    with shop.served() as service:
        for own in (0, 7):
            code, out, err = run(capfd, service, shop.calls(READ, CREATE, code=own))
            assert code == own
            assert "200 [" in out
            assert "No drift in 2 exchanges" in out
            assert f"passes on to {service.url}" in err
            assert "drift " not in err


def test_a_drift_is_exit_code_1(capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever the command says; a line as it comes, once, with the fingerprint that the report has."""
    with shop.served(wrong=True) as service:
        code, out, err = run(capfd, service, shop.calls(READ, READ, READ), "--report", "json=r.json")
    assert code == 1
    assert "1 drift in 1 operation" in out
    [drift] = report("r.json")["drifts"]
    [line] = [line for line in err.splitlines() if line.startswith("drift ")]
    assert drift["fingerprint"] in line
    assert "GET /customers 200" in line
    assert "curl" in out


def test_a_record_that_is_lost_is_a_drift(capfd: pytest.CaptureFixture[str]) -> None:
    """What a create was answered with is not found later; a customer that nobody knows is no drift."""
    lookups = ["GET /customers/10", "GET /customers/3", "GET /customers/77"]
    with shop.served(forgetful=True) as service:
        wanted = ["--har", "t.har", "--report", "json=r.json"]
        code, out, err = run(capfd, service, shop.calls(CREATE, *lookups), *wanted)
        assert code == 1
        assert "1 drift in 1 operation" in out
        assert "state at status" in err
        again = ["check", "--har", "t.har", "--spec", "shop.json", "--base", service.url, "--report", "json=h.json"]
        assert main(again) == 1
        [found], [other] = report("r.json")["drifts"], report("h.json")["drifts"]
        assert (found["law"], found["fingerprint"]) == (other["law"], other["fingerprint"])
    with shop.served() as service:
        assert run(capfd, service, shop.calls(CREATE, *lookups))[0] == 0


def test_nobody_is_let_in_without_credentials(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An operation that wants a credential answers a request without any; which one is right, the service knows."""
    secured = shop.document() | {"security": [{"key": []}]}
    secured["components"] = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    path = tmp_path / "secured.json"
    path.write_text(json.dumps(secured))
    with shop.served() as service:
        code, out, _ = run(capfd, service, shop.calls(READ), "--spec", str(path))
        assert (code, "lets in without valid credentials" in out) == (1, True)
        words = shop.calls(READ)
        words[-1] = words[-1].replace("head = {", "head = {'Authorization': 'Bearer theirs', ")
        words[-1] = words[-1].replace("if body else {}", "if body else {'Authorization': 'Bearer theirs'}")
        assert run(capfd, service, words, "--spec", str(path))[0] == 0


def test_a_command_that_sends_nothing_here(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing was looked at, so nothing conforms: exit code 3 where the command itself was content."""
    with shop.served() as service:
        assert run(capfd, service, shop.calls())[0] == 3
        assert run(capfd, service, shop.calls(code=5))[0] == 5


def test_what_no_operation_covers_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """Requests beside the document pass, and are counted."""
    with shop.served() as service:
        code, out, _ = run(capfd, service, shop.calls(READ, "GET /nothing"))
        assert "GET /v1/nothing" in service.asked
    assert code == 0
    assert "not judged: requests that no operation covers (1)" in out


def test_a_baseline_accepts(capfd: pytest.CaptureFixture[str]) -> None:
    """What is known is neither told nor a reason to fail; one fingerprint holds for proxy and recording."""
    with shop.served(wrong=True) as service:
        run(capfd, service, shop.calls(READ), "--report", "json=r.json", "--har", "t.har")
        given = ["--reason", "known", "--owner", "me", "--expires", "2999-01-01", "--baseline", "drift.toml"]
        assert main(["accept", "r.json", *given]) == 0
        code, _, err = run(capfd, service, shop.calls(READ), "--baseline", "drift.toml")
    assert code == 0
    assert "drift  #" not in err
    judged = ["check", "--har", "t.har", "--spec", "shop.json", "--base", service.url]
    assert main([*judged, "--report", "json=h.json"]) == 1
    assert [d["fingerprint"] for d in report("h.json")["drifts"]] == [
        d["fingerprint"] for d in report("r.json")["drifts"]
    ]
    assert main([*judged, "--baseline", "drift.toml"]) == 0


def test_coverage_may_be_required(capfd: pytest.CaptureFixture[str]) -> None:
    """Operations and statuses that the traffic never showed fail it with `--require-coverage`."""
    with shop.served() as service:
        code, out, _ = run(capfd, service, shop.calls(READ), "--require-coverage")
        assert code == 1
        assert "missing: GET /customers/{id} never answered 404" in out
        assert run(capfd, service, shop.calls(READ))[0] == 0


def test_another_variable(capfd: pytest.CaptureFixture[str]) -> None:
    """`--env` tells the URL by the name that the tests read anyway."""
    with shop.served() as service:
        code, out, _ = run(capfd, service, shop.calls(READ, variable="BASE_URL"), "--env", "BASE_URL")
    assert (code, "200 [" in out) == (0, True)


def test_a_large_body_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    """What is larger than `--max-body` passes and is marked, not judged as JSON."""
    with shop.served() as service:
        create = 'POST /customers {"name":"' + "x" * 2000 + '"}'
        code, out, _ = run(capfd, service, shop.calls(create, READ, "GET /customers/1"), "--max-body", "1kB")
    assert code == 0
    assert "not judged: requests: the body is larger than --max-body (1)" in out
    assert "No drift in 2 exchanges" in out


def test_a_target_that_is_not_there_is_no_drift(capfd: pytest.CaptureFixture[str]) -> None:
    """The proxy says 502, the report that the target could not be reached."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # it does not listen, and nobody else may
        gone = shop.Shop(url=f"http://127.0.0.1:{silent.getsockname()[1]}/v1")
        code, out, _ = run(capfd, gone, shop.calls(READ))
    assert code == 3
    assert "502" in out
    assert "the target could not be reached for 1 requests" in out or "nothing was judged" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["ftp://x"], "is no URL of an API"),
        (["http://127.0.0.1:1/v1", "--", "no-such-command-here"], "there is no command 'no-such-command-here'"),
        (["http://127.0.0.1:1/v1", "--env", "X"], "--env names a variable for a COMMAND"),
        (["http://127.0.0.1:1/v1", "--ca", "x.pem"], "is no https URL"),
        (["https://127.0.0.1:1/v1", "--ca", "x.pem"], "x.pem is not there"),
        (["https://127.0.0.1:1/v1", "--client-cert", "x.pem"], "x.pem is not there"),
        (["https://127.0.0.1:1/v1", "--insecure", "--ca", "x.pem"], "give one of them"),
        (["http://127.0.0.1:1/v1", "--report", "xml=a"], "no kind of report"),
        (["http://127.0.0.1:1/v1", "--har", "/dev/null/x"], "can't be written"),
        (["http://127.0.0.1:1/v1", "--har", "a", "--usage", "a"], "--usage would write over a, which is the file of"),
    ],
)
def test_a_wrong_command_is_one_sentence(options: list[str], words: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, before anything listens."""
    spec = str(shop.written(Path.cwd()))
    assert main(["proxy", options[0], "--spec", spec, *options[1:]]) == 2
    err = capfd.readouterr().err
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "options", [["--listen", "8001"], ["--max-body", "much"], ["--env", "A-B"], ["--for", "0"], ["--timeout", "x"]]
)
def test_options_that_can_t_be_read(options: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Told with the option's name and a form that is right."""
    with pytest.raises(SystemExit) as ended:
        main(["proxy", "http://127.0.0.1:1", *options])
    assert ended.value.code == 2
    assert options[0] in capfd.readouterr().err


def test_a_port_that_is_taken(capfd: pytest.CaptureFixture[str]) -> None:
    """One sentence, exit code 2."""
    with shop.served() as service, socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        code, _, err = run(capfd, service, [], "--listen", address, "--for", "1")
    assert code == 2
    assert f"{address} can't be listened on" in err


def test_it_ends_by_itself(capfd: pytest.CaptureFixture[str]) -> None:
    """`--for S` without a command: the report, and the exit code of what passed."""
    with shop.served() as service:
        code, out, err = run(capfd, service, [], "--listen", "127.0.0.1:0", "--for", "0.3")
        assert code == 3
        assert "Incomplete: nothing was judged" in out
        slow = [sys.executable, "-c", "import time; time.sleep(600)"]
        code, _, err = run(capfd, service, slow, "--for", "0.3")
    assert code == 143
    assert "Traceback" not in err


@pytest.mark.sampled(2)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_its_report(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C and SIGTERM: what passed is judged and told, and the forwarder is gone."""
    with shop.served(wrong=True) as service:
        words = [sys.executable, "-m", "contracts.cli", "proxy", service.url, "--spec", str(shop.written(tmp_path))]
        process = subprocess.Popen(
            [*words, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"NO_COLOR": "1", "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert process.stderr is not None
        url = process.stderr.readline().split()[1]
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"{url}/customers", timeout=120
        ) as found:
            found.read()
        while "drift " not in process.stderr.readline():
            pass
        process.send_signal(number)
        out, _ = process.communicate(timeout=900)
    assert process.returncode == 1
    assert "1 drift in 1 operation" in out
    host, port = url.removeprefix("http://").removesuffix("/v1").split(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)


def test_a_killed_judge_takes_the_forwarder_along(tmp_path: Path) -> None:
    """`kill -9` leaves nothing that listens."""
    with shop.served() as service:
        words = [sys.executable, "-m", "contracts.cli", "proxy", service.url, "--spec", str(shop.written(tmp_path))]
        process = subprocess.Popen(
            [*words, "--listen", "127.0.0.1:0"],
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert process.stderr is not None
        address = process.stderr.readline().split()[1].removeprefix("http://").removesuffix("/v1").split(":")
        process.kill()
        process.wait(timeout=600)
        process.stderr.close()
        for _ in range(1_200):
            try:
                socket.create_connection((address[0], int(address[1])), timeout=5).close()
            except ConnectionError:
                return
            threading.Event().wait(0.05)
    raise AssertionError("the forwarder still listens")
