"""A record that is filled into a form is the one that asking each property by itself would give."""

from __future__ import annotations

import copy
from functools import partial
from itertools import count, product
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.record_form import RecordForm
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.engine.record_form import Field

KINDS: dict[str, tuple[bool, Any, Any]] = {
    "given": (True, MISSING, None),
    "given or made": (True, MISSING, "make"),
    "given or true": (True, True, None),
    "given or null": (True, None, None),
    "given or a list": (True, [1], None),
    "made": (False, MISSING, "make"),
    "the same in each": (False, MISSING, partial(copy.deepcopy, "free")),
    "a list in each": (False, MISSING, partial(copy.deepcopy, ["free"])),
    "left out": (False, MISSING, lambda: MISSING),
    "a time": (False, MISSING, None),
    "nobody's": (False, MISSING, None),
}


def one_by_one(fields: list[Field], key: str, times: set[str], sent: Any, given: Any, above: Any) -> Any:
    """What a new record is, asked of each property in turn."""
    record = dict(above)
    for name, taken, default, make in fields:
        if taken and name in sent:
            record[name] = sent[name]
        elif name in record:
            continue
        elif name == key and given is not MISSING:
            record[name] = given
        elif default is not MISSING:
            record[name] = copy.deepcopy(default)
        elif name in times:
            record[name] = "now"
        elif make is not None and (value := make()) is not MISSING:
            record[name] = value
    return record


@pytest.mark.parametrize("first", KINDS)
@pytest.mark.parametrize("key", ["", "a", "b"])
def test_it_is_what_each_property_asks_for(first: str, key: str) -> None:
    """In the same order, with values that are made one after the other, whatever is sent, inherited and given."""
    for second, sent, above, given in product(
        KINDS,
        ({}, {"a": 1}, {"c": 3, "b": None}, {"a": 1, "b": 2, "c": 3, "x": 4}),
        ({}, {"z": 0}, {"a": 0}, {"b": 0, "z": 0}),
        (MISSING, "k"),
    ):
        above = {name: value for name, value in above.items() if name not in sent}
        times = {name for name, kind in (("a", first), ("b", second)) if kind == "a time"}

        def fields(first: str = first, second: str = second) -> list[Field]:
            numbers = count(1)
            found: list[Field] = []
            for name, kind in (("a", first), ("b", second), ("c", "given")):
                taken, default, make = KINDS[kind]
                made = (lambda: next(numbers)) if make == "make" else make
                found.append((name, taken, default, made))
            return found

        form = RecordForm(fields(), key, times, lambda: "now")
        wanted = one_by_one(fields(), key, times, sent, given, above)
        made = form.filled(sent, given, above)
        assert list(made.items()) == list(wanted.items()), (second, sent, above, given)


def test_one_record_has_nothing_of_another() -> None:
    """Neither a list of the document's own, nor what was sent before, nor its time."""
    times = iter(("one", "two"))
    fields: list[Field] = [
        ("a", True, [], None),
        ("b", False, MISSING, partial(copy.deepcopy, {})),
        ("c", False, MISSING, None),
    ]
    form = RecordForm([*fields, ("d", False, MISSING, None)], None, {"c", "d"}, lambda: next(times))
    first = form.filled({}, MISSING, {})
    first["a"].append(1)
    first["b"]["x"] = 1
    assert first == {"a": [1], "b": {"x": 1}, "c": "one", "d": "one"}
    assert form.filled({}, MISSING, {}) == {"a": [], "b": {}, "c": "two", "d": "two"}


def test_what_was_sent_before_changes_nothing() -> None:
    """A form knows by the names of a request what stands beside them: others, or in another order, are others."""
    fields: list[Field] = [
        ("a", True, MISSING, None),
        ("b", True, 7, None),
        ("c", False, MISSING, lambda: "made"),
        ("d", True, MISSING, lambda: "made"),
        ("e", True, MISSING, None),
    ]
    kinds: list[dict[str, Any]] = [{}, {"a": 1}, {"e": 2, "a": 1}, {"a": 1, "e": 2}, {"d": 3, "x": 4}, {"c": 5, "b": 6}]
    form = RecordForm(fields, "a", {"e"}, lambda: "now")
    for sent, above in product(kinds + kinds, ({}, {"z": 0}, {"d": 8})):
        alone = RecordForm(fields, "a", {"e"}, lambda: "now")
        wanted = one_by_one(fields, "a", {"e"}, sent, "k", {} if "d" in sent else above)
        for one in (form, alone):
            assert list(one.filled(sent, "k", {} if "d" in sent else above).items()) == list(wanted.items()), sent


def test_names_that_strangers_think_of_are_not_kept() -> None:
    """However many requests of other names come, and however long these are, the form grows no further."""
    form = RecordForm([("a", True, MISSING, None)], None, (), lambda: "now")
    for number in range(2_000):
        assert form.filled({f"x{number}": 1, "a": number}, MISSING, {}) == {"a": number}
    assert form.filled({"y" * 10_000: 1}, MISSING, {}) == {}
    assert len(form._forms) <= 256
    assert max(len(name) for names in form._forms for name in names) < 10_000
