"""One sandbox: a server's state as one user has it, apart from all others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.store import LayeredStore

if TYPE_CHECKING:
    from random import Random

    from mock_server.clock import Clock
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.engine.shown_inventions import ShownInventions
    from mock_server.store import Image, Store

DEFAULT = "default"
"""The name of what requests see that name no sandbox: the server's own store."""


class Snapshot(NamedTuple):
    """A sandbox at one moment: its records, where its stream of chance and its count of writes stood, and its clock."""

    image: Image
    sequence: int
    chance: Any
    clock: tuple[int, int | None]


class Sandbox:
    """What requests of one name see and change.

    ``start`` is what it begins with and `reset` goes back to. ``seed`` is that of its stream of chance, None for one
    of the operating system's. ``busy`` counts the requests that are under way in it, ``used`` says when the last one
    came, ``has_ended`` that none comes any more. ``faults`` are the rules by which its answers are broken on purpose,
    ``shown`` which records that are not there clients saw.
    """

    __slots__ = (
        "begun", "busy", "clock", "faults", "has_ended", "name", "random", "seed", "shown", "snapshots", "start",
        "store", "used",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        store: Store,
        random: Random,
        clock: Clock,
        start: Snapshot,
        faults: FaultTable,
        shown: ShownInventions,
    ) -> None:
        self.name = name
        self.store = store
        self.random = random
        self.clock = clock
        self.start = start
        self.seed: int | None = None
        self.snapshots: dict[str, Snapshot] = {}
        self.faults = faults
        self.shown = shown
        self.busy = 0
        self.begun = 0
        """How often it was put back to how it was."""
        self.used = 0.0
        self.has_ended = False

    def snapshot(self) -> Snapshot:
        """It as it is now."""
        return Snapshot(self.store.image(), self.store.sequence, self.random.getstate(), self.clock.state)

    def restore(self, snapshot: Snapshot) -> None:
        """It is again as it was; of a store that outlives the process the count of writes goes on."""
        self.store.restore(snapshot.image)
        self.begun += 1
        self.shown.forget(self.store)
        if isinstance(self.store, LayeredStore):
            self.store.sequence = snapshot.sequence
        if snapshot.chance is not None:
            self.random.setstate(snapshot.chance)
        self.clock.state = snapshot.clock

    def reset(self) -> None:
        """It is again as it began: with the first records, the same values to come, and no request counted."""
        self.restore(self.start)
        self.faults.reset()
        if self.seed is not None:
            self.random.seed(self.seed)

    def begin_again(self) -> None:
        """Another process has put the records back: nothing of what came before counts here either."""
        self.shown.forget(self.store)
        self.faults.reset()

    def reseed(self, seed: int | None) -> None:
        """From now on, and after each reset, its values are those of this seed; of the server's own without one."""
        self.seed = seed
        self.faults.reseed(seed)
        if seed is not None:
            self.random.seed(seed)
