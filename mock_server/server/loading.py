"""From settings to documents that can be served, with their store and first records; knows nothing of HTTP.

A wrong document is told of before the server's libraries, which take longer to load, are imported.
"""

from __future__ import annotations

import contextlib
import gc
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.api import Api, read
from mock_server.engine.chosen_plans import chosen_plans
from mock_server.engine.faults.written_rules import fault_table
from mock_server.engine.handlers import load_handlers
from mock_server.engine.sandboxes.sandboxes import Sandboxes
from mock_server.engine.seeding import seed
from mock_server.engine.shown_inventions import ShownInventions
from mock_server.errors import UsageError
from mock_server.openapi.reading.file_states import FileStates
from mock_server.store import LayeredStore, SwitchedStore, open_store
from mock_server.store.scoped import Scoped
from mock_server.values import Values, new_random

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.engine.faults.fault_table import FaultTable
    from mock_server.engine.handlers import Handler
    from mock_server.openapi.reading.document import Document
    from mock_server.settings import Settings
    from mock_server.store import Store


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No search for circles that nobody holds: a document being read is millions of objects, and none of them."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _within(path: Path) -> list[Path]:
    """The files of a folder; nothing of what is none, or can't be read, as whoever reads it says."""
    try:
        return sorted(path.iterdir()) if path.is_dir() else []
    except OSError:
        return []


class Files(NamedTuple):
    """What the files of the settings say: documents in their order, and the user's functions by operationId."""

    documents: list[Document]
    handlers: dict[str, Handler]

    @classmethod
    def read(cls, settings: Settings, states: FileStates) -> Files:
        """Read and check them; raises MockServerError with one sentence.

        All that is read, first records too, is noted in ``states``, also where it is wrong.
        """
        for path in (*settings.seed_data, *settings.seed_har, *([settings.handlers] if settings.handlers else [])):
            for file in (path, *_within(path)):
                states.note(file)
        with _uncollected():
            specs = (settings.spec, *settings.more_specs)
            documents = [read(replace(settings, spec=spec), states) for spec in specs]
        refuse_shared_base_paths(documents, _prefixes(settings, documents))
        return cls(documents, load_handlers(settings.handlers, documents))

    def served(
        self,
        settings: Settings,
        store: SwitchedStore,
        values: Values,
        faults: FaultTable,
        shown: ShownInventions,
        before: Sequence[Api] = (),
    ) -> tuple[Api, ...]:
        """The documents made servable, each with its part of ``store``, which is that which it had ``before``."""
        apis: list[Api] = []
        for document, prefix in zip(self.documents, _prefixes(settings, self.documents), strict=False):
            api = Api(document, settings, store, values, prefix)
            if apis:
                old = before[len(apis)].store if before else None
                api.store = Scoped(store, old.scope if isinstance(old, Scoped) else f"{api.base_path}:")
            api.faults, api.shown = faults, shown
            api.handlers = {name: handler for name, handler in self.handlers.items() if document.operation(name)}
            apis.append(api)
        if settings.upstream is not None:
            chosen_plans(apis, settings.upstream.mocked)  # a name that means nothing is told of at once
        return tuple(apis)


@_uncollected()
def load(settings: Settings, *, joins: bool = False) -> tuple[tuple[Api, ...], Sandboxes]:
    """The settings' documents, ready to be served, and what their users see; raises MockServerError with one sentence.

    The first records are the same at each start, whatever the store holds: they are made apart, and those of them that
    the store does not have are put into it; not by one that ``joins`` others which did, and removed some since.
    """
    values = Values(settings.seed)
    if settings.clock is not None:
        values.clock.set(settings.clock.time, stopped=settings.clock.is_stopped)
    files = Files.read(settings, FileStates())
    faults = fault_table(settings, files.documents, _prefixes(settings, files.documents), values.clock.milliseconds)
    store, first, shown = open_store(settings.store), LayeredStore(), ShownInventions()
    try:
        switch = SwitchedStore(first)
        apis = files.served(settings, switch, values, faults, shown)
        chance = values.random
        if settings.seed is None:
            values.random = new_random(_seed(settings))
        seed(apis, settings)
        values.random = chance
        switch.switch(store)
        sandboxes = Sandboxes(switch, values, first, faults, shown, repeatable=settings.seed is not None)
        if store.sequence:
            values.reseed(store.sequence)
        if not joins:
            _add(first, store)
    except BaseException:
        store.close()
        raise
    return apis, sandboxes


def load_again(files: Files, settings: Settings, sandboxes: Sandboxes, before: Sequence[Api]) -> LoadedAgain:
    """As `load` over what is there: the documents, ready to be served. Changes nothing; raises MockServerError."""
    first = LayeredStore()
    with sandboxes.apart(first, _seed(settings)) as (switch, values):
        written = fault_table(
            settings, files.documents, _prefixes(settings, files.documents), values.clock.milliseconds
        ).written
        apis = files.served(settings, switch, values, sandboxes.default.faults, sandboxes.shown, before)
        seed(apis, settings)
    return LoadedAgain(apis, first, written)


class LoadedAgain(NamedTuple):
    """What has been read and is not served yet: documents, first records, and the layers of written rules of faults."""

    apis: tuple[Api, ...]
    first: LayeredStore
    faults: tuple[tuple[FaultRule, ...], ...]

    def begin(self, sandboxes: Sandboxes) -> None:
        """From now on a reset goes back to these first records; those that are new are added."""
        sandboxes.begin_with(self.first, self.faults)


def _seed(settings: Settings) -> int:
    """That of the first records, whose keys are the same at each start and after each reload."""
    return settings.seed if settings.seed is not None else 0


def _prefixes(settings: Settings, documents: Sequence[Document]) -> list[str]:
    return [*settings.prefixes, *[""] * len(documents)]


def _add(records: Store, store: Store) -> None:
    """Put records into a store; a key that is there already stays as it is."""
    for resource in records.resources():
        for key, record in records.records(resource):
            store.create(resource, key, record)


def refuse_shared_base_paths(documents: Sequence[Document], prefixes: Sequence[str]) -> None:
    """Raise UsageError where two documents would be served under one path."""
    owners: dict[str, Document] = {}
    for document, prefix in zip(documents, prefixes, strict=False):
        for base in document.base_paths:
            other = owners.setdefault(prefix + base, document)
            if other is not document:
                raise UsageError(
                    f"{other.path} and {document.path} are both served under {prefix + base or '/'};"
                    " keep them apart with --prefix, one for each --spec"
                )
