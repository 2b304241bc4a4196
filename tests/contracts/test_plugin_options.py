"""The options of the check in pytest: all of them, each with its prefix, from the check's own parser."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main, parser
from contracts.commands.check_in_pytest import LEFT_OUT, check_options, given_words, offered_options
from contracts.commands.check_options import add_check
from contracts.errors import UsageError
from mock_server.command_line.configuration import commands_of
from tests.contracts.test_plugin import drifted, faithful, inner, run
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["drifted", "faithful", "inner"]
pytest_plugins = ["pytester"]
PAGE = (ROOT / "docs" / "pytest.md").read_text("utf-8")


def names_of_check() -> set[str]:
    """Every option that `contracts check --help` tells, without its dashes; the URL is a word."""
    shown = commands_of(parser())["check"].format_help()
    return set(re.findall(r"(?<![\w-])--([a-z][a-z-]+)", shown)) - {"help"} | {"url"}


def test_every_option_of_the_check_is_there_or_named(inner: pytest.Pytester) -> None:
    """What `contracts check --help` tells stands in `pytest --help`, or is left out for a reason in docs/pytest.md."""
    shown = run(inner, "--help").stdout.str()
    there = set(re.findall(r"--contract-([a-z-]+)", shown))
    assert there == names_of_check() - set(LEFT_OUT) - {"url"} | {"target"}
    for name, reason in LEFT_OUT.items():
        assert f"`--{name}`: {reason}" in " ".join(PAGE.split())


def test_a_new_option_is_there_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody writes it a second time."""
    from contracts.commands import check_in_pytest

    def added(commands: Any, form: Any, codes: str) -> None:
        add_check(commands, form, codes)
        commands.choices["check"].add_argument("--brand-new", type=int, metavar="N", help="100 %% new")

    monkeypatch.setattr(check_in_pytest, "add_check", added)
    check_in_pytest._actions.cache_clear()
    try:
        assert offered_options()["--contract-brand-new"]["help"] == "100 %% new"
        assert check_options(given_words({"--contract-brand-new": "7"}.get), settings=False).brand_new == 7
    finally:
        check_in_pytest._actions.cache_clear()


def given(action: argparse.Action) -> str:
    """A text that the option takes."""
    return "3" if action.type is not None and _reads(action.type, "3") else "text"


def _reads(read: Any, text: str) -> bool:
    try:
        read(text)
    except (ValueError, argparse.ArgumentTypeError):
        return False
    return True


@pytest.mark.parametrize("flag", offered_options())
def test_an_option_says_what_it_says_to_the_check(flag: str) -> None:
    """Through pytest's parser it comes to the same as on the check's own command line."""
    told = offered_options()[flag]
    name = flag.removeprefix("--contract-").replace("target", "url")
    (action,) = (
        a for a in commands_of(parser())["check"]._actions if f"--{name}" in a.option_strings or a.dest == name
    )
    outer = argparse.ArgumentParser()
    outer.add_argument(flag, **told)
    text = given(action)
    line = [flag] if action.nargs == 0 else [flag, text, *([flag, text] if told.get("action") == "append" else [])]
    values = vars(outer.parse_args(line))
    words = given_words(lambda asked: values.get(asked[2:].replace("-", "_")))
    mine = [word.replace(flag, f"--{name}") for word in line if name != "url" or word != flag]
    found = getattr(check_options(words, settings=False), action.dest)
    assert found == getattr(parser().parse_args(["check", *mine]), action.dest)
    assert found != action.default


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--key=a", "--key-file=b"], "argument --contract-key-file: not allowed with argument --contract-key"),
        (["--workers=99"], "argument --contract-workers: '99' is no number from 1 to 16"),
    ],
)
def test_what_is_wrong_is_said_by_the_names_in_pytest(words: list[str], said: str) -> None:
    """Not by those of another program."""
    with pytest.raises(UsageError, match=re.escape(said)):
        check_options(words, settings=False)


def test_the_file_of_settings_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command line stands before it, and the tests of two runs send the same requests."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mythic-mock.toml").write_text('[check]\nspec = "a.yaml"\nworkers = 3\nrequire-coverage = true\n')
    options = check_options(["http://127.0.0.1:9", "--workers=2"])
    assert (options.spec, options.workers, options.require_coverage) == (Path("a.yaml"), 2, True)
    assert (options.seed, options.yes) == (1, True)
    assert check_options(["http://127.0.0.1:9"], settings=False).spec is None


def test_what_was_not_asked_is_no_test(inner: pytest.Pytester, faithful: str) -> None:
    """With a choice of operations the others are skipped; coverage and baseline are tests where they are wanted."""
    (inner.path / "drift.toml").write_text("")
    words = ("--contract-exclude=ping", "--contract-require-coverage", "--contract-baseline=drift.toml", "-rA")
    result = run(inner, f"--contract-target={faithful}", "--contract-fuzz=0", *words)
    outcome = result.parseoutcomes()
    assert outcome["skipped"] > 10
    result.stdout.fnmatch_lines(["*PASSED openapi.json::run::baseline", "*nothing was sent to this operation*"])
    told = [
        "FAILED openapi.json::run::finished - *incomplete*",
        "FAILED openapi.json::run::coverage - GET /ping never *",
    ]
    result.stdout.fnmatch_lines(told)
    assert result.ret == 1


@pytest.mark.slow
def test_a_baseline_accepts_what_is_known(inner: pytest.Pytester, drifted: str) -> None:
    """A report is written as asked, a drift in the baseline is skipped with its reason, one that is gone fails."""
    target = (f"--contract-target={drifted}", "--contract-fuzz=0", "--contract-report=json=out/report.json")
    assert run(inner, *target).parseoutcomes()["failed"] == 1
    report, known = inner.path / "out" / "report.json", inner.path / "drift.toml"
    words = ["--reason", "on its way", "--owner", "team", "--expires", f"{date.today().year + 1}-01-01"]
    assert main(["accept", str(report), "--baseline", str(known), *words]) == 0
    result = run(inner, *target, "--contract-baseline=drift.toml", "-rs")
    assert (result.ret, result.parseoutcomes()["skipped"]) == (0, 1)
    result.stdout.fnmatch_lines(["*accepted by the baseline: on its way*"])
    known.write_text(re.sub(r'fingerprint = "\w+"', 'fingerprint = "0123456789ab"', known.read_text()))
    result = run(inner, *target, "--contract-baseline=drift.toml")
    assert result.parseoutcomes()["failed"] == 2
    result.stdout.fnmatch_lines(["FAILED openapi.json::run::baseline - *drift.toml*"])


SERVICE = """
def test_it(contract_check):
    report = contract_check({url!r}, "--fuzz=0")
    assert report.exchange_count > 0
"""


@pytest.mark.slow
def test_a_service_of_the_tests_own_is_checked(inner: pytest.Pytester, faithful: str, drifted: str) -> None:
    """`contract_check(url)` gives the report, or fails with what it found and no traceback."""
    written: Callable[..., Any] = inner.makepyfile
    written(test_good=SERVICE.format(url=faithful), test_bad=SERVICE.format(url=drifted))
    result = run(inner)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["law * answer-schema", "*curl -i http://127.0.0.1:*/ping*"])
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")
