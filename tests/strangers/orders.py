"""Orders in Starlette: HAL, prefixed ids, problem+json, 202, cursors, gzip, a rate limit, a query language."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Route

from tests.repeatable_keys import RepeatableKeys

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

KEY = "k-0b7d-4e11-a9f3"
FAULTS = ("quantity-unbounded", "cancel-forgets", "list-shows-removed")
_TERM = re.compile(r'(?:customer|state|sku):(?:[^\s:"]+|"[^"]*")')
_EVERY = 40


class Orders:
    """The orders; ``app`` is the ASGI application. Each fortieth request is asked to come again."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self._keys = RepeatableKeys()
        self.orders: dict[str, dict[str, Any]] = {}
        self.asked = 0
        for customer in ("Hart & Söhne", "Bold Ltd"):
            self._put({"customer": customer, "lines": [{"sku": "AB-100", "quantity": 2}]})["state"] = "placed"
        self.before = {key: json.dumps(order) for key, order in self.orders.items()}
        routes = [
            Route("/orders", self._all, methods=["GET", "POST"]),
            Route("/orders/{order}", self._one, methods=["GET", "PUT", "DELETE"]),
            Route("/orders/{order}/cancel", self._cancel, methods=["POST"]),
        ]
        self.app = Starlette(
            routes=routes,
            middleware=[Middleware(GZipMiddleware, minimum_size=200)],
            exception_handlers={HTTPException: self._problem},
        )

    def _put(self, form: dict[str, Any], key: str | None = None) -> dict[str, Any]:
        key = key or "ord_" + self._keys.of("0123456789abcdefghijklmnopqrstuvwxyz", 12)
        found = self.orders.get(key, {})
        order = {
            "id": key,
            "customer": form["customer"],
            "remark": form.get("remark"),
            "due": form.get("due"),
            "lines": form["lines"],
            "state": found.get("state", "pending"),
            "placed": found.get("placed") or datetime.now(UTC).isoformat(timespec="seconds"),
            "_links": {"self": {"href": f"/orders/{key}"}, "cancel": {"href": f"/orders/{key}/cancel"}},
        }
        self.orders[key] = order
        return order

    async def _problem(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        body = {"type": "about:blank", "title": error.detail, "status": error.status_code}
        return Response(json.dumps(body), error.status_code, error.headers, "application/problem+json")

    def _guard(self, request: Request) -> None:
        self.asked += 1
        if self.asked % _EVERY == 0:
            raise HTTPException(429, "slow down", {"Retry-After": "0"})
        if request.headers.get("x-api-key") != KEY:
            raise HTTPException(401, "who is there?", {"WWW-Authenticate": "ApiKey"})

    def _hal(self, value: Any, status: int = 200, **headers: str) -> Response:
        return Response(json.dumps(value), status, headers, "application/hal+json")

    async def _all(self, request: Request) -> Response:
        self._guard(request)
        if request.method == "POST":
            order = self._put(await self._form(request))
            return self._hal(order, 202, Location=f"/orders/{order['id']}")
        limit, query = request.query_params.get("limit", "20"), request.query_params.get("q", "")
        state = request.query_params.get("state")
        if not re.fullmatch("[0-9]{1,3}", limit) or not 1 <= int(limit) <= 100:
            raise HTTPException(400, "limit is wrong")
        if state not in (None, "pending", "placed", "cancelled"):
            raise HTTPException(400, "state is wrong")
        terms = re.split(r"\s+(?:AND|OR)\s+", query.strip()) if query.strip() else []
        if any(_TERM.fullmatch(term) is None for term in terms):
            raise HTTPException(400, "q can't be understood")
        found = [order for order in self.orders.values() if state in (None, order["state"])]
        found = [order for order in found if all(_matches(order, term) for term in terms)]
        keys = [order["id"] for order in found]
        after = request.query_params.get("cursor", "")
        start = keys.index(after) + 1 if after in keys else 0
        page = found[start : start + int(limit)]
        links = {"self": {"href": "/orders"}}
        if start + int(limit) < len(found):
            links["next"] = {"href": f"/orders?cursor={page[-1]['id']}&limit={limit}"}
        return self._hal({"_embedded": {"orders": page}, "_links": links})

    def _found(self, request: Request) -> dict[str, Any]:
        order = self.orders.get(request.path_params["order"])
        if order is None:
            raise HTTPException(404, "no such order")
        return order

    async def _one(self, request: Request) -> Response:
        self._guard(request)
        order = self._found(request)
        if request.method == "DELETE":
            if "list-shows-removed" in self.faults:
                order["state"] = "cancelled"
                self.orders[f"{order['id']}-old"] = order
            del self.orders[request.path_params["order"]]
            return Response(status_code=204)
        if request.method == "GET":
            return self._hal(order)
        form = await self._form(request)
        if order["state"] == "cancelled":
            raise HTTPException(409, "it is cancelled")
        return self._hal(self._put(form, order["id"]))

    async def _cancel(self, request: Request) -> Response:
        self._guard(request)
        order = self._found(request)
        if order["state"] == "cancelled":
            raise HTTPException(409, "it is cancelled already")
        order["state"] = "cancelled"
        shown = {**order, "lines": []} if "cancel-forgets" in self.faults else order
        return self._hal(shown)

    async def _form(self, request: Request) -> dict[str, Any]:
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(400, "JSON is wanted")
        try:
            form = json.loads(await request.body(), parse_constant=lambda _: 1 / 0)
        except (ValueError, RecursionError, ZeroDivisionError):
            raise HTTPException(400, "this is no JSON") from None
        most = 10**9 if "quantity-unbounded" in self.faults else 99
        wrong = "no object" if not isinstance(form, dict) else _wrong(form, most)
        if wrong:
            raise HTTPException(400, f"{wrong} is wrong")
        return dict(form)


def _wrong(form: dict[str, Any], most: int) -> str | None:
    if form.keys() - {"customer", "remark", "due", "lines"} or not {"customer", "lines"} <= form.keys():
        return "the set of members"
    if not isinstance(form["customer"], str) or not 2 <= len(form["customer"]) <= 60:
        return "customer"
    remark = form.get("remark")
    if remark is not None and (not isinstance(remark, str) or len(remark) > 300):
        return "remark"
    if "due" in form and not _is_date(form["due"]):
        return "due"
    lines = form["lines"]
    if not isinstance(lines, list) or not 1 <= len(lines) <= 20 or any(not _is_line(line, most) for line in lines):
        return "lines"
    return None


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_line(line: Any, most: int) -> bool:
    if (
        not isinstance(line, dict)
        or line.keys() - {"sku", "quantity", "price"}
        or not {"sku", "quantity"} <= line.keys()
    ):
        return False
    sku, quantity, price = line["sku"], line["quantity"], line.get("price", 0)
    if not isinstance(sku, str) or re.fullmatch("[A-Z]{2}-[0-9]{3}", sku) is None:
        return False
    if not _is_number(quantity) or quantity != int(quantity) or not 1 <= quantity <= most:
        return False
    return _is_number(price) and 0 <= price <= 10000 and abs(price * 100 - round(price * 100)) < 1e-6


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _matches(order: dict[str, Any], term: str) -> bool:
    name, _, value = term.partition(":")
    text = " ".join(line["sku"] for line in order["lines"]) if name == "sku" else str(order[name])
    return value.strip('"').lower() in text.lower()
