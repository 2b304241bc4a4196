"""The sandboxes of a server: each is there once it is named, and ends when nobody has named it for a while."""

from __future__ import annotations

import re
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mock_server.engine.sandboxes.sandbox import DEFAULT, Sandbox, Snapshot
from mock_server.store import Image, LayeredStore, Shared, SharedSandbox
from mock_server.values import new_random

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.engine.shown_inventions import ShownInventions
    from mock_server.store import Store, SwitchedStore
    from mock_server.values import Values

MOST = 1_000
IDLE_SECONDS = 600.0
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")

_LOOK_SECONDS = 1.0


class SandboxError(ValueError):
    """A sandbox that can't be: ``status`` is that of the refusal, ``str()`` its sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Sandboxes:
    """Finds and makes sandboxes, and lets the engine work in one of them.

    All operations' plans hold ``switch`` and ``values``; in between `enter` and `leave`, which nobody may wait in, they
    are those of one sandbox. Who is in ``ended`` is told the name of each that ends, who is in ``began`` is given each
    that begins. ``start_clock`` shows the time with which sandboxes begin. ``first`` are the first records,
    in which a sandbox begins and to which a reset goes back. ``shown`` is what clients saw that is not there.
    """

    def __init__(
        self,
        switch: SwitchedStore,
        values: Values,
        first: LayeredStore,
        faults: FaultTable,
        shown: ShownInventions,
        *,
        repeatable: bool,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._switch = switch
        self._values = values
        self.shown = shown
        self._first = _flat(first)
        self._sequence = first.sequence
        self.start_clock = values.clock.apart()
        self._chance = values.random.getstate() if repeatable else None
        self._now = now
        self._looked = now()
        self._named: dict[str, Sandbox] = {}
        self.ended: list[Callable[[str], Any]] = []
        self.began: list[Callable[[Sandbox], None]] = []
        self.default = Sandbox(DEFAULT, switch.whole, values.random, values.clock, self._start(), faults, shown)

    @property
    def store(self) -> Store:
        """The server's own store."""
        return self.default.store

    def enter(self, sandbox: Sandbox) -> None:
        """From now on the engine works in this sandbox."""
        self._switch.switch(sandbox.store)
        self._values.random, self._values.clock = sandbox.random, sandbox.clock

    def leave(self) -> None:
        """The engine works in the server's own state again."""
        self.enter(self.default)

    @contextmanager
    def within(self, sandbox: Sandbox) -> Iterator[None]:
        """Work in this sandbox, without waiting for anything, and then in the server's own state again."""
        self.enter(sandbox)
        try:
            yield
        finally:
            self.leave()

    @contextmanager
    def apart(self, store: Store, seed: int | None) -> Iterator[tuple[SwitchedStore, Values]]:
        """For as long as nobody waits, the engine works in ``store``, with values of ``seed`` by the server's clock."""
        clock, faults = self.default.clock, self.default.faults
        with self.within(Sandbox("", store, new_random(seed), clock, self._start(), faults, self.shown)):
            yield self._switch, self._values

    def begin_with(self, first: LayeredStore, faults: Sequence[tuple[FaultRule, ...]]) -> None:
        """From now on these are the first records, with which new sandboxes begin and to which every reset goes back.

        Those whose keys the old first records did not have are added, everywhere; what was removed stays so. ``faults``
        are the layers of the written rules by which answers are broken on purpose.
        """
        before = LayeredStore(self._first)
        new = [
            (resource, key, record)
            for resource in first.resources()
            for key, record in first.records(resource)
            if not before.holds(resource, key)
        ]
        self._first, self._sequence = _flat(first), first.sequence
        for sandbox in (self.default, *self._named.values()):
            for resource, key, record in new:
                sandbox.store.create(resource, key, record)
            sandbox.faults.rewrite(faults)
            sandbox.start = sandbox.start._replace(image=self._first, sequence=self._sequence)

    def is_there(self, name: str) -> bool:
        """Whether a request that names it finds it, and does not begin it."""
        return name == DEFAULT or name in self._named

    def named(self, name: str) -> Sandbox:
        """The sandbox of this name, which begins if there is none; raises SandboxError."""
        sandbox, now = self._named.get(name), self._now()
        if sandbox is not None and now - sandbox.used > IDLE_SECONDS and not sandbox.busy:
            self._end(sandbox)
            sandbox = None
        if sandbox is None:
            if name == DEFAULT:
                return self.default
            sandbox = self._begun(name, now)
        sandbox.used = now
        return sandbox

    def known(self, name: str) -> Sandbox:
        """The sandbox of this name; raises SandboxError where there is none."""
        found = self.default if name == DEFAULT else next((item for item in self.all() if item.name == name), None)
        if found is None:
            raise SandboxError(404, f"There is no sandbox {name[:64]!r}; a sandbox begins when a request names it")
        return found

    def all(self) -> list[Sandbox]:
        """The sandboxes that there are, without the server's own state."""
        self._look(self._now())
        return list(self._named.values())

    def end(self, name: str) -> None:
        """End a sandbox; requests that are under way in it still end there. Raises SandboxError."""
        if name == DEFAULT:
            raise SandboxError(
                409, "The sandbox default is the server's own state, which does not end; reset it instead"
            )
        found = self.known(name)
        self._end(found)
        if isinstance(found.store, SharedSandbox):
            found.store.end()

    def _begun(self, name: str, now: float) -> Sandbox:
        if not NAME.fullmatch(name):
            raise SandboxError(400, f"{name[:80]!r} is no name of a sandbox: {_FORM}")
        if len(self._named) >= MOST or now - self._looked > _LOOK_SECONDS:
            self._look(now)
            if len(self._named) >= MOST:
                raise SandboxError(
                    429, f"There are {MOST:,} sandboxes, which is the most; end one with DELETE sandboxes/NAME,"
                    f" or wait: one that nobody names for {IDLE_SECONDS / 60:.0f} minutes ends by itself",
                )  # fmt: skip
        own, start = self.default.store, self._start()
        shared = own.apart(name, self._first) if isinstance(own, Shared) else None
        store: Store = LayeredStore(self._first, self._sequence) if shared is None else shared
        random = new_random()
        if start.chance is not None:
            random.setstate(start.chance)
        clock = self.start_clock.apart()
        faults = self.default.faults.apart(name, clock.milliseconds)
        sandbox = self._named[name] = Sandbox(name, store, random, clock, start, faults, self.shown)
        for tell in self.began:
            tell(sandbox)
        return sandbox

    def vary(self, chance: str) -> None:
        """From now on values are others than those of a process with the same seed; the same for the same text."""
        default = self.default
        default.random.setstate(new_random(chance).getstate())
        self._chance = default.random.getstate()
        default.start = default.start._replace(chance=self._chance)

    def idle(self, sandbox: Sandbox) -> float:
        """Seconds since it was last named."""
        return self._now() - sandbox.used

    def heard(self, name: str, idle: float) -> None:
        """Another process has a sandbox, in which nobody asked it for so many seconds; raises SandboxError."""
        if name == DEFAULT:
            return
        now = self._now()
        sandbox = self._named.get(name) or self._begun(name, now)
        sandbox.used = max(sandbox.used, now - idle)

    def let_go(self, name: str) -> None:
        """Another process has ended a sandbox: it is none of ours either."""
        if name in self._named:
            self._end(self._named[name])

    def _start(self) -> Snapshot:
        return Snapshot(self._first, self._sequence, self._chance, self.start_clock.state)

    def _look(self, now: float) -> None:
        """End the idle ones."""
        self._looked = now
        for sandbox in list(self._named.values()):
            if now - sandbox.used > IDLE_SECONDS and not sandbox.busy:
                self._end(sandbox)

    def _end(self, sandbox: Sandbox) -> None:
        del self._named[sandbox.name]
        sandbox.has_ended = True
        sandbox.faults.forget()
        for tell in self.ended:
            tell(sandbox.name)


def _flat(store: LayeredStore) -> Image:
    """All records of a store as tables, on which others may stand at no cost."""
    image = store.image()
    return Image({name: image.rows(name) for name in image.resources()})


_FORM = "a name is 1 to 64 letters, digits, dots, hyphens and underscores, of which the first is a letter or a digit"
