"""The line that runs a check again gives the same options, and no secret."""

from __future__ import annotations

import shlex

from contracts.cli import parser
from contracts.commands.again_line import again

_USERS = ["--credential", "a:hidden=1", "--other-credential", "b:hidden", "--other-credential", "admin=hidden"]
DEFAULTS = parser().parse_args(["check"])


def test_every_option_is_repeated() -> None:
    """Read again, the line means what was typed; the seed is told even where it was drawn."""
    words = (
        "check http://a.example/v1 --spec 'my api.yaml' --overlay o.yaml --read-only --include 'GET /a b' --exclude x"
        " --exclude y --yes --max-time 20 --timeout 2.5 --rate 3 --workers 4"
        " --value a=b --allow-actions --cases 5 --fuzz 0"
        " --ca c.pem --insecure --client-cert me.pem --proxy http://p:1"
        " --report json=r.json --report github --baseline d.toml --suggest s.yaml --allow-host h --ledger l"
        " --require-coverage --mock http://127.0.0.1:1 --key-file k"
    )
    given = parser().parse_args(shlex.split(words))
    line = again(given, DEFAULTS, 17)
    read = parser().parse_args(shlex.split(line)[1:])
    assert vars(read) == {**vars(given), "seed": 17}
    assert again(DEFAULTS, DEFAULTS, 3) == "contracts check --seed 3"


def test_the_line_has_the_name_that_was_typed() -> None:
    """What was run by `uvx mythic-mock` has no other name to be run by."""
    given = parser("mythic-mock").parse_args(["check", "http://a"])
    assert again(given, DEFAULTS, 3) == "mythic-mock check http://a --seed 3"


def test_no_secret_is_repeated() -> None:
    """Credentials are variables, each with its option."""
    words = ["check", "http://a", "--key", "hidden-1", "--credential", "admin=hidden-2", "--header", "X-A: hidden-3",
             "--proxy", "http://me:hidden-5@p:1"]  # fmt: skip
    line = again(parser().parse_args([*words, "--mock-key", "hidden-4"]), DEFAULTS, 1)
    assert "hidden" not in line
    assert "hidden" not in again(parser().parse_args(["check", "http://a", *_USERS]), DEFAULTS, 1)
    assert "--credential admin=" in line
    assert '"$CREDENTIAL"' in line
    assert "--header 'X-A: '" in line
