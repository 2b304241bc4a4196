"""One file for all programs: what it gives, what stands before it, and what is said of a wrong one."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.cli import main as contracts
from contracts.cli import parser as check_parser
from mock_server.cli import main as mock_server
from mock_server.command_line.configuration import parse
from mock_server.command_line.options import parsed, settings_of
from mock_server.errors import UsageError
from tests.running import DOCUMENT, ROOT

if TYPE_CHECKING:
    import argparse

SETTINGS = """
[mock]
spec = ["shop.yaml", "more/desk.yaml"]
port = 8123
store = "kept.journal"
key = ["$SHOP_KEY"]
watch = true
cors = ["http://a.test"]
upstream = "http://127.0.0.1:9/v1"

[check]
url = "http://127.0.0.1:9/v1"
spec = "shop.yaml"
timeout = 3
include = ["listOrders", "GET /a"]
report = ["json=out/report.json", "github"]
credential = ["admin=${SHOP_KEY}"]
baseline = "drift.toml"

[proxy]
url = "http://127.0.0.1:9/v1"
max-body = "2MiB"

[profile.ci.mock]
port = 0
[profile.ci.check]
timeout = 9.5
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no variables of the programs."""
    monkeypatch.chdir(tmp_path)
    for name in ("MOCK_KEYS", "CONTRACTS_KEY", "CONTRACTS_LOGIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SHOP_KEY", "k-1")
    return tmp_path


def written(folder: Path, text: str = SETTINGS, name: str = "mythic-mock.toml") -> Path:
    """The file, in the working directory or elsewhere."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder / name


def checked(*words: str) -> argparse.Namespace:
    """What `contracts` understands."""
    return parse(check_parser(), words)


def test_a_file_gives_what_the_command_line_does_not(folder: Path) -> None:
    """Numbers, texts, lists, flags, and the document that is served."""
    written(folder)
    settings = settings_of(parsed(["--host", "::1"]))
    assert (settings.spec, settings.more_specs) == (Path("shop.yaml"), (Path("more/desk.yaml"),))
    assert (settings.host, settings.port, settings.store) == ("::1", 8123, "kept.journal")
    assert settings.keys == ("k-1",)
    assert settings.watch
    assert settings.cors == ("http://a.test",)


def test_the_command_line_stands_before_the_file(folder: Path) -> None:
    """One value, and a list as a whole; the word in a document's place too."""
    written(folder)
    for words in (["--spec", "own.yaml"], ["serve", "own.yaml"], ["serve", "--spec", "own.yaml"]):
        settings = settings_of(parsed([*words, "--port", "1", "--key", "x", "--cors", "none"]))
        assert (settings.spec, settings.more_specs, settings.port) == (Path("own.yaml"), (), 1)
        assert (settings.keys, settings.cors) == (("x",), ())
    options = checked("check", "http://127.0.0.1:1", "--include", "c", "--timeout", "1")
    assert (options.url, options.include, options.timeout) == ("http://127.0.0.1:1", ["c"], 1.0)


def test_a_variable_stands_before_the_file_and_after_the_command_line(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the file has the same in another option."""
    written(folder, '[mock]\nkey-file = ["keys"]\nadmin-token = "t-file"\n[check]\nkey-file = "key"\n')
    monkeypatch.setenv("MOCK_KEYS", "k-env")
    monkeypatch.setenv("MOCK_ADMIN_TOKEN", "t-env")
    assert settings_of(parsed([])).keys == ("k-env",)
    assert settings_of(parsed([])).admin_token == "t-env"
    assert settings_of(parsed(["--admin-token", "t-line"])).admin_token == "t-line"
    assert checked("check", "http://a").key_file == Path("key")
    assert checked("check", "http://a", "--key", "k").key_file is None
    monkeypatch.setenv("CONTRACTS_KEY", "k-env")
    assert checked("check", "http://a").key_file is None


def test_a_profile_stands_before_the_other_tables(folder: Path) -> None:
    """Key by key; --profile of the mock is something else."""
    written(folder)
    settings = settings_of(parsed(["--config-profile", "ci"]))
    assert (settings.port, settings.store) == (0, "kept.journal")
    options = checked("check", "--config-profile", "ci")
    assert (options.timeout, options.baseline) == (9.5, Path("drift.toml"))


def test_paths_are_read_from_the_folder_of_the_file(folder: Path) -> None:
    """Documents, a store, a report, and none that is a URL or `memory:`."""
    path = written(folder, SETTINGS, "etc/team.toml")
    settings = settings_of(parsed(["--config", str(path)]))
    assert settings.spec == folder / "etc/shop.yaml"
    assert settings.store == str(folder / "etc/kept.journal")
    options = checked("check", "--config", "etc/team.toml")
    assert options.report == ["json=etc/out/report.json", "github"]
    assert options.spec == Path("etc/shop.yaml")
    assert options.credential == ["admin=k-1"]
    path.write_text('[mock]\nstore = "memory:"\n')
    assert settings_of(parsed(["--config", str(path)])).store == "memory:"


def test_what_is_required_may_come_from_the_file(folder: Path) -> None:
    """The URL of the proxy."""
    written(folder)
    options = checked("proxy")
    assert (options.url, options.max_body) == ("http://127.0.0.1:9/v1", 2 * 1024**2)


def test_pyproject_holds_the_same_tables(folder: Path) -> None:
    """Below tool.mythic-mock, where there is no file of our own."""
    written(folder, "[tool.other]\na = 1\n", "pyproject.toml")
    assert settings_of(parsed([])).port == 8000
    written(folder, "[tool.mythic-mock.mock]\nport = 8124\n", "pyproject.toml")
    assert settings_of(parsed([])).port == 8124
    written(folder)
    assert settings_of(parsed([])).port == 8123


def test_commands_that_read_or_go_back_take_their_part(folder: Path) -> None:
    """`explain` the first document, `clean` what lets in, `accept` the baseline."""
    written(folder)
    assert parsed(["explain"]).spec == Path("shop.yaml")
    assert parsed(["validate", "own.yaml"]).spec == Path("own.yaml")
    cleaned = checked("clean", "ledger.jsonl")
    assert (cleaned.credential, cleaned.spec, cleaned.ledger) == (["admin=k-1"], None, Path("ledger.jsonl"))
    accepted = checked("accept", "r.json", "--reason", "x", "--owner", "y", "--expires", "2030-01-01")
    assert (accepted.baseline, accepted.report) == (Path("drift.toml"), Path("r.json"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[mock]\nprot = 1\n", "mythic-mock.toml: [mock] prot: there is no such key; did you mean port?"),
        ("[moc]\n", "mythic-mock.toml: there is no table [moc]; did you mean mock?"),
        ("mock = 1\n", "mythic-mock.toml: [mock] is no table; write its keys below that heading"),
        ("[profile.x.moc]\n", "there is no table [profile.x.moc]; did you mean mock?"),
        ("[mock]\nport = true\n", "[mock] port: true is no such value; give a whole number"),
        ("[mock]\nport = 99999\n", "[mock] port: "),
        ('[mock]\nwatch = "yes"\n', "[mock] watch: give true or false"),
        ('[mock]\nspec = "a.yaml"\n', '[mock] spec: may be given several times; give a list, such as ["a.yaml"]'),
        ("[mock]\nspec = [1]\n", "[mock] spec: 1 is no such value; give a text in quotes"),
        ('[mock]\nauth = "maybe"\n', "[mock] auth: 'maybe' is none of on, off"),
        ('[mock]\nkey = ["$GONE_1"]\n', "[mock] key: the variable GONE_1 is not set; set it, or leave the key out"),
        ('[mock]\nfault = ["nothing"]\n', "[mock] fault: "),
        ("[mock\n", "mythic-mock.toml is no TOML: "),
        (f"[mock]\nport = {'9' * 5000}\n", "mythic-mock.toml is no TOML: "),
        (f"[mock]\nport = {'[' * 5000}\n", "mythic-mock.toml is no TOML: "),
        ('[mock]\nspec = ["a\\u0000b"]\n', "[mock] spec: holds a NUL"),
    ],
)
def test_a_wrong_file_is_one_sentence(text: str, said: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file, the key, and what to do; exit code 2."""
    written(folder, text)
    words = ["--config-profile", "x"] if "profile" in text else []
    assert mock_server(words) == 2
    error = capsys.readouterr().err
    assert error.startswith("mock-server: mythic-mock.toml")
    assert said in error
    assert error.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ('[check]\nkey = "a"\nkey-file = "b"\n', [], "[check] key-file: can't stand beside key; leave one out"),
        ("[check]\nfuzz = nan\n", [], "[check] fuzz: 'nan' is no positive number"),
        ("[check]\nlegder = 1\n", [], "did you mean ledger?"),
        (SETTINGS, ["--config-profile", "cy"], "there is no [profile.cy]; there is ci"),
        ("", ["--config", "gone.toml"], "gone.toml can't be read"),
    ],
)
def test_a_wrong_file_of_the_check_is_one_sentence(
    text: str, words: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As for the mock."""
    written(folder, text)
    assert contracts(["check", "http://127.0.0.1:9", *words]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_profile_without_a_file_is_told() -> None:
    """There is none in the working directory."""
    with pytest.raises(UsageError, match="no file in which profile ci"):
        parsed(["--config-profile", "ci"])


def test_each_setting_is_shown_with_its_source_and_without_secrets(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """--print-config is TOML itself, and hides what was typed or stands in a variable."""
    written(folder, SETTINGS + '\n[profile.bare.mock]\nkey = ["k-bare"]\n')
    monkeypatch.setenv("MOCK_ADMIN_TOKEN", "t-env")

    def shown(*words: str) -> str:
        with pytest.raises(SystemExit, match="0"):
            parsed([*words, "--print-config"])
        return capsys.readouterr().out

    told = shown("--host", "::1", "--seed", "7")
    assert 'host = "::1"  # command line' in told
    assert "seed = 7  # command line" in told
    assert "port = 8123  # mythic-mock.toml: [mock]" in told
    assert 'key = ["$SHOP_KEY"]  # mythic-mock.toml: [mock]' in told
    assert "max-body = 10485760  # default" in told
    assert "# handlers is not set" in told
    assert 'admin-token = "(hidden)"  # $MOCK_ADMIN_TOKEN' in told
    assert tomllib.loads(told)["mock"]["spec"] == ["shop.yaml", "more/desk.yaml"]
    assert "port = 0  # mythic-mock.toml: [profile.ci.mock]" in shown("--config-profile", "ci")
    hidden = shown("--config-profile", "bare", "--admin-token", "t-line")
    assert "k-bare" not in hidden
    assert "t-line" not in hidden
    kept = shown("--store", "redis://me:p-line@there:1/2?prefix=x")
    assert 'store = "redis://me:(hidden)@there:1/2?prefix=x"  # command line' in kept
    with pytest.raises(SystemExit, match="0"):
        checked("check", "--print-config", "--key", "k-typed", "--report", "json=x")
    told = capsys.readouterr().out
    assert 'key = "(hidden)"  # command line' in told
    assert 'report = ["json=x"]  # command line' in told
    assert "k-typed" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('key = ["half-${SHOP_KEY}"]', 'key = ["(hidden)"]'),
        ('key = ["a b=${SHOP_KEY}!"]', 'key = ["(hidden)"]'),
        ('key = ["${SHOP_KEY}"]', 'key = ["${SHOP_KEY}"]'),
        ('store = "redis://:p-file@there"', 'store = "redis://:(hidden)@there"'),
        ('store = "redis://me:${SHOP_KEY}@there"', 'store = "redis://me:${SHOP_KEY}@there"'),
    ],
)
def test_what_is_a_secret_in_part_is_hidden(
    text: str, told: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names of variables are shown, what stands beside them is not; of a URL the password alone is hidden."""
    written(folder, f"[mock]\n{text}\n")
    with pytest.raises(SystemExit, match="0"):
        parsed(["--print-config"])
    assert told in capsys.readouterr().out


@pytest.mark.parametrize("key", ['"k-1234"', "[1234]"])
def test_a_secret_of_a_wrong_type_is_not_quoted(key: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence names the key alone."""
    written(folder, f"[mock]\nkey = {key}\n")
    assert mock_server([]) == 2
    error = capsys.readouterr().err
    assert "[mock] key: " in error
    assert "1234" not in error


def test_a_mock_is_served_from_the_file_alone(folder: Path) -> None:
    """As its user starts it."""
    written(folder, f'[mock]\nspec = ["{DOCUMENT}"]\nport = 0\nstore = "memory:"\nlog-level = "error"\n')
    environment, command = {"PYTHONPATH": str(ROOT), "PATH": ""}, [sys.executable, "-m", "mock_server"]
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = [next(server.stdout) for _ in range(4)]
        finally:
            server.terminate()
    assert "store      memory:" in "".join(told)
    assert str(DOCUMENT) in "".join(told)
