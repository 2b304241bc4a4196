"""What is remembered of an operation is found once, and keeps no document that nobody uses any more."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from contracts.traffic.operation_memory import once_an_operation
from contracts.traffic.operation_purpose import says_search
from contracts.traffic.operation_sentences import operation_sentences
from mock_server.openapi import load_document
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import Operation


def test_it_is_found_once() -> None:
    """Each operation is looked at once, and has what was found of itself."""
    asked: list[str] = []

    @once_an_operation
    def name(operation: Operation) -> str:
        asked.append(operation.id)
        return operation.id

    operations = load_document(DOCUMENT).operations
    assert [name(one) for one in operations] == [name(one) for one in operations] == [one.id for one in operations]
    assert asked == [one.id for one in operations]


@pytest.mark.parametrize("find", [says_search, operation_sentences])
def test_a_document_that_nobody_uses_is_not_kept(find: Callable[[Operation], object]) -> None:
    """Also where its operations were asked what they say."""
    document = load_document(DOCUMENT)
    known = weakref.ref(document.operations[0])
    find(document.operations[0])
    del document
    gc.collect()
    assert known() is None
