"""What a document leaves open: the statuses that a correct service may answer where the mock answers another one.

The mock has to choose; neither its choice nor what it made up is evidence. A status binds where the document and what
the run itself did decide it. Every status asked about here is documented, or is one that HTTP prescribes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.laws.told_failures import ABSENT, fails_to_find, says_absent
from contracts.traffic.entities import STANDING
from contracts.traffic.operation_purpose import changes_standing, looks_up, returns_standing, says_open
from contracts.traffic.request_validity import Reading, Verdict
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from contracts.exchange import Exchange, Request
    from contracts.traffic.entities import State
    from contracts.traffic.told_uuids import ToldUuids
    from mock_server.openapi import JSON, Behaviour, Operation

ACCEPTED = 202
"""What is not carried out yet (RFC 9110 section 15.3.3)."""
FAMILIES = ((401, 403), (400, 422), (409,), ABSENT)
"""Statuses that say the same of a request."""
BEHIND = (501, 502, 503, 504)
"""What a server may lack, and what may fail behind it (RFC 9110 sections 15.6.2 to 15.6.5)."""
PRECONDITIONS = (412, 428)
"""Precondition Failed (RFC 9110 section 15.5.13) and Precondition Required (RFC 6585 section 3)."""
_RESERVED = re.compile(
    r"\b(?:only|requires?|needs?|must (?:be|have))\b[^.]{0,40}\b(?:admin\w*|owners?|staff|moderators?|managers?|role"
    r"|permissions?|privileges?|superusers?)\b"
    r"|\b(?:admin\w*|owners?|staff|moderators?|managers?|superusers?)\b[^.]{0,20}\bonly\b",
    re.IGNORECASE,
)
"""Words by which a document gives an operation to some users alone."""
_KEY = re.compile(r"(?:^|[_-])(?:id|ID|Id|uuid)s?$|[a-z0-9](?:Id|ID|Uuid|UUID)s?$")
_GETS_OR_MAKES = re.compile(
    rb'"(?:get|find|fetch|return)_?(?:or_?(?:create|make|add|insert)|(?:if_?)?exist(?:s|ing))"\s*:\s*true',
    re.IGNORECASE,
)
_SAYS_NOTHING_OF_REQUESTS = re.compile(r"2..|40[17]|403|429|5..", re.I)
"""Statuses of successes, and of refusals that are about who asks, how often, and the service alone."""
_DEEPEST = 6
_AROUND = ("data", "result", "item", "record")
"""Members under which answers show a record, where no schema tells its place."""
_THERE = ("exists", "deactivated")
_OF_A_RECORD = ("read", "replace", "merge", "delete")
_TAKEN = ("never created", "no record", "exists")
"""What a create is about where 409 is as right as another status: a service may keep such a text but once."""


def is_open(status: int, mock: int, reading: Reading, behaviour: Behaviour, state: State) -> bool:
    """Whether ``status`` is as right as the mock's: nothing in the document or in this run decides between them."""
    if any(status in family and mock in family for family in FAMILIES) or status in BEHIND or state.open:
        return True
    if mock in (400, 422) and reading.verdict is Verdict.VALID:
        return True  # the document lets it in, and the mock refuses by its own doing: its key may break a pattern
    if 400 <= status < 500 and behaviour.operation.success() is None:
        return True  # which of its refusals an operation without a documented success gives, nobody can know
    there = state.cause in _THERE
    if status >= 500 and not there and mock in ABSENT and fails_to_find(status, behaviour.operation):
        return True
    if status in PRECONDITIONS:
        return True  # which version of a record a client means is not known to a mock
    if mock == 409 and behaviour.once and not (behaviour.action == "create" and there):
        return True  # what another record has is the matter of the law `conflicts`
    if status in ABSENT and not reading.path:  # a page behind the end, a filter or a body that names what is not there
        listed = any(response.status == str(status) for response in behaviour.operation.responses)
        looked_for = behaviour.action == "none" and looks_up(behaviour.operation)
        return listed and (bool(reading.query) or looked_for or _names_a_record(reading.body))
    if status in ABSENT:
        return is_unrouted(status, reading) or not there
    if reading.verdict is Verdict.INVALID:
        return 400 <= status < 500
    if behaviour.action == "none":
        return status < 500
    if status == 401 and (not behaviour.operation.security or is_reserved(behaviour.operation, status)):
        return True  # who asks for no credentials may still check those of a body: a login, a sign-up
    if status == 403 or status in (400, 422):
        return True  # whether credentials and request are good is judged by the document alone
    if status == 409:
        changes = behaviour.action in ("replace", "merge", "delete")  # what keeps a record in use is in no document
        return changes or (behaviour.action == "create" and state.cause in _TAKEN)
    if 200 <= status < 400 and mock < 400:
        return not (status == 201 and there)
    if behaviour.action == "delete":
        return 200 <= status < 300 and not there
    return False


def is_passing(removal: Exchange) -> bool:
    """Whether a refused removal says nothing of others: none is there, it has another version, or they are too many.

    To some services an old version is a conflict.
    """
    status, asked = removal.answer.status if removal.answer else 0, removal.request.header("If-Match") is not None
    return status in (*ABSENT, *PRECONDITIONS, 429) or (status == 409 and asked)


def _names_a_record(body: JSON, depth: int = 0) -> bool:
    """Whether a member of a body, or inside it, is called as keys are: what it names may not be there."""
    if isinstance(body, list):
        return depth < _DEEPEST and any(_names_a_record(item, depth + 1) for item in body[:_DEEPEST])
    if not isinstance(body, dict):
        return False
    if any(_KEY.search(name) for name in body):
        return True
    return depth < _DEEPEST and any(_names_a_record(item, depth + 1) for item in body.values())


def is_earned(status: int, reading: Reading) -> bool:
    """Whether a request without credentials may be answered with ``status`` all the same: for a fault of its own.

    In which order a service looks at credentials, at the request and for the record is in no document. Nobody is asked
    for credentials where the operation says so.
    """
    if status < 400:
        return says_open(reading.operation)
    if status in ABSENT:
        return bool(reading.path) or reading.operation.success() is None
    return 400 <= status < 500 and reading.verdict is not Verdict.VALID


def is_usual(status: int, uuids: ToldUuids, reading: Reading, access: bool | None) -> bool:
    """Whether a refusal is what HTTP prescribes where the document is silent on the whole kind of refusal."""
    operation = reading.operation
    family: tuple[int, ...] = next((family for family in FAMILIES if status in family), ())
    if not family:
        return False
    if status == 400 and operation.response(400) is None and is_unreadable(reading):
        return True  # 422 is for what can be read (RFC 9110 section 15.5.21), 400 for what can't
    if any(operation.response(other) for other in family):
        return False
    if status in (401, 403):
        return access is not True or not operation.document.security_schemes
    if status in (400, 422):
        return reading.verdict is not Verdict.VALID or uuids.missed(reading)
    if status == 409:  # what a service holds already, and keeps but once, is in no document
        return operation.method in ("POST", "PUT", "PATCH")
    return bool(reading.path) or asks_for_a_page(reading)


def asks_for_a_page(reading: Reading) -> bool:
    """Whether the query names a page, which may not be there."""
    return any(field_names.asks(name) for name, _ in reading.query)


def is_unreadable(reading: Reading) -> bool:
    """Whether the body of a request can't be read as what it is said to be: it is no JSON at all."""
    return any(found.location == "body" and found.keyword == "syntax" for found in reading.violations)


def is_unrouted(status: int, reading: Reading) -> bool:
    """Whether a request may have met no operation at all, since a key in its path breaks its schema: ``/items/abc``."""
    return status in ABSENT and any(violation.location == "path" for violation in reading.violations)


def is_reserved(operation: Operation, status: int) -> bool:
    """Whether the document gives an operation to some users alone, so that it may refuse one whom it knows."""
    response = operation.response(status)
    return response is not None and any(map(_RESERVED.search, (*operation.texts, response.description)))


def is_taken(stood: str, behaviour: Behaviour) -> bool:
    """Whether a create names what is there, and the document has no 409 to refuse it with: any refusal is right."""
    return behaviour.action == "create" and stood == _THERE[0] and behaviour.operation.response(409) is None


def refuses_inside(reading: Reading, behaviour: Behaviour, body: JSON) -> bool:
    """Whether a success says in its body that nothing was done, where the document has no status to refuse with.

    GraphQL has `errors` there, others `error`, and `ok` or `success` that are false. In a record, and where the
    request had the same, they are members like others.
    """
    responses = reading.operation.responses
    if not isinstance(body, dict) or not all(_SAYS_NOTHING_OF_REQUESTS.fullmatch(one.status) for one in responses):
        return False
    if behaviour.resource is not None and not behaviour.record and _shows_a_key(body, behaviour):
        return False
    sent = reading.body if isinstance(reading.body, dict) else {}
    said = {name: value for name, value in body.items() if name not in sent or sent[name] != value}
    told = any(said.get(name) not in (None, "", [], {}, False) for name in ("errors", "error"))
    return told or any(said.get(name) is False for name in ("ok", "success"))


def is_created(status: int, operation: Operation) -> bool:
    """Whether a success says that something new was made: 201 where another may be about what was there, else any."""
    several = sum(response.status.startswith("2") for response in operation.responses) > 1
    open_ = several or returns_standing(operation) or changes_standing(operation)
    return status == 201 or (200 <= status < 300 and not open_)


def is_made_anew(status: int, operation: Operation) -> bool:
    """Whether the success of a change says that it made its record; of a POST that has no other, it is any success."""
    several = sum(response.status.startswith("2") for response in operation.responses) > 1
    return status == 201 and (several or operation.method != "POST")


def shows_what_was_sent(status: int, operation: Operation) -> bool:
    """Whether the success of a create is about what was sent: a record that was made so, or one that was changed so."""
    alone = sum(response.status.startswith("2") for response in operation.responses) == 1
    return is_created(status, operation) or (alone and 200 <= status < 300 and not returns_standing(operation))


def may_stand(operation: Operation, exchange: Exchange) -> bool:
    """Whether a create may have been answered with what was there already, and its status does not say otherwise."""
    if exchange.answer is None or exchange.answer.status == 201:
        return False
    return returns_standing(operation) or changes_standing(operation) or asks_for_standing(exchange.request)


def asks_for_standing(request: Request) -> bool:
    """Whether the body of a create asks for the record that is there, if there is one (``"get_or_create": true``)."""
    return request.body is not None and _GETS_OR_MAKES.search(request.body) is not None


def misses_otherwise(behaviour: Behaviour, stood: str) -> bool:
    """Whether a path names a record that is not there, of which the document has no 404 and no 410 to say so: another
    documented refusal says it then; `default` names none.
    """
    return behaviour.action in _OF_A_RECORD and stood not in STANDING and not says_absent(behaviour.operation)


def makes_alone(behaviour: Behaviour, stood: str) -> bool:
    """Whether a PUT is about a record that is there, and the document's only success may be that of making one."""
    several = sum(response.status.startswith("2") for response in behaviour.operation.responses) > 1
    return behaviour.creates and behaviour.action == "replace" and stood in _THERE and not several


def shows_nothing(status: int, mock: int, behaviour: Behaviour, body: JSON) -> bool:
    """Whether a read of a record that is not there succeeds and shows null in its place, or an object without a member,
    which says as much.
    """
    if behaviour.action != "read" or mock not in ABSENT or not 200 <= status < 300:
        return False
    shown = pointers.at(body, behaviour.record or (), MISSING)
    return status == 204 or shown is None or shown == {} or (not behaviour.record and _wraps_nothing(shown, behaviour))


def made_of_its_key(status: int, mock: int, reading: Reading, behaviour: Behaviour, body: JSON) -> bool:
    """Whether an answer shows, under any key that it is asked for, a record of that key: a place, a word, a day.

    What shows no member that is called as keys are tells of none; so does a change that shows what it was sent, or
    whose document has no status for what is not there.
    """
    if behaviour.action not in ("read", "merge") or mock not in ABSENT or not 200 <= status < 300:
        return False
    shown, key = pointers.at(body, behaviour.record or (), None), reading.path.get(behaviour.key_parameter)
    if not isinstance(shown, dict):
        return False
    if _has_a_key(shown, behaviour):
        return any(str(value) == key for value in shown.values() if isinstance(value, str | int))
    sent = reading.body if isinstance(reading.body, dict) else {}
    may_miss = any(behaviour.operation.response(one) is not None for one in ABSENT)
    return behaviour.action == "read" or not may_miss or not sent.keys().isdisjoint(shown)


def _wraps_nothing(shown: JSON, behaviour: Behaviour) -> bool:
    """Whether an object has null where it would wrap a record; one with a key is a record that has such a member."""
    if not isinstance(shown, dict) or _has_a_key(shown, behaviour):
        return False
    return any(shown.get(name, MISSING) is None for name in _AROUND)


def _has_a_key(shown: dict[str, JSON], behaviour: Behaviour) -> bool:
    """Whether an object has a member that is called as the keys of its resource are."""
    return not {"id", behaviour.property, behaviour.key_parameter}.isdisjoint(shown)


def _shows_a_key(shown: dict[str, JSON], behaviour: Behaviour) -> bool:
    """Whether such a member holds a key; what is refused may have an empty one, or zero."""
    names = ("id", behaviour.property, behaviour.key_parameter)
    return any(shown.get(name or "") not in (None, "", 0) for name in names)


def picks_members(reading: Reading, exchange: Exchange) -> bool:
    """Whether a request asks for some members alone: which of them an answer has then, no schema says.

    It does so by a parameter, or by a member of one that is an object (`filter={"fields": …}`); a value that nobody can
    read counts too.
    """
    given = [pair for values in reading.values.values() for pair in values.items()]
    inside = [name for _, value in given if isinstance(value, dict) for name in value]
    names = [*(name for name, _ in given), *inside, *(name for name, _ in exchange.request.query)]
    return any(map(field_names.PICKED.match, names))
