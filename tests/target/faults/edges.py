"""Faults at the edges of deletes and bodies, and of what a refusal says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import Headers

from tests.planted import Change, several
from tests.target.changes import Edit, Table, asked, deleted, error, given, lax
from tests.target.exchange import CREATE, DELETE, ISSUE, Reply, refusal, violation
from tests.target.fields import FIELDS, is_identifier
from tests.target.service import media_type, read_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.target.exchange import Call
    from tests.target.service import Service


def _hard(accepts: Callable[[Any], bool], means: str) -> Change:
    def edit(sent: dict[str, Any]) -> None:
        if sent.get("hard") not in (None, "true", "false"):
            sent["hard"] = means

    return several(lax(DELETE, "hard", accepts), given(DELETE, edit))


def _malformed_id(reply: Callable[[], Reply]) -> Change:
    return asked(reply, DELETE, lambda service, call: not is_identifier(call.client_id), early=True)


def _unless_json(service: Service, call: Call) -> bool:
    try:
        read_json(call.raw)
    except (ValueError, RecursionError):
        return bool(call.raw)
    return False


def _is_array(service: Service, call: Call) -> bool:
    return call.raw.lstrip().startswith(b"[") and not _unless_json(service, call)


def _is_not_utf8(service: Service, call: Call) -> bool:
    return b"\xff" in call.raw or b"\xe9" in call.raw


def _is_other_type(service: Service, call: Call) -> bool:
    return media_type(call) != "application/json"


def _is_deep(service: Service, call: Call) -> bool:
    return call.raw.count(b"[[[[[[[[[[") + call.raw.count(b'{"a":' * 10) > 2


def _on(when: Callable[[Service, Call], bool], *operations: str, status: int = 500) -> Change:
    return several(*(asked(lambda: refusal(status), operation, when, early=True) for operation in operations))


def _any_media_type(*accepted: str) -> Change:
    """Bodies of these media types (of all) are read as JSON."""

    def change(service: Service) -> None:
        parse = service.parse

        def read(call: Call) -> Reply | None:
            if call.operation != DELETE and (not accepted or media_type(call) in accepted):
                call.headers = Headers({"Content-Type": "application/json"})
            return parse(call)

        service.parse = read

    return change


def _media_type_literally(text: str) -> Change:
    def differs(service: Service, call: Call) -> bool:
        return media_type(call) == "application/json" and call.headers.get("Content-Type") != text

    return _on(differs, CREATE, ISSUE, status=400)


def _form_is_read(service: Service) -> None:
    parse = service.parse

    def read(call: Call) -> Reply | None:
        if media_type(call) == "application/x-www-form-urlencoded":
            pairs = (pair.partition("=") for pair in call.raw.decode("latin-1").split("&"))
            call.sent = {name: value for name, _, value in pairs}
            return None
        return parse(call)

    service.parse = read


def _empty_body_is_an_object(service: Service) -> None:
    parse = service.parse

    def read(call: Call) -> Reply | None:
        call.raw = call.raw or (b'{"name":""}' if call.operation == ISSUE else b"")
        return parse(call)

    service.parse = read


def _one_trailing_comma(service: Service) -> None:
    parse = service.parse

    def read(call: Call) -> Reply | None:
        call.raw = re.sub(rb",\s*}", b"}", call.raw)
        return parse(call)

    service.parse = read


def _no_unknown_properties(operation: str) -> Change:
    def is_unknown(service: Service, call: Call) -> bool:
        return bool(call.sent.keys() - FIELDS[operation].keys())

    return asked(lambda: refusal(400, [violation("body", "has an unknown property")]), operation, is_unknown)


def _no_unknown_parameters(service: Service, call: Call) -> bool:
    return bool(call.query.keys() - {"hard", "admin_key"})


def _first_only(body: dict[str, Any]) -> None:
    body["details"] = body["details"][:1]


def _names(field: str | None) -> Edit:
    """Details name this field instead of the one that is wrong, or none."""

    def edit(body: dict[str, Any]) -> None:
        body["details"] = [{**item, "field": field or item["field"][::-1]} for item in body["details"]]

    return edit


EDGES: Table = {
    "hard-maybe-accepted": (
        "Any `hard` but true means false.",
        _hard(lambda value: isinstance(value, str), "false"),
    ),
    "hard-in-capitals-accepted": ("`hard=TRUE` means true.", _hard(lambda value: value == "TRUE", "true")),
    "hard-one-accepted": ("`hard=1` means true.", _hard(lambda value: value == "1", "true")),
    "hard-empty-accepted": ("An empty `hard` means true.", _hard(lambda value: value == "", "true")),
    "hard-wrong-answers-404": (
        "A wrong `hard` is a 404.",
        asked(
            lambda: refusal(404),
            DELETE,
            lambda s, c: c.query.get("hard", "true") not in ("true", "false"),
            early=True,
        ),
    ),
    "delete-malformed-id-answers-404": (
        "Deleting a malformed id is a 404.",
        _malformed_id(lambda: refusal(404)),
    ),
    "delete-malformed-id-answers-200": ("Deleting a malformed id is a 200.", _malformed_id(deleted)),
    "delete-malformed-id-fails": ("Deleting a malformed id is a 500.", _malformed_id(lambda: refusal(500))),
    "delete-of-long-id-answers-404": (
        "A client with a long id can't be deleted.",
        asked(lambda: refusal(404), DELETE, lambda service, call: len(call.client_id) > 200),
    ),
    "delete-of-capitals-answers-404": (
        "A client whose id has capitals can't be deleted.",
        asked(lambda: refusal(404), DELETE, lambda service, call: call.client_id != call.client_id.lower()),
    ),
    "unknown-parameter-refused": (
        "An unknown query parameter is refused.",
        _on(_no_unknown_parameters, CREATE, ISSUE, DELETE, status=400),
    ),
    "unknown-property-refused": (
        "An unknown property of a client is refused.",
        _no_unknown_properties(CREATE),
    ),
    "api-key-unknown-property-refused": (
        "An unknown property of a key is refused.",
        _no_unknown_properties(ISSUE),
    ),
    "malformed-json-fails": ("Malformed JSON is a 500.", _on(_unless_json, CREATE, ISSUE)),
    "malformed-json-of-api-key-fails": ("Malformed JSON for an API key is a 500.", _on(_unless_json, ISSUE)),
    "trailing-comma-accepted": ("JSON may have a comma at the end of an object.", _one_trailing_comma),
    "empty-body-fails": ("An empty body is a 500.", _on(lambda service, call: not call.raw, CREATE, ISSUE)),
    "empty-body-of-api-key-accepted": ("An API key needs no body.", _empty_body_is_an_object),
    "array-body-fails": ("A JSON array as body is a 500.", _on(_is_array, CREATE, ISSUE)),
    "null-body-fails": (
        "A JSON null as body is a 500.",
        _on(lambda s, c: c.raw.strip() == b"null", CREATE, ISSUE),
    ),
    "body-not-utf-8-fails": ("A body that isn't UTF-8 is a 500.", _on(_is_not_utf8, CREATE, ISSUE)),
    "deep-json-fails": ("JSON nested deeply is a 500.", _on(_is_deep, CREATE, ISSUE)),
    "wrong-media-type-fails": (
        "A body that isn't JSON by its label is a 500.",
        _on(_is_other_type, CREATE, ISSUE),
    ),
    "wrong-media-type-accepted": ("JSON is read whatever its label.", _any_media_type()),
    "text-plain-accepted": ("JSON labelled text/plain is read.", _any_media_type("text/plain")),
    "form-accepted": ("A form is read like JSON.", _form_is_read),
    "media-type-with-charset-refused": (
        "A media type with a charset is refused.",
        _media_type_literally("application/json"),
    ),
    "only-first-violation-named": ("Only the first of all violations is named.", error(_first_only, 400)),
    "details-blame-the-id": ("Details always name the id.", error(_names("id"), 400)),
    "details-spell-fields-backwards": ("Details name a field that isn't there.", error(_names(None), 400)),
}
