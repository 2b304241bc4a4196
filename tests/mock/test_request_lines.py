"""Lines of requests that are put together in one tick are what each would be alone: no credential stands in any."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import pytest

from mock_server.engine.answers import Answer
from mock_server.engine.faults.injection import Injection
from mock_server.server.asgi import FAULT, SANDBOX
from mock_server.server.log_handler import LogHandler
from mock_server.server.masked_keys import MaskedKeys
from mock_server.server.sandbox_names import PREFIX
from tests.mock.log_lines import GUESS, KEYS, Writes, answered, api, fields_of, line, written


@pytest.mark.parametrize("odd", ["%20a", "k%65y-0815-x", "é\u0085", "key-0815-x", "a" * 400])
def test_one_odd_line_changes_no_other(odd: str) -> None:
    """What is looked at together is written as if each were alone: masked, cut, printable."""

    def lines_of(paths: list[str], *, together: bool) -> list[str]:
        stream = Writes()
        handler = LogHandler(stream, KEYS)

        async def say() -> None:
            for path in paths:
                answered(handler, path)
                if not together:
                    handler.flush()

        asyncio.run(say())
        handler.flush()
        return "".join(stream.pieces).splitlines()

    paths = ["/before", f"/{odd}", "/behind"]
    lines = lines_of(paths, together=True)
    assert lines == lines_of(paths, together=False)
    assert lines[0::2] == [line("/before").strip(), line("/behind").strip()]
    assert "0815" not in lines[1]
    assert len(lines[1]) < 340


@pytest.mark.parametrize("own", [["first-guess-1", "", "second-guess-2", ""], ["", "first-guess-1"], ["one-guess"] * 3])
def test_each_request_keeps_its_own_credential_out_of_the_log(own: list[str]) -> None:
    """Those of several are presented in one tick; nobody's stands in any line of its own."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        for key in own:
            answered(handler, f"/{key or 'none'}", fields_of(key), reason=f"{key} is no key" if key else "")

    asyncio.run(say())
    handler.flush()
    masked, plain = line("/[key]", "[key] is no key"), line("/none")
    assert "".join(stream.pieces) == "".join(masked if key else plain for key in own)


def test_a_key_in_the_query_is_sought_though_the_fields_are_those_of_before() -> None:
    """A client that keeps its fields may present another credential there each time."""
    same = fields_of("")
    lines = written(
        lambda handler: answered(handler, "/one", same),
        lambda handler: answered(handler, f"/{GUESS}", same, query=f"admin_key={GUESS}"),
        lambda handler: answered(handler, "/two", same),
    )
    assert lines == [line("/one"), line("/[key]"), line("/two")]


@pytest.mark.parametrize("name", [GUESS, GUESS.replace("-", "%2D"), "key-0815-x"])
def test_a_key_as_the_name_of_a_sandbox_is_masked(name: str) -> None:
    """The line shows the path that leads there."""
    told = {SANDBOX: SimpleNamespace(name=name)}
    lines = written(
        lambda handler: answered(handler, "/one", fields_of(GUESS)),
        lambda handler: answered(handler, "/two", fields_of(GUESS), more=told),
    )
    assert lines == [line("/one"), line(f"{PREFIX}[key]/two")]


def test_a_fault_stands_in_its_own_line() -> None:
    """Those before and behind are as ever."""
    lines = written(
        lambda handler: answered(handler, "/one"),
        lambda handler: answered(handler, "/two", more={FAULT: Injection(delay=0.5)}),
        lambda handler: answered(handler, "/three"),
    )
    assert lines == [line("/one"), line("/two")[:-1] + "  fault: 500 ms later\n", line("/three")]


def test_a_line_that_can_not_be_put_together_takes_no_other_with_it() -> None:
    """It says so itself, without what the exception says."""

    class Broken(Answer):
        def why(self) -> str:
            raise LookupError(GUESS)

    lines = written(
        lambda handler: answered(handler, "/one", reason="first"),
        lambda handler: answered(handler, "/two", reason=Broken(400, (), b"")),
        lambda handler: answered(handler, "/three"),
    )
    assert lines == [
        line("/one", "first"),
        "GET     400 line could not be written: LookupError\n",
        line("/three"),
    ]


def test_keys_of_a_scheme_that_is_documented_no_more_are_masked() -> None:
    """The document may be read again between an answer and its line; reading it again and again adds nothing."""
    keys = MaskedKeys([api()])
    known = list(keys._reads)

    def reload(_: LogHandler) -> None:
        keys.renew([api()])
        keys.renew([])

    lines = written(
        lambda handler: answered(handler, f"/{GUESS}", fields_of(GUESS)),
        lambda handler: answered(handler, "/more-guessed", query="admin_key=more-guessed"),
        reload,
        keys=keys,
    )
    assert lines == [line("/[key]")] * 2
    assert list(keys._reads) == known
