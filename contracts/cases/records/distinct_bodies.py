"""Bodies that differ from those sent before in their tagged texts: some services keep each such text once."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.short_codes import with_other_codes
from contracts.cases.records.told_texts import spots, told_texts
from contracts.traffic.periods import at_other_times
from contracts.traffic.request_validity import Verdict
from contracts.traffic.told_once import told_once
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.traffic.run_names import RunNames
    from mock_server.openapi import JSON


_REFUSED = (400, 422)
"""What services answer, too, to a text that they keep once."""
_TRIALS = 3
_WORDED = 3
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\.\w+", re.ASCII)
"""An e-mail address, which services take but once more often than anything else."""
_PLACE = re.compile(r"https?://[^\s?#]+", re.ASCII)
"""An address of the web, which services take but once as well: what is below it by the run's name is another."""


class DistinctBodies:
    """Which resources of a run take a text but once, and other bodies for them."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._trials: Counter[str] = Counter()
        self._once: set[str] = set()
        self._coded: set[str] = set()
        """Resources of which a create succeeded with another code (see `with_other_codes`)."""
        self._plain: set[str] = set()
        """Resources whose creates were refused as malformed with another code: they know which ones there are."""
        self._timed: Counter[str] = Counter()
        """How many creates of each resource that takes a time but once were sent with times of their own."""
        self._in_vain: Counter[str] = Counter()
        self._told: dict[str, tuple[str, ...]] = {}
        self._tried: Counter[str] = Counter()
        self._worded: dict[str, set[frozenset[str]]] = {}
        """In which members of each resource a create was sent again with the run's name as a plain word."""

    def before(self, cycle: Lifecycle, body: JSON) -> JSON:
        """The body of a create, with other texts than the last one where the resource takes a text but once.

        A few times those alone whose description says so are others: whether more are there but once is thus shown.
        """
        body = self._at_other_times(cycle, body) if cycle.resource in self._timed else body
        told = self._told_once(cycle)
        if cycle.resource in self._once or (told and self._tried[cycle.resource] >= _TRIALS):
            return self.other(cycle, body)
        self._tried[cycle.resource] += self.steps.sender.ownership.made_some(cycle.resource)
        body = with_other_codes(self.steps, cycle, body) if cycle.resource in self._coded else body
        return self._with_others(cycle, body, told) if told else body

    def _told_once(self, cycle: Lifecycle) -> tuple[str, ...]:
        """The members of a create whose description says that they are there but once."""
        create = cycle["create"]
        if create is None or cycle.chosen:
            return ()
        if cycle.resource not in self._told:
            record = self.steps.schemas.below(create.operation.request_schema, create.envelope)
            self._told[cycle.resource] = tuple(told_once(self.steps.schemas, record))
        return self._told[cycle.resource]

    def _with_others(self, cycle: Lifecycle, body: JSON, names: tuple[str, ...]) -> JSON:
        """``body`` with other texts in these members of the record alone."""
        envelope = create.envelope if (create := cycle["create"]) is not None else ()
        other, kept = self._tagged(cycle, body), pointers.at(body, envelope, None)
        changed = pointers.at(other, envelope, None)
        if not isinstance(kept, dict) or not isinstance(changed, dict):
            return other
        changed |= {name: value for name, value in kept.items() if name not in names}
        return other

    def _note(self, resource: str) -> None:
        self._once.add(resource)
        if (rules := self.steps.sender.collector.own_rules) is not None:
            rules.once.add(resource)

    def where_taken(self, cycle: Lifecycle, sent: Sent | None, body: JSON) -> JSON:
        """Another body for a create that was refused as taken although the server assigns the key; None for none.

        By 409, or as malformed (400, 422) where the run made a record of the resource before.
        """
        if sent is None or cycle.chosen or sent.reading is None or sent.reading.verdict is not Verdict.VALID:
            return None
        if sent.status in _REFUSED and cycle.resource not in self._once:
            known = self.steps.sender.ownership.made_some(cycle.resource)
            self._trials[cycle.resource] += known
            other = self._untaken(cycle, body) if known and self._trials[cycle.resource] <= _TRIALS else body
        else:
            other = self._untaken(cycle, body) if sent.status == 409 else body
        return other if other is not body else None

    def in_words(self, cycle: Lifecycle, sent: Sent | None, body: JSON) -> JSON:
        """A body with the run's name as a plain word in its free texts, where none was taken yet; None for none.

        A slug, say, has no blank in it, of which the document need not tell.
        """
        record = self._record(cycle, body)
        made = self.steps.sender.ownership.made_some(cycle.resource)
        create = cycle["create"]
        if sent is None or sent.status not in _REFUSED or made or create is None:
            return None
        tag, told = self.steps.names.tag, told_texts(self.steps, create.operation)  # what is told is tried as it is
        free = {name: text for name, text in record.items() if isinstance(text, str) and name not in told}
        texts = {name: text for name, text in free.items() if f" {tag}" in text}
        own = {name: text[text.index(tag) :].replace(" ", "") for name, text in texts.items()}
        tried = self._worded.setdefault(cycle.resource, set())
        if not own or len(tried) >= _WORDED or frozenset(own) in tried:
            return None
        tried.add(frozenset(own))
        return pointers.replaced(body, create.envelope, record | own)

    def told_words(self, cycle: Lifecycle, sent: Sent | None, body: JSON) -> None:
        """Learn from a create with plain words: where it succeeds, they are sent from then on."""
        if sent is not None and sent.succeeded and (create := cycle["create"]) is not None:
            tag, texts = self.steps.names.tag, self._record(cycle, body)
            words = {name: tag for name, text in texts.items() if str(text).startswith(tag) and str(text).isalpha()}
            self.steps.samples.told.update(spots(self.steps, create.operation, words))

    def _record(self, cycle: Lifecycle, body: JSON) -> dict[str, JSON]:
        record = pointers.at(body, create.envelope, None) if (create := cycle["create"]) is not None else None
        return record if isinstance(record, dict) else {}

    def where_busy(self, cycle: Lifecycle, sent: Sent | None, body: JSON) -> JSON:
        """A body with other times for a create that other texts did not help: what it names may be taken then."""
        if sent is None or sent.status != 409 or cycle.chosen or cycle.resource in self._timed:
            return None
        if self._in_vain[cycle.resource] >= _TRIALS:
            return None
        other = self._at_other_times(cycle, body)
        return other if other != body else None

    def told_times(self, cycle: Lifecycle, sent: Sent | None) -> None:
        """Learn from a create with other times: where it is refused too, the times were not it."""
        if sent is None or not sent.succeeded:
            del self._timed[cycle.resource]
            self._in_vain[cycle.resource] += 1

    def _at_other_times(self, cycle: Lifecycle, body: JSON) -> JSON:
        """``body`` with times at which no body before had one; itself where it has none."""
        create = cycle["create"]
        record = pointers.at(body, create.envelope, None) if create is not None else None
        if create is None or not isinstance(record, dict):
            return body
        self._timed[cycle.resource] += 1
        schema = self.steps.schemas.below(create.operation.request_schema, create.envelope)
        moved = at_other_times(self.steps.schemas, schema, record, self._timed[cycle.resource])
        return pointers.replaced(body, create.envelope, moved)

    def told(self, cycle: Lifecycle, refused: Sent | None, sent: Sent | None) -> None:
        """Learn from a create with other texts: where it succeeds, the refusal was about the texts."""
        if refused is not None and sent is not None and sent.succeeded and cycle.resource not in self._plain:
            self._coded.add(cycle.resource)
        elif refused is not None and sent is not None and sent.status in _REFUSED:
            self._plain.add(cycle.resource)
        if refused is not None and refused.status in _REFUSED and sent is not None and sent.succeeded:
            self._note(cycle.resource)

    def least(self, cycle: Lifecycle, key: str | None) -> JSON:
        """The smallest body of a create with other texts, and with this key as it is, wherever in it that stands."""
        create, body = cycle["create"], self.other(cycle, self.steps.body(cycle))
        return self.steps.keyed(create, body, key) if create is not None else body

    def other(self, cycle: Lifecycle, body: JSON) -> JSON:
        """``body`` with other texts, itself where there are none: what stays for long leaves the plain ones free."""
        tagged = self._tagged(cycle, body)
        return with_other_codes(self.steps, cycle, tagged) if cycle.resource in self._coded else tagged

    def _untaken(self, cycle: Lifecycle, body: JSON) -> JSON:
        """``body`` with other names, and other codes: one of them is taken, if not those are none that there are."""
        tagged = self._tagged(cycle, body)
        return tagged if cycle.resource in self._plain else with_other_codes(self.steps, cycle, tagged)

    def _tagged(self, cycle: Lifecycle, body: JSON) -> JSON:
        found = distinct(body, self.steps.names, self._valid(cycle))
        return body if found is None else found

    def _valid(self, cycle: Lifecycle) -> Callable[[JSON], bool]:
        create = cycle["create"]
        return partial(self.steps.samples.valid, create.operation.request_schema if create is not None else None)


def distinct(body: JSON, names: RunNames, valid: Callable[[JSON], bool]) -> JSON:
    """``body`` with another end to each tagged text, None where no such body is ``valid``."""
    letters = names.fresh()[-4:]
    for blank in (" ", "-", ""):
        changed = _changed(body, names.tag, blank + letters)
        if changed != body and valid(changed):
            return changed
    return None


def _changed(value: JSON, tag: str, end: str) -> JSON:
    if isinstance(value, dict):
        return {name: _changed(item, tag, end) for name, item in value.items()}
    if isinstance(value, list):
        return [_changed(item, tag, end) for item in value]
    if isinstance(value, str) and _PLACE.fullmatch(value):
        return f"{value.rstrip('/')}/{tag}-{end.strip(' -')}"
    if isinstance(value, str) and ":" not in value and (tag in value.lower() or _ADDRESS.fullmatch(value)):
        local, at, domain = value.partition("@")
        end = end.strip() if local.lower() == tag else end  # it is a word, and stays one
        return local + (end.upper() if value.isupper() else end) + at + domain
    return value
