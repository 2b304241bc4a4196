"""The rules of faults that are there from the start: those of the documents, and those of the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.faults.fault_rule_error import FaultRuleError
from mock_server.engine.faults.fault_table import FaultTable
from mock_server.engine.faults.rule_reading import check_names, read_rule
from mock_server.errors import DocumentError, UsageError
from mock_server.openapi.behaviour.extension import NAME, at_line
from mock_server.openapi.reading.json_values import as_dict, as_list
from mock_server.openapi.reading.pointers import text
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from mock_server.engine.faults.fault_rule import FaultRule
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.settings import Settings

_SEED_BITS = 64


def fault_table(
    settings: Settings, documents: Sequence[Document], prefixes: Sequence[str], clock: Callable[[], int]
) -> FaultTable:
    """The rules that the server starts with; ``clock`` counts milliseconds.

    Raises UsageError or DocumentError for one that can't be carried out.
    """
    seed = settings.seed if settings.seed is not None else Values().random.getrandbits(_SEED_BITS)

    if not settings.faulty:
        return FaultTable((), seed, clock)
    known = [
        (prefix + document.base_paths[0], operation)
        for document, prefix in zip(documents, prefixes, strict=False)
        for operation in document.operations
    ] if settings.faults else []  # fmt: skip
    typed = []
    for line in settings.faults:
        try:
            rule = read_rule(line, f"--fault {line}")
            check_names(rule, known)
        except FaultRuleError as error:
            raise UsageError(f"--fault {line!r} {member(error)}{error}") from None
        typed.append(rule)
    written = tuple(rule for document in documents for rule in document_rules(document))
    return FaultTable((tuple(typed), written), seed, clock)


def member(error: FaultRuleError) -> str:
    """The place within a rule, to stand before the sentence."""
    return "".join(f"{token}." for token in error.where).rstrip(".") + " " if error.where else ""


def document_rules(document: Document) -> tuple[FaultRule, ...]:
    """The rules of ``x-mock.faults``: an operation's before its path's before the document's. Raises DocumentError."""
    if not document.references.may_extend:
        return ()
    found = []
    for where, given, operations in _written(document):
        try:
            rule = read_rule(given, "#" + text(where), operations)
            check_names(rule, [(document.base_paths[0], operation) for operation in operations])
        except FaultRuleError as error:
            raise DocumentError(at_line(document, (*where, *error.where), str(error))) from None
        found.append(rule)
    return tuple(found)


def _written(document: Document) -> Iterator[tuple[Pointer, JSON, frozenset[Operation]]]:
    by_path: dict[int, list[Operation]] = {}
    for operation in document.operations:
        by_path.setdefault(id(operation.path_item), []).append(operation)
        yield from _of(operation.raw, operation.pointer, frozenset((operation,)))
    for operations in by_path.values():
        yield from _of(operations[0].path_item, operations[0].pointer[:2], frozenset(operations))
    yield from _of(document.tree, (), frozenset(document.operations))


def _of(
    owner: dict[str, JSON], pointer: Pointer, operations: frozenset[Operation]
) -> Iterator[tuple[Pointer, JSON, frozenset[Operation]]]:
    for index, given in enumerate(as_list(as_dict(owner.get(NAME)).get("faults"))):
        yield (*pointer, NAME, "faults", str(index)), given, operations
