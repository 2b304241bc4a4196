"""Verbs in paths: what they do to a record, and the state in which they leave it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.name_words import words
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Collection

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_ACTIONS: dict[ActionName, str] = {
    "create": "create add new insert register make",
    "list": "list all index query search find",
    "read": "info get read show fetch retrieve view describe detail details",
    "merge": "update edit modify patch change",
    "replace": "set replace save",
    "delete": "delete remove destroy",
}
_BY_VERB: dict[str, ActionName] = {verb: action for action, verbs in _ACTIONS.items() for verb in verbs.split()}
_DOTTED = re.compile(r"([A-Za-z][\w-]*)\.([A-Za-z]+)")
_JOINED = re.compile(r"([A-Za-z][a-z]*)(?:[_-]|(?=[A-Z]))([A-Za-z]\w*)")
_TOLD_APART = re.compile(r"=(?:.*[=./])?(\w+)$")
"""Of the fragment of a path template: the operation's name, where a header or a parameter tells operations apart."""

SEARCHES = re.compile(r"search|query|find|filter|lookup|_search", re.I)
CHANGES = re.compile(r"set|update|change|edit|modify|assign|adjust|re(?!move|quest|port|fund|ject)", re.I)
_AGAIN = frozenset((
    "rearrange", "reassign", "rebook", "recategorize", "reclassify", "recolor", "reconfigure", "redefine", "refile",
    "reformat", "regrade", "relabel", "relocate", "rename", "renumber", "reorder", "reparent", "rephrase", "replace",
    "reposition", "reprice", "rerank", "reroute", "reschedule", "reset", "resize", "restructure", "retag", "retarget",
    "retitle", "revise", "reword", "rewrite", "reassess",
))  # fmt: skip
_MADE_AGAIN = re.compile(r"re\w{3,}(?:i[sz]e|ify)")
"""How other verbs end: ``reprioritize``, ``requalify``."""
_NOUN = re.compile(r"change(?:log|set)s?")
_STATES = {
    "activate": "active", "enable": "enabled active", "resume": "active running resumed",
    "start": "running started inprogress", "send": "sent", "pay": "paid", "hold": "held onhold", "freeze": "frozen",
    "withdraw": "withdrawn", "void": "void",
    "complete": "completed complete done", "finish": "finished done", "open": "open opened", "reopen": "open opened",
    "deactivate": "inactive deactivated", "disable": "disabled inactive", "stop": "stopped", "win": "won",
    "ship": "shipped", "submit": "submitted pending", "unarchive": "active", "unpublish": "draft unpublished",
    "restore": "active restored open draft", "undelete": "active restored open draft", "launch": "running launched",
    "retry": "pending queued retrying", "unsuspend": "active", "unlock": "unlocked active", "unblock": "active",
    "boot": "running on online active", "poweron": "on running online active", "lose": "lost",
    "poweroff": "off poweredoff stopped offline", "shutdown": "off shutdown stopped offline", "begin": "begun running",
}  # fmt: skip
_RESTORES = ("restore", "undelete", "recover", "untrash", "undestroy")
"""Verbs that undo a removal, whatever it is called."""

_COPIES = ("copy", "clone", "duplicate")
_REMOVALS = ("delete", "remove", "archive", "trash", "destroy")
_UNDOES = {
    "reopen": ("close", "resolve"), "resume": ("pause", "suspend", "stop"), "enable": ("disable",),
    **dict.fromkeys(("activate", "reactivate"), ("deactivate", "suspend", "disable")),
    **dict.fromkeys(_RESTORES, _REMOVALS),
}  # fmt: skip
_TIME = re.compile(r"(\w+?)(?:at|on|date|time)?")
NOW = "the time of the request"
"""The value that stands for it among what a verb changes."""

_PHRASE = re.compile(r"(\w{3,}?)(in|out|off|back)")
_NAMESPACE = re.compile(r"(?:[A-Za-z]\w*\.)+(?=\w*[A-Z]\w*$)")
_UNDONE = re.compile(r"^(?:un|dis|de)(?=[a-z]{3})")


class Spoken(NamedTuple):
    """A path that names what is done: the path of the collection, the word for one record, the verb and the action.

    Of a verb that is no common one the action is a change; ``word`` is the verb as the path spells it.
    """

    collection: str
    noun: str
    action: ActionName
    verb: str
    word: str


def spoken(template: str) -> Spoken | None:
    """What a path says in words: ``/users.create``, ``/users/create``, ``/createUser``, ``/#Action=CreateUser``; None
    where it says nothing.
    """
    call = uttered(template)
    return call if call is not None and call.verb in _BY_VERB else None


def uttered(template: str) -> Spoken | None:
    """As `spoken`, whatever the verb is: ``/users.rename``."""
    path, _, fragment = template.partition("#")
    path = path.partition("?")[0].rstrip("/")
    if told := _TOLD_APART.search(fragment):
        path = f"{path}/{told[1]}"
    before, _, last = path.rpartition("/")
    if "{" in last:
        return None
    word = before.rpartition("/")[2]
    if dotted := _DOTTED.fullmatch(last):
        return _call(f"{before}/{dotted[1]}", dotted[1], dotted[2])
    if word and "{" not in word and last.lower() in _BY_VERB:
        return _call(before, word, last)
    if joined := _JOINED.fullmatch(last):
        noun, call = plain(joined[2]), _call(f"{before}/{singular(plain(joined[2]))}", joined[2], joined[1])
        return call._replace(action="list") if call.action == "read" and call.noun != noun else call
    return _call(before, word, last) if word and "{" not in word else None


def _call(collection: str, noun: str, verb: str) -> Spoken:
    word, verb = verb, verb.lower()
    return Spoken(collection, singular(plain(noun)), _BY_VERB.get(verb, "merge"), verb, word)


def is_change(word: str, members: Collection[str]) -> bool:
    """Whether a verb gives a record these members anew: ``setPrice``, ``rename``; no noun such as ``settlements``."""
    verb, known = plain(word), set(map(plain, members))
    found = CHANGES.match(verb)
    if found is None or _NOUN.fullmatch(verb):
        return False
    behind = verb[found.end() :]
    if found[0] == "re":
        return verb in _AGAIN or behind in known or _MADE_AGAIN.fullmatch(verb) is not None
    return not behind or behind in known or words(word)[0] == found[0]


def unqualified(word: str) -> str:
    """A path's last word without the namespace that OData has before an action: ``Close`` of ``Default.Close``."""
    return _NAMESPACE.sub("", word)


def is_copying(verb: str) -> bool:
    """Whether a verb makes another record of one."""
    return plain(verb) in _COPIES


def did(verb: str, member: str) -> bool:
    """Whether a member tells of what a verb did, and with what: ``assignedTo`` of ``assign``."""
    said = words(member)
    return len(said) > 1 and said[0] in _participles(plain(verb))


def is_restoring(verb: str) -> bool:
    """Whether a verb undoes a removal."""
    return plain(verb) in _RESTORES


def effects(schemas: Schemas, verb: str, record: Schema | None) -> dict[str, JSON]:
    """The members of a record that a verb changes: a state that is named after it, a flag, a time (`NOW`)."""
    verb = plain(verb)
    done, undone = _participles(verb), _participles(_UNDONE.sub("", verb)) if _UNDONE.match(verb) else set()
    if verb in _UNDOES:
        undone = {word for other in _UNDOES[verb] for word in _participles(other)}
    found: dict[str, JSON] = {}
    for name, item in schemas.properties(record).items():
        lean = schemas.said_of(item)
        word = re.sub(r"^(?:is|has)", "", plain(name))
        if isinstance(lean.get("enum"), list):
            states = [state for state in lean["enum"] if isinstance(state, str)]
            chosen = next((state for state in states if plain(state) in done), None)
            if chosen is None and _are_prefixed(states):
                chosen = next((state for state in states if words(state)[-1] in done), None)
            if chosen is not None:
                found[name] = chosen
        elif "boolean" in schemas.types(item):
            if word in done | {verb} | _going_on(verb):
                found[name] = True
            elif undone and word in undone | _going_on(_UNDONE.sub("", verb)):
                found[name] = False
        elif (told := _TIME.fullmatch(word)) and lean.get("format") == "date-time":
            if told[1] in done:
                found[name] = NOW
            elif told[1] in undone and "null" in schemas.types(item):
                found[name] = None
    return found


def _are_prefixed(states: list[str]) -> bool:
    """Whether all states begin with one word, as names in upper case do: ``ORDER_CANCELLED``."""
    said = [words(state) for state in states]
    return len(said) > 1 and all(len(name) > 1 for name in said) and len({name[0] for name in said}) == 1


def _going_on(verb: str) -> set[str]:
    """How a flag says that it goes on: ``following`` of ``follow``."""
    return {f"{verb}ing", f"{verb.removesuffix('e')}ing", f"{verb}{verb[-1:]}ing"}


def _participles(verb: str) -> set[str]:
    known = set(_STATES.get(verb, _STATES.get(verb.removeprefix("re"), "")).split())
    if told := _PHRASE.fullmatch(verb):  # `check-in`: checked in
        known |= {f"{one}{told[2]}" for one in _participles(told[1])}
    known |= {verb + "ed", verb + "d", verb + verb[-1:] + "ed", verb.removesuffix("y") + "ied"}
    return known if verb else set()
