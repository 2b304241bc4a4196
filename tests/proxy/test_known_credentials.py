"""`contracts proxy --key`: what is known to let in must, and what else comes must not, unless the service gave it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from tests.proxy import shop

if TYPE_CHECKING:
    from pathlib import Path

GOOD, OTHER = "good-key-1", "other-key-2"


def run(
    folder: Path,
    capfd: pytest.CaptureFixture[str],
    keys: list[str],
    *words: str,
    gives: bool = False,
    refuses: str = "",
) -> tuple[int, str]:
    """Exit code and output of the proxy around requests with each of these keys."""
    document = shop.document() | {"security": [{"key": []}]}
    document["components"] = {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
    problem = document["paths"]["/customers"]["post"]["responses"]["400"]
    document["paths"]["/customers"]["get"]["responses"]["401"] = problem
    path = folder / "secured.json"
    path.write_text(json.dumps(document))
    command = shop.calls(*("GET /customers" for _ in keys))
    command[-1] = command[-1].replace("base = ", f"keys = iter({keys!r})\nbase = ")
    command[-1] = command[-1].replace("if body else {}", "if body else {'Authorization': 'Bearer ' + next(keys)}")
    with shop.served() as service:
        plain = service.answer
        answers = iter(keys)

        def answer(method: str, path: str, body: bytes) -> tuple[int, Any]:
            if next(answers) == refuses:
                return 401, {"code": 401, "message": "no"}
            status, shown = plain(method, path, body)
            return status, [{"id": 1, "name": OTHER}] if gives else shown

        service.answer = answer  # type: ignore[method-assign]
        code = main(["proxy", service.url, "--spec", str(path), *words, "--", *command])
    return code, capfd.readouterr().out


@pytest.mark.parametrize("how", ["--key", "--key-file", "--credential"])
def test_another_credential_must_not_let_in(how: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whether it is given for all schemes, in a file or for one."""
    file = tmp_path / "key"
    file.write_text(GOOD)
    given = {"--key": GOOD, "--key-file": str(file), "--credential": f"key={GOOD}"}[how]
    code, out = run(tmp_path, capfd, [GOOD, OTHER], how, given)
    assert (code, "lets in without valid credentials" in out) == (1, True), out
    assert GOOD not in out


def test_without_one_only_the_service_knows(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Which credential is right is not judged."""
    assert run(tmp_path, capfd, [GOOD, OTHER])[0] == 0
    assert run(tmp_path, capfd, [GOOD, OTHER], refuses=OTHER)[0] == 0


def test_the_known_one_must_let_in(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Its refusal is a drift; that of another one is right."""
    code, out = run(tmp_path, capfd, [GOOD], "--key", GOOD, refuses=GOOD)
    assert (code, "valid credentials are refused" in out) == (1, True), out
    assert run(tmp_path, capfd, [GOOD, OTHER], "--key", GOOD, refuses=OTHER)[0] == 0


def test_what_the_service_gave_is_the_service_s_affair(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A credential that an answer showed before may let in or not."""
    assert run(tmp_path, capfd, [GOOD, OTHER], "--key", GOOD, gives=True)[0] == 0


def test_nobody_is_logged_in(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A name with a password is none of the proxy's credentials; exit code 2."""
    spec = str(shop.written(tmp_path))
    assert main(["proxy", "http://127.0.0.1:1/v1", "--spec", spec, "--credential", "ann:secret"]) == 2
    assert "the proxy logs nobody in" in capfd.readouterr().err
