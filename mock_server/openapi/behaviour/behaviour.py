"""What an operation does to a resource, as a value. `inference` finds it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from mock_server.openapi.behaviour import conflict_texts, ignored_members, trial_parameters
from mock_server.openapi.behaviour.changes_in_part import says_in_part
from mock_server.openapi.behaviour.field_names import means_any_case
from mock_server.openapi.behaviour.stream_manner import StreamManner
from mock_server.openapi.reading.expressions import RequestPlace, answer_path, request_place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.commands import Commands
    from mock_server.openapi.behaviour.logins import Login
    from mock_server.openapi.behaviour.parent_members import ParentMember
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.behaviour.started_jobs import Starts
    from mock_server.openapi.behaviour.state_steps import StateSteps
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

CALLER = "$caller"
"""The key of the record that is the caller's own: no request names it."""

ActionName = Literal["create", "read", "list", "replace", "merge", "delete", "none"]
Missing = Literal["refuse", "refuse once used", "invent until deleted", "invent"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One conclusion and where it comes from: ``declared`` in ``x-mock``, or ``inferred`` from the document."""

    conclusion: str
    source: Literal["declared", "inferred"]
    why: str


@dataclass(frozen=True, slots=True)
class Soft:
    """A delete that sets fields instead of removing; removes when the expression ``unless`` is true."""

    unless: str | None
    set: dict[str, JSON]

    @property
    def unless_place(self) -> RequestPlace | None:
        """The place in the request that says that it is to be removed."""
        return request_place(self.unless)


class Owner(NamedTuple):
    """The record above those of an operation: its resource, the path parameters that lead to it from the outermost one
    on, and whether the operation refuses where it is missed.
    """

    resource: str
    names: tuple[str, ...]
    misses: bool


@dataclass(frozen=True)
class Behaviour:
    """What an operation does.

    ``key`` is the runtime expression of the record's key in a request (None: the server assigns one), ``answer_key``
    that of the key in the success answer, ``property`` the record's own field that holds it, ``alias`` another by which
    the path names it, ``key_told`` a text that a new record's key is taken from where it is such a key, and free;
    ``record`` leads to the record (or the list) in the success answer, None where it holds none,
    ``envelope`` to it in the request's body; ``parents`` are path parameters that tell collections of one resource
    apart, the last of them the key of a record of ``parent``, which is missed from the beginning, or as
    ``learns`` says as soon as records of its kind are; ``owner`` is the record that the path names before the
    operation's own, below which nothing is made up where it is a client's; ``remembers`` says of a delete that what
    it removes is read by an operation which would make it up again; ``location`` is the path template of what a create
    makes, ``key_schema`` that of the parameter which names it there; ``below`` names the resources of which a delete
    removes what belongs to the record, and to which a new one may lead; ``inside`` leads
    within the record to what a request sends; ``within`` is the
    collection of which the path names a part of the records; ``sets`` are members that the path's verb changes;
    ``once`` are members of the body of which no two records have the same values;
    ``creates`` says of a replacement that it makes what is not there; ``repeats`` are members of the body that an
    answer without a record has too; ``each_in`` is the member of an array's items that holds the record; ``stream`` is
    how an answer goes out that is one; ``several`` says that more than one record is meant, whose keys are where
    ``key`` says, ``unseen`` is the schema of records of which the answer only tells; ``across`` says of a list that
    it is of the records below all parents that the path leaves out; ``stands_for`` is the resource of which a record of
    the same key is meant; ``queried`` are members of the record that the query gives; ``login`` tells
    whose record an answer without a record of its own shows; ``full_name`` are
    the parameter and the word that stand before the last part of a key which is a name in full;
    ``key_within`` leads within a record to the key that it shows among what the server says of it (`sys.id`);
    ``key_elsewhere`` are those in which reading and listing show the key that the create's answer calls otherwise;
    ``above`` are members that tell the records above it; ``commands`` what a verb in the body changes;
    ``restores`` says of a change that it brings back what was removed, of a delete that an operation does so;
    ``copies`` says of a change that it makes another record of the one which the path names, ``anew`` are texts of
    which no two records have the same;
    ``job`` is how a record goes on each time that it is read, ``starts`` the job elsewhere that the answer shows;
    ``renames`` says of a change that its body may give the record another key;
    ``versions`` are the resources that keep what the record is after each change,
    ``parts`` the places in the body of the parents that the path does not name; ``shown_parents`` are those that
    it does not name either, for they are the caller's, each with its place in the record; ``acts_on`` is the resource
    of whose record a call without a meaning of its own takes the ``key``; ``apart`` are what a call takes beside the
    key that is no part of its record: by it the call may be about others.
    """

    operation: Operation
    action: ActionName
    resource: str | None = None
    key: str | None = None
    answer_key: str | None = None
    property: str | None = None
    key_told: str | None = None
    record: tuple[str, ...] | None = None
    parents: tuple[str, ...] = ()
    envelope: tuple[str, ...] = ()
    parent: Resource | None = None
    owner: Owner | None = None
    learns: bool = False
    remembers: bool = False
    location: str | None = None
    key_schema: Schema | None = None
    alias: str | None = None
    below: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    within: Resource | None = None
    sets: dict[str, JSON] = field(default_factory=dict)
    unique: bool = False
    once: tuple[str, ...] = ()
    creates: bool = False
    missing: Missing = "refuse"
    soft: Soft | None = None
    status: str | None = None
    answer: dict[str, JSON] = field(default_factory=dict)
    repeats: tuple[str, ...] = ()
    each_in: str | None = None
    several: bool = False
    across: bool = False
    unseen: Schema | None = None
    stands_for: str | None = None
    queried: tuple[str, ...] = ()
    key_elsewhere: tuple[str, ...] = ()
    key_within: tuple[str, ...] = ()
    full_name: tuple[str, str] | None = None
    login: Login | None = None
    above: tuple[ParentMember, ...] = ()
    commands: Commands | None = None
    restores: bool = False
    copies: bool = False
    anew: frozenset[str] = frozenset()
    renames: bool = False
    job: StateSteps | None = None
    starts: Starts | None = None
    versions: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    shown_parents: tuple[tuple[str, tuple[str, ...]], ...] = ()
    acts_on: str | None = None
    apart: frozenset[str] = frozenset()
    stream: StreamManner = field(default_factory=StreamManner)
    reasons: tuple[Reason, ...] = ()

    @cached_property
    def key_place(self) -> RequestPlace | None:
        """The place of the key in a request, None where it has none of its own."""
        return request_place(self.key)

    @cached_property
    def key_parameter(self) -> str:
        """The name of the path parameter that is the key, nothing where none is."""
        place = self.key_place
        return place.names[0] if place is not None and place.location == "path" else ""

    @cached_property
    def answer_path(self) -> tuple[str, ...] | None:
        """The reference tokens of the key in the success answer, None where it is not shown."""
        return answer_path(self.answer_key)

    @cached_property
    def shown_at(self) -> tuple[str, ...] | None:
        """Where in the success answer of one that makes or changes records the record itself is."""
        return self.record if self.record is None or self.each_in is None else (*self.record, self.each_in)

    @cached_property
    def shows_key(self) -> bool:
        """Whether the success answer tells the record's key."""
        return self.record is not None and self.answer_key is not None

    @cached_property
    def told_conflict(self) -> str:
        """What the document says of the operation's 409, nothing where it has none."""
        return conflict_texts.refusal(self.operation)

    @cached_property
    def ignores(self) -> frozenset[str]:
        """The members of the body that the operation does not look at, by its description."""
        return ignored_members.ignored(self.operation.texts[1])

    @cached_property
    def in_part(self) -> bool:
        """Whether a text of the operation says that it changes what is given alone."""
        return says_in_part(*self.operation.texts)

    @cached_property
    def trials(self) -> frozenset[str]:
        """The parameters of the query by which a request is tried and changes nothing."""
        return trial_parameters.trial_parameters(self.operation)

    @cached_property
    def once_each(self) -> tuple[tuple[str, ...], ...]:
        """The members of ``once`` that another record has to have together."""
        is_each = conflict_texts.are_each_once(self.told_conflict, self.once)
        return tuple((name,) for name in self.once) if is_each else (self.once,)

    @cached_property
    def once_in_any_case(self) -> bool:
        """Whether the values of ``once`` are the same ones in upper and lower case."""
        return means_any_case(self.told_conflict)

    def refusing(self, members: Mapping[str, Collection[str]]) -> tuple[str, frozenset[str]] | None:
        """The member that tells a record's state, of those that have options, and those in which it is refused."""
        return conflict_texts.refusing(self.told_conflict, members, self.resource or "")
