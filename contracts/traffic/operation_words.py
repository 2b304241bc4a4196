"""The words with which operations say what they do: one vocabulary for what may be sent unasked, and what not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import Schemas, field_names

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Operation

MAKING = frozenset({"add", "create", "insert", "make", "new", "register"})
COPYING = frozenset({"clone", "clones", "copies", "copy", "duplicate", "duplicates", "fork", "forks", "replicate"})
"""Words of which one makes another of what is named."""
SIGNS_UP = re.compile(r"sign[\s_-]?up|regist(?:er|ration)|enrol", re.IGNORECASE)
STOPPING = frozenset({"halt", "kill", "poweroff", "reboot", "restart", "shutdown", "terminate"})
"""Words of which one says that the service, or what it serves, is gone for a while."""
STOPPED = frozenset({
    "all", "app", "application", "cluster", "daemon", "force", "host", "instance", "machine", "node", "now", "process",
    "server", "service", "system",
})  # fmt: skip
"""What may stand behind them then; a policy, a switch or a window is a thing that is only called so."""
SINGULAR = frozenset({
    "configs", "credentials", "defaults", "options", "parameters", "permissions", "preferences", "privileges",
    "settings",
})  # fmt: skip
"""Words in the plural for one thing that is there already."""
CHANGING = STOPPING | {
    "create", "delete", "drop", "flush", "import", "logout", "purge", "reset", "run", "send", "signout", "truncate",
    "uninstall", "wipe",
}  # fmt: skip
CHANGING_AT_THE_START = re.compile(
    r"(?:create|delete|import|logout|reset|truncate)(?!(?:e?d|e?rs?|able|ance|ant|ants|ances)$)"
)
"""Words that say it although others follow without a mark (``createdb``); what was created, and importers, do not."""
ARTICLES = frozenset({"a", "all", "an", "every", "the", "this"})
"""Words behind a verb that begins a sentence (*send a mail*), and seldom behind a noun (*run times*)."""
LOOKING = frozenset({"count", "find", "lookup", "paginate", "search"})
READING = frozenset({"describe", "get", "list", "read"})
"""Words with which the id of a call begins that reads, where every call is a POST."""
MARKING = frozenset({"mark", "marked", "marks", "read", "seen", "unread"})
"""Words of a path below which things are marked as read, whatever verb a call begins with."""
READ_ONCE = re.compile(
    r"^(?:ack|acknowledge|all|conversation|dequeue|inbox|letter|mail|message|next|notification|pop|queue|receipt|thread)s?$"
)
"""Words of what people read, and of what is gone once it was read: a call that ``reads`` these may change them."""
MARKS_OR_TAKES = frozenset({"acknowledge", "acknowledges", "dequeue", "dequeues", "mark", "marked", "marks"})
"""Words that say so in a sentence."""
READS = frozenset({"describes", "gets", "lists", "retrieves", "returns"})
"""Words that follow an operation's name in a sentence about it which reads (``RoleList gets a list of all roles``)."""
READING_CALLS = re.compile(r"[.:](?:describe|get|info|list)$", re.IGNORECASE)
"""How the paths of such calls end (``/channels.list``)."""
MADE_BY_BEING_GOT = frozenset({"code", "key", "link", "next", "or", "session", "ticket", "token", "url"})
REACHING = re.compile(
    r"^(?:"
    r"abort|activate|approve|archive|ban|bill|block|boot|broadcast|buy|call|cancel|charge|"
    r"checkout|clean|cleanup|clear|close|commit|confirm|deactivate|decommission|delete|deploy|"
    r"destroy|detach|dial|disable|dispatch|drop|email|empty|enable|erase|evict|execute|expire|"
    r"failover|finalize|flush|format|halt|import|install|invite|invoke|kill|lock|logout|mail|"
    r"merge|message|migrate|move|notify|override|overwrite|patch|pay|payment|payout|poweroff|"
    r"promote|provision|publish|purge|push|reboot|rebuild|recharge|recover|refund|reindex|release|"
    r"remind|remove|replace|reset|resize|resolve|restart|restore|resume|retry|revoke|rollback|"
    r"rotate|run|send|settle|shutdown|signout|sms|stop|suspend|swap|switch|sync|synchronize|"
    r"terminate|transfer|trigger|truncate|unblock|uninstall|unlock|unpublish|update|upgrade|wipe|"
    r"withdraw"
    r")s?$"
)
"""Words of which one says that an operation reaches what was there before, or somebody outside."""
REMOVING = re.compile(
    r"^(?:delet(?:e|ing|ion)|deregister|destroy|destruction|discard|drop|eras(?:e|ing|ure)|evict|flush|kill|prun(?:e|ing)"
    r"|purg(?:e|ing)|remov(?:e|ing|al)|reset|revo(?:ke|king|cation)|terminat(?:e|ing|ion)|truncat(?:e|ing|ion)|uninstall"
    r"|unlink|unregister|wipe)s?$"
)
"""Of those the words that take away what was there before, also where it is a deletion that is made."""
EMPTYING = re.compile(r"^(?:cancel|clean|cleaning|cleanup|clear|clearing|empty|emptying|expire)s?$")
"""Words that do so where they are the deed (``/notes/clear``), and not elsewhere (*create an empty list*)."""
DEEDS = frozenset({
    "add", "create", "del", "delete", "destroy", "edit", "insert", "modify", "put", "register", "remove", "replace",
    "save", "unset", "update", "upsert",
})  # fmt: skip
"""Words of which one says, as the verb of a call, that records are made, changed or removed."""
DOING = frozenset({
    "abort", "activate", "approve", "cancel", "confirm", "deactivate", "deploy", "disable", "enable", "finalize",
    "invoke", "migrate", "notify", "overwrite", "publish", "reset", "restore", "rotate", "send", "suspend", "terminate",
    "unblock", "unlock", "unpublish", "withdraw",
})  # fmt: skip
"""Verbs, and hardly anything else, by which a record, or somebody outside, is reached."""
DOING_BELOW_A_KEY = frozenset({
    "archive", "ban", "block", "close", "install", "lock", "merge", "pay", "push", "retry", "rollback", "set", "stop",
    "swap", "switch", "sync", "trigger", "upgrade",
})  # fmt: skip
"""Words that say so of the record before them (``/tickets/{id}/close``), and elsewhere are things as well."""
TAKING = frozenset({
    "clear", "delete", "deregister", "destroy", "discard", "drop", "empty", "erase", "evict", "flush", "prune", "purge",
    "remove", "revoke", "truncate", "uninstall", "unlink", "unregister", "wipe",
})  # fmt: skip
"""Of verbs those by which records are removed, be it all that there are."""
REWRITING = frozenset({"modify", "replace", "update"})
"""Words with which what is found is changed (``findAndModify``)."""


def words(text: str) -> tuple[str, ...]:
    """The words of a name or a sentence, in lower case and without numbers."""
    return field_names.words(text, numbers=False)


def said(operation: Operation, *members: str) -> list[tuple[str, ...]]:
    """The words of these texts of an operation (``operationId``, ``summary``, ``description``), a tuple each."""
    return [words(str(operation.raw.get(name) or "")) for name in members]


def said_by_path(operation: Operation) -> list[tuple[str, ...]]:
    """The words of each part of the path that names no record."""
    return [words(part) for part in operation.segments if not part.startswith("{")]


_KEYS = frozenset(("id", "key", "uuid"))
_AT_ONCE = frozenset((("batch",), ("bulk",), ("mass",)))
_BEHIND = frozenset(("at", "by", "for", "from", "in", "into", "of", "on", "to", "under", "using", "with"))
"""Words behind the name of what is made."""


def first_word(operation: Operation) -> str:
    """The first word of what tells what an operation does: its id (no mere method), its summary, its description.

    That it does so with several at once (`batchCreate`) says nothing of what it does where its body holds what is made:
    without that, what is added may be added to all that there is (`bulkAddTag`).
    """
    told = [found for found in said(operation, "operationId", "summary", "description") if found]
    if any(found[:1] in _AT_ONCE for found in told) and _holds_records(operation):
        told = [found[found[:1] in _AT_ONCE and _names_resource(operation, found) :] for found in told]
    return next((found[0] for found in told if found and found[0] != operation.method.lower()), "")


def _names_resource(operation: Operation, told: tuple[str, ...]) -> bool:
    """Whether what is made at once (`bulkCreateTodos`) is called as what its path leads to, or not called anything."""
    named = told[2:][told[2:3] == ("of",) :]
    end = next((place for place, word in enumerate(named) if word in _BEHIND), len(named))
    return not named or (end > 0 and field_names.singular(named[end - 1]) in _nouns(operation))


def _nouns(operation: Operation) -> set[str]:
    """The words of what a path leads to, one of each: those of its parts that say no deed, or of all where all do."""
    parts = [words(part.partition(":")[0]) for part in operation.segments if not part.startswith("{")]
    deeds = MAKING.union(*_AT_ONCE)
    plain = [part for part in parts if part and deeds.isdisjoint(part)]
    return {field_names.singular(word) for part in plain or parts for word in part}


def _holds_records(operation: Operation) -> bool:
    """Whether a body is an array of objects that are more than keys, or has one and needs nothing beside it; and they
    have what the create of one such record needs.
    """
    schemas, whole = Schemas(operation.document), operation.request_schema
    members, needed = schemas.properties(whole), schemas.required(whole)
    held = [members[name] for name in needed or members if name in members] if members else [whole]
    if len(held) != 1 or _KEYS.issuperset(schemas.properties(schemas.items(held[0]))):
        return False
    one = next((o for o in operation.document.operations if o.method == "POST" and o.path in _above(operation)), None)
    if one is None:
        return True
    nouns = _nouns(operation)
    item, own = (_record(schemas, schema, nouns) for schema in (schemas.items(held[0]), one.request_schema))
    shared = schemas.properties(item).keys() & schemas.properties(own).keys()
    return bool(shared) and shared.issuperset(schemas.required(own))


def _above(operation: Operation) -> tuple[str, str]:
    """The paths of the collection that an operation stands beside (`/todos` of `/todos/batch` and `/todos:batch`)."""
    before, _, last = operation.path.rstrip("/").rpartition("/")
    return before, f"{before}/{last.partition(':')[0]}" if ":" in last else before


def _record(schemas: Schemas, schema: JSON, nouns: set[str]) -> JSON:
    """The schema of the record in one that may wrap it (`{"parent": …, "todo": {…}}`)."""
    inner = (
        value
        for name, value in schemas.properties(schema).items()
        if nouns.intersection(map(field_names.singular, words(name)[-1:])) and schemas.properties(value)
    )
    return next(inner, schema)
