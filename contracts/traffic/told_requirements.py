"""What a description asks for in some cases, where no schema requires it: members of a body, states of records.

*Required if no e-mail address is given*, *the body must contain at least one of the two*: what leaves one of them out
conforms to the schema, and whether it is one of these cases only its service can tell. A PATCH leaves out what is to
stay, and what is read-only nobody sends. *A charge that was captured already can't be captured again*: what becomes of
it depends on the record that a request names, and a schema can't say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.told_bounds import beyond_told_bounds
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Operation, Schemas

_AT_TIMES = field_names.Telling(
    r"(?:required|mandatory|needed|(?:must|has to|have to|needs to|should) (?:also )?be"
    r" (?:provided|given|set|present|specified|supplied|included|passed|filled))"
    r"\s+(?:only\s+)?(?:if|when|unless|for new)"
)
"""How the description of a member says that it is required at times."""
_DEEPEST, _MOST = 4, 20
_ONE_OR_MORE = field_names.Telling(r"at least one of|(?:must|ha(?:s|ve) to|needs? to)\b.{0,120}\bor both")
_ONE = field_names.Telling(r"(?:exactly|only) one of|either\b.{0,60}\bor\b.{0,60}\brequired")
"""How that of a body says that some of its members may not all be left out; by the latter, not all be there either."""
_HOLDS = field_names.Telling("(?:must|has to|have to|needs? to) (?:contain|include|have|hold)")
"""How that of an object says what is in it."""
_BY_KIND = field_names.Telling(
    r"(?:requir\w+|mandatory)\b.*\b(?:depend(?:s|ing|ent)?|differs?|different for|specific to|var(?:y|ies))"
    r"|depend(?:s|ing)? (?:up)?on\b.*\b(?:requir\w+|mandatory)"
)
"""How that of an object of which the document lists no member says that others than it know what has to be there."""
_EXAMPLE = re.compile(r"(?<![`'\"\w])(?:such as|like|for (?:example|instance)|e\.\s?g\b)", re.IGNORECASE)
"""What goes before examples of values, which are no members."""
_PLAIN = (
    r"(?!(?:(?:allow|support|requir|provid|specifi|need|permitt|accept|recogni[sz]|formatt|expect|includ|suppli|pass|encod"
    r"|document|implement|authenticat|authori[sz]|validat|defin|process|pars|decod|handl|creat|perform|sav|convert|match"
    r"|omitt|undefin)ed|read|understood|found|valid|invalid)\b)"
)
"""What is said of requests and their parts, and of no record: *is not supported*."""
_PARTICIPLE = r"(?!(?:completed|fulfilled)\b)(?:\w+(?:ed|en|id|ld|wn)|sent|spent|bought|kept|made|undone)"
"""What can't be done to a record; *cannot be 0* is said of a value, *cannot be completed* of whatever is asked."""
_NO_RECORD = r"(?<!request )(?<!requests )(?<!input )(?<!inputs )(?<!body )(?<!value )(?<!values )"
_REMAINING = r"remaining (?:amount|balance|sum|quantity|stock|credit|funds)|no(?: \w+)? remaining"
_STATES = field_names.Telling(
    rf"already(?! (?:exists?|in use|taken)\b)|not yet|no longer(?! than)|{_REMAINING}"
    rf"|can (?:not|only) be {_PLAIN}{_PARTICIPLE}"
    rf"|{_NO_RECORD}(?:has|have|was|were|is|are) (?:not |been |not been ){_PLAIN}(?!rejected\b)\w+ed"
    r"|(?:exceeds?|(?:more|greater) than) .{0,30}"
    r"\b(?:available|remaining|left|balance|stock|inventory|funds|credit|capacity)"
    r"|in (?:an?|the|this|that|its|another)(?: \w+)? (?:state|status|phase)"
)
"""How a refusal says that what an operation does to a record depends on what has become of that before."""
_ONLY_IN_STATES = field_names.Telling(
    r"(?:(?:can|may) (?:not|only)|must(?: not)? (?:have(?= (?:not )?been| the (?:state|status|phase))|be in))\b"
    rf"(?=.*\b(?:already|again|twice|not\b.* yet|no longer|once|been|state|status|phase)\b)|(?:{_REMAINING})"
)
"""How an operation says so: by a sentence of what may not be done to a record that is in a state, or in no such one."""
_OTHER_CONFLICT = field_names.Telling(r"idempoten\w*|versions?|e-?tags?|key|duplicat\w*|exists?|unique(?:ness)?")
"""Of what else than a record's state a 409 may be."""
_IS_THERE = field_names.Telling("already (?:exists?|in use|taken)")


def tells_of_states(operation: Operation, status: int) -> bool:
    """Whether a refusal may be about what became of a record before: by its own words, or by those of the operation
    where no other refusal is for it (409 unless it is of a key or a version, or one whose words say so).
    """
    said = {response.status: response.description for response in operation.responses}
    response = operation.response(status)
    if response is not None and _STATES.told_in(response.description):
        return True
    if "409" in said and not _OTHER_CONFLICT.told_in(said.pop("409")):
        return False
    if any(name[:1] == "4" and _STATES.told_in(text) for name, text in said.items()):
        return False
    return _ONLY_IN_STATES.told_in(*operation.texts)


def tells_of_another(operation: Operation, status: int) -> bool:
    """Whether a refusal's words say that there is such a record already, as where there is one per other record."""
    response = operation.response(status)
    return response is not None and _IS_THERE.told_in(response.description)


def leaves_out_what_is_told(schemas: Schemas, reading: Reading) -> bool:
    """Whether a body lacks a member, or a query a parameter, without which, by a description, it may be incomplete; or
    a form that need not be there, but asks for members, is not: an empty one has the same octets.
    """
    media = reading.operation.request_media
    if _lacks_a_parameter(reading) or (media is not None and _lacks_one_of(schemas, reading, media.schema)):
        return True
    if reading.body is MISSING:
        return media is not None and media.is_form and bool(schemas.required(media.schema))
    objects = _objects(schemas, reading.operation.request_schema, reading.body, reading.operation.method != "PATCH")
    return any(_lacks(schemas, schema, body, is_whole=is_whole) for schema, body, is_whole in objects)


def beyond_what_is_told(schemas: Schemas, reading: Reading) -> bool:
    """Whether a member of a body, of an object in it too, may be beyond a bound that its description alone tells."""
    objects = _objects(schemas, reading.operation.request_schema, reading.body, is_whole=True)
    return any(beyond_told_bounds(schemas, schema, body) for schema, body, _ in objects)


def _lacks_a_parameter(reading: Reading) -> bool:
    """Whether a query has none of the parameters of which a sentence asks for one, or lacks one that its description
    requires at times.
    """
    optional = [item for item in reading.operation.parameters if item.location == "query" and not item.required]
    query = reading.values.get("query", {})
    there = _filled({name: value for name, value in query.items() if value is not False})  # a switch that is off
    lacking = [item.description for item in optional if item.name not in there]
    said = [item.description for item in optional]
    asks = _asks_for_one(reading.operation, [item.name for item in optional], there, *said)
    return asks or _AT_TIMES.told_in(*lacking)


def _lacks_one_of(schemas: Schemas, reading: Reading, schema: JSON) -> bool:
    """Whether a body has none of the members of which a sentence of its operation asks for one."""
    if not isinstance(reading.body, dict) or reading.operation.method == "PATCH":
        return False
    required = schemas.required(schema)
    members = [name for name in schemas.properties(schema) if name not in required]
    return _asks_for_one(reading.operation, members, _filled(reading.body))


def _filled(values: Mapping[str, JSON]) -> set[str]:
    """The names of what is not empty: that is not there."""
    return {name for name, value in values.items() if value not in ("", [], [""])}


def _asks_for_one(operation: Operation, names: list[str], there: set[str], *said: JSON) -> bool:
    """Whether a sentence of an operation, or what is ``said`` beside, asks for one of its names in vain."""
    for sentence in (told for each in (_ONE_OR_MORE, _ONE) for told in each.told_by(*operation.texts, *said)):
        named = {*names} & {*field_names.QUOTED.findall(sentence)}
        if len(named) > 1 and there.isdisjoint(named):
            return True
    return False


def _objects(
    schemas: Schemas, schema: JSON, value: JSON, is_whole: bool, depth: int = 0
) -> Iterator[tuple[JSON, dict[str, JSON], bool]]:
    """The objects of a body, and whether each has to say all: what a PATCH leaves out stays, but for new items."""
    if isinstance(value, dict):
        yield schema, value, is_whole
        known = schemas.properties(schema) if depth < _DEEPEST else {}
        for name in known.keys() & value.keys():
            yield from _objects(schemas, known[name], value[name], is_whole, depth + 1)
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        for item in value[:_MOST]:
            yield from _objects(schemas, schemas.items(schema), item, True, depth + 1)


def _lacks(schemas: Schemas, schema: JSON, body: dict[str, JSON], *, is_whole: bool) -> bool:
    members = {
        name: item for name, item in schemas.properties(schema).items() if schemas.keyword(item, "readOnly") is not True
    }
    if is_whole and _AT_TIMES.told_in(
        *(schemas.description(item) for name, item in members.items() if name not in body)
    ):
        return True
    given = [(item, body[name]) for name, item in members.items() if name in body]
    if any(_lacks_what_is_quoted(schemas, *each) or _lacks_what_its_kind_has(schemas, *each) for each in given):
        return True
    return _has_not_one(schemas, schema, members, body)


def quoted_members(schemas: Schemas, schema: JSON) -> list[str]:
    """The members that an object has to have by its description: all that it quotes, of *'a' or 'b'* the first."""
    names, any_of = _quoted(schemas, schema)
    return names[:1] if any_of else names


def _lacks_what_is_quoted(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether an object lacks a member that its description quotes (*must contain 'a'*), or all (*'a' or 'b'*)."""
    names, any_of = _quoted(schemas, schema)
    if not isinstance(value, dict):
        return False
    lacking = [name for name in names if name not in value]
    return bool(lacking) and (len(lacking) == len(names) or not any_of)


def _lacks_what_its_kind_has(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether an object may lack what something else (the provider that was chosen) requires of it, by its description:
    one that has the members of the document's example has all that a reader can know of.
    """
    if (
        not isinstance(value, dict)
        or schemas.properties(schema)
        or not _BY_KIND.told_in(schemas.said_of(schema).get("description"))
    ):
        return False
    example = schemas.keyword(schema, "example")
    return not (isinstance(example, dict) and example and example.keys() <= value.keys())


def _quoted(schemas: Schemas, schema: JSON) -> tuple[list[str], bool]:
    """The names that a description quotes of what an object must contain, and whether one of them will do.

    Where its schema has members, other words that are quoted are values of theirs (*must have the status 'paid'*).
    """
    holds = next(_HOLDS.found(schemas.description(schema)), None)
    if holds is None:
        return [], False
    told, known = _EXAMPLE.split(holds.behind)[0], schemas.properties(schema)
    names = [name for name in field_names.QUOTED.findall(told) if not known or name in known]
    return names, re.search(r"\bor\b", told) is not None


def _has_not_one(schemas: Schemas, schema: JSON, members: Collection[str], body: dict[str, JSON]) -> bool:
    """Whether a body has none of the members of which its description asks for one, or several of those that it names;
    where it names none, all that may be left out are meant.
    """
    said = schemas.description(schema)
    one_or_more = _ONE_OR_MORE.told_in(said)
    if not one_or_more and not _ONE.told_in(said):
        return False
    required = schemas.keyword(schema, "required")
    optional = [name for name in members if not isinstance(required, list) or name not in required]
    named = [name for name in optional if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE)]
    there = [name for name in named or optional if name in body]
    return (bool(optional) and not there) or (len(there) > 1 and bool(named) and not one_or_more)
