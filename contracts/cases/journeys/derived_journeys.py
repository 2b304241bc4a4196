"""Journeys: sequences of requests through the life of a record, derived from the resources of the document.

Each journey is a function of the steps; run again it works on fresh records, so that what it found can be confirmed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import action_journeys
from contracts.cases.journeys.association_journeys import association_journeys
from contracts.cases.journeys.bare_creates import bare_creates
from contracts.cases.journeys.body_versions import body_versions
from contracts.cases.journeys.bulk_creates import bulk_creates
from contracts.cases.journeys.changing import changes
from contracts.cases.journeys.changing_alone import changes_alone
from contracts.cases.journeys.child_count_journeys import child_counts
from contracts.cases.journeys.conflict_journeys import conflict_journeys
from contracts.cases.journeys.conflicting_changes import conflicting_changes
from contracts.cases.journeys.continued_reads import continued_reads
from contracts.cases.journeys.counting_journeys import counting_journeys, second_journeys
from contracts.cases.journeys.edge_changes import first_edges
from contracts.cases.journeys.filter_journeys import choosing, filtering, holding
from contracts.cases.journeys.job_journeys import job_journeys
from contracts.cases.journeys.link_journeys import link_journeys
from contracts.cases.journeys.linkage_journeys import linkage_journeys
from contracts.cases.journeys.links_below import links_below
from contracts.cases.journeys.list_journeys import paging, turning
from contracts.cases.journeys.missing_references import missing_references
from contracts.cases.journeys.other_media_types import other_media_types
from contracts.cases.journeys.parent_journeys import parent_journeys
from contracts.cases.journeys.patching import patches
from contracts.cases.journeys.picking_members import picking_members
from contracts.cases.journeys.plain_bodies import plain_bodies
from contracts.cases.journeys.put_journeys import put_journeys
from contracts.cases.journeys.query_searches import query_searches
from contracts.cases.journeys.reading import looking, reading
from contracts.cases.journeys.reads_of_several import reads_of_several
from contracts.cases.journeys.repeated_creates import repeated_creates
from contracts.cases.journeys.replaced_parts import replaced_parts
from contracts.cases.journeys.restoring_journeys import removed_views, restoring_journeys
from contracts.cases.journeys.search_journeys import search_journeys
from contracts.cases.journeys.shown_as_xml import shown_as_xml
from contracts.cases.journeys.turned_periods import turned_periods
from contracts.cases.journeys.twin_keys import TWINS, twins
from contracts.cases.journeys.update_masks import update_masks
from contracts.cases.journeys.uploaded_files import uploaded_files
from contracts.cases.journeys.version_journeys import version_journeys
from contracts.cases.probes.parameter_cases import parameters
from contracts.cases.records.independence import independent, line, within_family
from contracts.cases.records.told_texts import telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON


def journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """Every journey of the document, the most telling first; changes before a removal that fails ends what is made."""
    yield from telling(steps)
    yield from second_journeys(steps)
    yield from changes(steps)
    yield from patches(steps)
    cycles = [cycle for cycle in steps.cycles.values() if cycle["create"] is not None]
    for cycle in cycles:  # whether two alike can be there decides how the others run, so these come first
        two = neighbours if cycle.removable and cycle.chosen else assigned
        yield f"two of {cycle.resource}", partial(two, cycle=cycle)
    yield "everything before", line
    for cycle in cycles:
        if cycle.removable and cycle.chosen:
            yield f"life of {cycle.resource}", partial(life, cycle=cycle)
            yield f"never created: {cycle.resource}", partial(never, cycle=cycle)
            for name in TWINS:
                yield f"{name}: {cycle.resource}", partial(twins, cycle=cycle, name=name)
            yield f"refusals of {cycle.resource}", partial(refusals, cycle=cycle)
        if cycle["read"] or cycle["list"] or cycle["replace"] or cycle["merge"]:
            yield f"reading {cycle.resource}", partial(reading, cycle=cycle)
        if cycle["list"] is not None and cycle.removable:
            yield f"pages of {cycle.resource}", partial(paging, cycle=cycle)
            yield f"filters of {cycle.resource}", partial(filtering, cycle=cycle)
    yield from search_journeys(steps)
    yield from query_searches(steps)
    yield from continued_reads(steps)
    yield from reads_of_several(steps)
    yield from picking_members(steps)
    yield from missing_references(steps)
    yield from conflict_journeys(steps)
    yield from conflicting_changes(steps)
    yield from put_journeys(steps)
    yield from replaced_parts(steps)
    yield from plain_bodies(steps)
    yield from uploaded_files(steps)
    yield from other_media_types(steps)
    yield from shown_as_xml(steps)
    yield from parent_journeys(steps)
    yield from counting_journeys(steps)
    yield from child_counts(steps)
    yield from bulk_creates(steps)
    yield from version_journeys(steps)
    yield from body_versions(steps)
    yield from update_masks(steps)
    yield from repeated_creates(steps)
    yield from link_journeys(steps)
    yield from links_below(steps)
    yield from linkage_journeys(steps)
    yield from association_journeys(steps)
    yield from bare_creates(steps)
    yield from job_journeys(steps)
    yield from action_journeys(steps)
    yield from restoring_journeys(steps)
    yield from removed_views(steps)
    yield from changes_alone(steps)
    yield from first_edges(steps)
    yield from turned_periods(steps)
    yield from parameters(steps)
    for cycle in cycles:
        if cycle["list"] is not None and not cycle.removable:
            yield f"filters of {cycle.resource} that stays", partial(holding, cycle=cycle)
    for cycle in steps.cycles.values():
        if cycle["create"] is None:
            yield f"looking at {cycle.resource}", partial(looking, cycle=cycle)
            yield f"pages of {cycle.resource} that others made", partial(turning, cycle=cycle)
            yield f"filters of {cycle.resource} that others made", partial(choosing, cycle=cycle)


@independent
def life(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Create, again, delete softly, create, softly again, for good, again, create: what each step leaves must show."""
    create = cycle["create"]
    if create is None:
        return
    key = steps.fresh(cycle)
    body = steps.keyed(create, steps.full(create), key)
    steps.create(cycle, body, "create")
    steps.create(cycle, body, "create the same again")
    steps.create(cycle, steps.body(cycle, key), "create it again with other values")
    for way, query in steps.ways(cycle):
        if way == "soft":
            said = "".join(f" ({name}={value})" for name, value in query)
            steps.delete(cycle, key, f"deactivate{said}", query=query)
            steps.create(cycle, body, "create what was deactivated")
            steps.delete(cycle, key, f"deactivate again{said}", query=query)
    steps.delete(cycle, key, "remove")
    steps.act(cycle, "read", key, "read what was removed")
    steps.delete(cycle, key, "remove again")
    for way, query in steps.ways(cycle):
        if way == "soft":
            steps.delete(cycle, key, "deactivate what was removed", query=query)
    steps.create(cycle, body, "create what was removed")
    steps.create(cycle, body, "create the same again")
    steps.delete(cycle, key, "remove at once")
    steps.delete(cycle, key, "remove again")
    steps.create(cycle, steps.body(cycle, key), "create what was removed, with less")
    steps.delete(cycle, key, "remove")


@independent
def never(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Delete what was never created, by every way; then it can be created."""
    key = steps.fresh(cycle)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, key, "delete what was never created", query=query)
    steps.create(cycle, steps.body(cycle, key), "create it after all")
    steps.delete(cycle, key, "remove")


@within_family
def neighbours(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Two records alike in everything but the key: each lives and dies alone."""
    create = cycle["create"]
    if create is None:
        return
    first, second = steps.fresh(cycle), steps.fresh(cycle)
    for key in (first, second):
        steps.create(cycle, steps.keyed(create, steps.full(create), key), "create one of two alike", ("two alike",))
    for way, query in steps.ways(cycle):
        sent = steps.delete(cycle, first, f"{way} delete of one of two", query=query)
        if sent is not None:
            steps.sender.known.relate(steps.where(cycle, second), f"after a {way} delete of another record")
        steps.create(cycle, steps.body(cycle, second), "create the other again")
    steps.delete(cycle, second, "remove the other")


@independent
def refusals(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A refused request changes nothing: a bad create makes nothing, a bad delete removes nothing."""
    create, delete = cycle["create"], cycle["delete"]
    if create is None or delete is None:
        return
    key = steps.fresh(cycle)
    for kind, body in _bad_bodies(steps, cycle, key):
        sent = steps.create(cycle, body, f"create with {kind}")
        if sent is not None and sent.succeeded:
            steps.delete(cycle, key, "remove what should not be there")
            key = steps.fresh(cycle)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, key, "delete what was refused", query=query)
    steps.create(cycle, steps.body(cycle, key), "create it rightly")
    for parameter in delete.operation.parameters:
        if parameter.location == "query":
            for kind, value in steps.pools.values(parameter.schema, parameter.name):
                if not steps.samples.valid(parameter.schema, value) and isinstance(value, str):
                    steps.delete(
                        cycle,
                        key,
                        f"delete with {parameter.name}: {kind}",
                        (f"query {parameter.name}", kind),
                        query=((parameter.name, value),),
                    )
            steps.create(cycle, steps.body(cycle, key), "create what a refused delete left")
    steps.delete(cycle, key, "remove")


def _bad_bodies(steps: RecordSteps, cycle: Lifecycle, key: str) -> Iterator[tuple[str, JSON]]:
    create = cycle["create"]
    if create is None:
        return
    schema = create.operation.request_schema
    for name, item in steps.schemas.properties(schema).items():
        if name in steps.body(cycle, key) and steps.body(cycle, key)[name] == key:
            continue
        bad = {"an": "object"} if "object" not in steps.schemas.types(item) else "no object"
        if not steps.samples.valid(item, bad):
            yield f"a wrong {name}", steps.body(cycle, key, **{name: bad})
            return


@within_family
def assigned(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Records whose key the server assigns: two alike are two."""
    create = cycle["create"]
    if create is None:
        return
    keys, made = [], []
    for label in ("create", "create one like it", "create a third like it"):
        if steps.may_create(cycle):
            sent = steps.create(cycle, steps.full(create), label, ("two alike",))
            keys.append(steps.key_of(cycle, sent, None))
            made += [sent.reading.body] if sent is not None and sent.succeeded and sent.reading is not None else []
    if cycle.removable:
        went = True
        for key in filter(None, keys):
            gone = [steps.delete(cycle, key, f"{way} delete", query=query) for way, query in steps.ways(cycle)]
            went = went and any(sent is not None and sent.succeeded and sent.status != 202 for sent in gone)
            steps.delete(cycle, key, "remove again")
        # each had texts of its own; those of what is gone are free again
        if went and made and made[0] not in made[1:] and steps.may_create(cycle):
            again = steps.requests.build(create.operation, path=steps.parents(cycle), body=made[0])
            found = steps.key_of(cycle, steps.send(again, "create what was removed", ("two alike",)), None)
            if found is not None:
                steps.delete(cycle, found, "remove it once more")
