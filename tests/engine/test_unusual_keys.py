"""Lists of records whose key has a name of its own (`sku`, `accountNumber`) are as those of any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents.asking import Mock, answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}


def _bank(folder: Path) -> Mock:
    account = {"type": "object", "required": ["accountNumber", "owner"], "properties": {
        "owner": _TEXT, "accountNumber": {**_TEXT, "readOnly": True}}}  # fmt: skip
    meta = {"type": "object", "required": ["total", "pageCount", "nextCursor"], "properties": {
        "total": _NUMBER, "pageCount": _NUMBER, "nextCursor": {"type": ["string", "null"]}}}  # fmt: skip
    shown = {"type": "object", "required": ["data", "meta"],
             "properties": {"data": {"type": "array", "items": account}, "meta": meta}}  # fmt: skip
    asked: list[dict[str, Any]] = [
        {"name": "cursor", "in": "query", "schema": _TEXT},
        {"name": "pageSize", "in": "query", "schema": _NUMBER},
    ]
    body = {"required": True, "content": {"application/json": {"schema": account}}}
    key = [{"name": "accountNumber", "in": "path", "required": True, "schema": _TEXT}]
    paths = {
        "/accounts": {
            "get": {**answering(shown), "parameters": asked},
            "post": {**answering(account, status="201"), "requestBody": body},
        },
        "/accounts/{accountNumber}": {"parameters": key, "get": answering(account), "delete": answering(account)},
    }
    return mock(folder, document(paths))


def test_what_is_said_of_a_made_up_list_is_true(tmp_path: Path) -> None:
    """Its total is what it shows, and it has no next page; what it shows can be read."""
    served = _bank(tmp_path)
    page = served.ask("GET", "/accounts").json
    assert page["meta"] == {"total": len(page["data"]), "pageCount": 1, "nextCursor": None}
    for account in page["data"]:
        assert served.ask("GET", f"/accounts/{account['accountNumber']}").json == account


def test_a_cursor_goes_on_behind_a_record_that_is_gone_meanwhile(tmp_path: Path) -> None:
    """It names the last record of its page, so that one which is removed before it shifts nothing."""
    served = _bank(tmp_path)
    keys = [served.ask("POST", "/accounts", {"owner": name}).json["accountNumber"] for name in "abcd"]
    first = served.ask("GET", "/accounts?pageSize=2").json
    assert (first["meta"]["total"], first["meta"]["pageCount"]) == (4, 2)
    assert served.ask("DELETE", f"/accounts/{keys[0]}").status == 200
    rest = served.ask("GET", f"/accounts?pageSize=2&cursor={first['meta']['nextCursor']}").json
    assert [account["owner"] for account in rest["data"]] == ["c", "d"]
