"""Coupons of which the caller chooses the code, in any case: shown as it was written, found by every spelling."""

from __future__ import annotations

import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

_CODE = {"type": "string", "pattern": "^[A-Za-z0-9-]{3,40}$", "description": "Upper and lower case are the same"}
_COUPON: dict[str, Any] = {
    "type": "object",
    "required": ["code", "percent"],
    "properties": {
        "code": _CODE,
        "percent": {"type": "integer", "minimum": 1, "maximum": 100},
        "note": {"type": "string", "maxLength": 80},
    },
}
_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


class Coupons(Service):
    """The service; what is removed may be made again at once."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"coupons": {code: {"code": code.upper(), "percent": 5} for code in ("test", "abc", "welcome")}})
        self.checker = Checker(_COUPON)

    def document(self) -> dict[str, Any]:
        """The description of the code says how it is compared."""
        no = says(_ERROR)
        key = in_path("code", _CODE)
        return {
            "openapi": "3.0.3",
            "info": {"title": "Coupons", "version": "1"},
            "paths": {
                "/coupons": {
                    "post": {"operationId": "addCoupon", "requestBody": takes(_COUPON),
                             "responses": {"201": says(_COUPON), "400": no, "409": no}},
                },
                "/coupons/{code}": {
                    "parameters": [key],
                    "get": {"operationId": "getCoupon", "responses": {"200": says(_COUPON), "400": no, "404": no}},
                    "delete": {"operationId": "dropCoupon",
                               "responses": {"204": {"description": "gone"}, "400": no, "404": no}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The body or the code first."""
        parts, rows = asked.parts, self.rows["coupons"]
        if parts[0] != "coupons" or len(parts) > 2:
            return 404, {"error": "no such page"}, {}
        names = ("POST",) if len(parts) == 1 else ("GET", "DELETE")
        if asked.method not in names:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(names)}
        if len(parts) == 1:
            body, wrong = self.checker.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, {"error": f"wrong: {', '.join(wrong)}"}, {}
            key = body["code"].lower()
            if key in rows:
                return 409, {"error": "the code is taken"}, {}
            rows[key] = self.checker.kept(body)
            return 201, rows[key], {}
        if re.fullmatch("[A-Za-z0-9-]{3,40}", parts[1]) is None:
            return 400, {"error": "no code"}, {}
        key = parts[1].lower()
        if key not in rows:
            return 404, {"error": "no such coupon"}, {}
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        return 200, rows[key], {}
