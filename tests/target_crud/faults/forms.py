"""Faults of forms and uploads: what the encoding carries is lost, mangled or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.planted import setting
from tests.target_crud import bodies
from tests.target_crud.changes import Table, before, drop, kept, lax, optional, put, refused, shown, strict
from tests.target_crud.routes import ATTACHMENTS, CONTACTS

if TYPE_CHECKING:
    from tests.target_crud.exchange import Call, Reply
    from tests.target_crud.service import Service


def _without_plus(raw: bytes) -> dict[str, Any]:
    return bodies.from_form(raw, plus=False)


def _undecoded(raw: bytes) -> dict[str, Any]:
    return bodies.from_form(raw.replace(b"%", b"%25"))


def _latin(raw: bytes) -> dict[str, Any]:
    members = bodies.from_form(raw)
    return {k: v.encode().decode("latin-1") if isinstance(v, str) else v for k, v in members.items()}


def _json_only(service: Service) -> None:
    service.media["createContact"] = bodies.JSON


def _plain_json_patch(service: Service) -> None:
    service.media["changeProject"] = bodies.JSON


def _file_in_memory(service: Service, call: Call) -> Reply | None:
    if call.operation == "attachFile" and isinstance(call.sent.get("file"), bytes):
        call.sent["file"] = b""
    return None


FORMS: Table = {
    "age-lost": ("A contact's age is lost.", kept(CONTACTS, drop("age"))),
    "age-is-text": ("A contact's age is a text.", shown(CONTACTS, put("age", str))),
    "age-over-99-refused": ("An age has two digits.", strict("age", lambda age: age > 99, "createContact")),
    "any-age-accepted": ("An age may be any number.", lax("age", lambda age: isinstance(age, int), "createContact")),
    "age-word-accepted": ("An age may be any text.", lax("age", lambda age: True, "createContact")),
    "last-group-only": ("Only the last group is kept.", kept(CONTACTS, put("groups", lambda groups: groups[-1:]))),
    "unknown-group-accepted": ("A group may be any text.", lax("groups", lambda groups: True, "createContact")),
    "subscription-inverted": ("Subscriptions are inverted.", kept(CONTACTS, put("subscribed", lambda on: not on))),
    "contact-name-missing-accepted": ("A contact may have no name.", optional("name", "Nobody", "createContact")),
    "percent-not-decoded": ("Percent signs of a form stay.", setting(from_form=_undecoded)),
    "plus-not-decoded": ("Plus signs of a form stay.", setting(from_form=_without_plus)),
    "form-in-latin-1": ("Forms are read in another encoding.", setting(from_form=_latin)),
    "form-refused": ("Contacts are taken as JSON alone.", _json_only),
    "merge-patch-refused": ("A merge patch is another media type.", _plain_json_patch),
    "caption-lost": ("A caption is lost.", kept(ATTACHMENTS, drop("caption"))),
    "caption-over-20-refused": ("A caption is short.", strict("caption", lambda text: len(text) > 20, "attachFile")),
    "caption-unbounded": ("A caption may be long.", lax("caption", lambda text: isinstance(text, str), "attachFile")),
    "upload-refused": ("No upload is accepted.", refused("attachFile", 201, 422)),
    "missing-file-accepted": ("An upload needs no file.", optional("file", b"", "attachFile")),
    "file-ignored": ("An upload's octets are not kept.", before("act", _file_in_memory)),
}
