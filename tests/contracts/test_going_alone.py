"""What is sent again goes alone, and before what waits: something beside it may have kept it from being done."""

from __future__ import annotations

from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import Planned
from tests.contracts.journey_book import Book


def test_what_is_sent_again_goes_first() -> None:
    """What has waited longer goes after it: nothing is made while nobody knows whether it can be removed."""
    book = Book(8, 0.001, wide=True)
    effects = {"write": Effect.WRITE, "look": Effect.LOOK, "again": Effect.ALONE}
    lines = book.run(*(Planned(book.journey(name, effect), beside=True) for name, effect in effects.items()))
    assert [line for line in lines if "asks" in line] == ["write asks 0", "again asks 0", "look asks 0"]


def test_what_is_sent_again_goes_alone() -> None:
    """Nothing is under way beside it, of whatever family."""
    book = Book(8, 0.001, wide=True)
    kinds = (Effect.WRITE, Effect.LOOK, Effect.REMOVE, Effect.READ)
    book.run(
        *(
            Planned(book.journey(f"{'again' if n % 5 == 4 else 'other'} {n}",
                                 Effect.ALONE if n % 5 == 4 else kinds[n % 4], kinds[n % 3]),
                    beside=True, family=f"family {n % 3}")
            for n in range(30)
        )
    )  # fmt: skip
    under_way: set[str] = set()
    alone = 0
    for line in book.lines:
        name, word, number = line.rsplit(" ", 2)
        mine = f"{name} {number}"
        if word == "hears":
            under_way.remove(mine)
            continue
        under_way.add(mine)
        if any(one.startswith("again") and one.endswith(" 0") for one in under_way):
            alone += 1
            assert under_way == {mine}, line
    assert alone == 6
