"""Turns the tree of a pattern into a function that writes a text; repetitions are short, characters readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mock_server.openapi.patterns.characters import Characters
from mock_server.openapi.patterns.syntax import (
    Back,
    Choice,
    Edge,
    Group,
    Look,
    PatternUnsupported,
    Repeat,
    Sequence,
    Tree,
)

if TYPE_CHECKING:
    from random import Random

Captures = dict[int, str]
Writer = Callable[["Random", Captures], str]

_MANY = 100_000


def write(tree: Tree, *, full: bool = False) -> Writer:
    """A writer of ``tree``; ``full`` draws from all printable members of a set, not from the readable ones alone.

    Assertions write nothing: whoever needs them to hold tests the text. Raises PatternUnsupported.
    """
    match tree:
        case Characters():
            return _run(tree, 1, 1, full)
        case Sequence():
            return _sequence([write(item, full=full) for item in tree.items])
        case Choice():
            options = [write(option, full=full) for option in tree.options]
            return lambda source, captures: options[int(source.random() * len(options))](source, captures)
        case Repeat():
            return _repeat(tree, full)
        case Group():
            return _group(write(tree.item, full=full), tree.number)
        case Back():
            number = tree.number
            return lambda _, captures: captures.get(number, "")
        case Edge() | Look():
            return _constant("")


def counts(tree: Repeat) -> tuple[int, int]:
    """How often a repetition is written: within what it allows, and few."""
    if tree.low > _MANY:
        raise PatternUnsupported(f"a repetition of {tree.low} is longer than what is written here")
    fewest, most = (5, 10) if isinstance(tree.item, Characters) else (1, 2)
    if isinstance(tree.item, Characters) and tree.high is not None and tree.high >= 16 and tree.low <= 8:
        fewest, most = 8, 12
    top = _MANY if tree.high is None else tree.high
    if top == 1:
        return tree.low, 1
    low = max(tree.low, min(top, fewest))
    return low, max(low, min(top, most))


class _Constant:
    """A writer whose text is known, so that neighbours can be joined."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, source: Random, captures: Captures) -> str:
        return self.text


def _constant(text: str) -> Writer:
    return _Constant(text)


def _sequence(writers: list[Writer]) -> Writer:
    joined: list[Writer] = []
    for writer in writers:
        if isinstance(writer, _Constant):
            if not writer.text:
                continue
            if joined and isinstance(joined[-1], _Constant):
                joined[-1] = _Constant(joined[-1].text + writer.text)
                continue
        joined.append(writer)
    if not joined:
        return _Constant("")
    if len(joined) == 1:
        return joined[0]
    if len(joined) == 2:
        first, second = joined
        if isinstance(first, _Constant):
            text = first.text
            return lambda source, captures: text + second(source, captures)
        return lambda source, captures: first(source, captures) + second(source, captures)
    return lambda source, captures: "".join([writer(source, captures) for writer in joined])


def _repeat(tree: Repeat, full: bool) -> Writer:
    low, high = counts(tree)
    if isinstance(tree.item, Characters):
        return _run(tree.item, low, high, full)
    writer = write(tree.item, full=full)
    if high == 0:
        return _constant("")
    if isinstance(writer, _Constant) and low == high:
        return _Constant(writer.text * low)
    span = high - low + 1

    def repeated(source: Random, captures: Captures) -> str:
        times = low + int(source.random() * span) if span > 1 else low
        return "".join([writer(source, captures) for _ in range(times)])

    return repeated


def _run(characters: Characters, low: int, high: int, full: bool) -> Writer:
    """``low`` to ``high`` characters of one set."""
    pool = characters.printable() if full else characters.readable()
    if not pool and low == 0:
        return _constant("")
    if len(pool) == 1 and low == high:
        return _constant(pool * low)
    write_run = run(characters, full=full)
    span = high - low + 1
    if span > 1:
        return lambda source, _: write_run(source, low + int(source.random() * span))
    if not pool.isascii():
        return lambda source, _: write_run(source, low)
    table, bits = _table(pool), low * 8  # as `run`, without a call of its own
    return lambda source, _: source.getrandbits(bits).to_bytes(low, "little").translate(table).decode()


def run(characters: Characters, *, full: bool = False) -> Callable[[Random, int], str]:
    """A writer of so many characters of one set, made of one draw of random bytes."""
    pool = characters.printable() if full else characters.readable()
    if not pool:
        raise PatternUnsupported("a class of characters is empty")
    if not pool.isascii():
        return lambda source, length: "".join(source.choices(pool, k=length))
    table = _table(pool)
    # as `randbytes` draws them, without a call of its own
    return lambda source, length: source.getrandbits(length * 8).to_bytes(length, "little").translate(table).decode()


def _table(pool: str) -> bytes:
    """The character of each octet that is drawn."""
    return bytes(ord(pool[code % len(pool)]) for code in range(256))


def _group(writer: Writer, number: int) -> Writer:
    def captured(source: Random, captures: Captures) -> str:
        text = captures[number] = writer(source, captures)
        return text

    return captured
