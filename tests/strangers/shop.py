"""A shop in Starlette: carts made of nothing, items under a trailing slash, redirects 307, 403 for a wrong token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from tests.repeatable_keys import RepeatableKeys

if TYPE_CHECKING:
    from collections.abc import Collection

    from starlette.requests import Request

KEY = "sh0p-3c5a-77de-91"
FAULTS = ("missing-cart-says-object", "cart-survives-drop", "search-returns-too-many")
PRICES = {"tea": 450, "cup": 900, "pot": 2900}
_SIGNS = "0123456789abcdefghjkmnpqrstvwxyz"


class Shop:
    """The carts; ``app`` is the ASGI application."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self._keys = RepeatableKeys()
        self.carts: dict[str, dict[str, Any]] = {}
        self._new()["items"].append({"sku": "tea", "amount": 2})
        self.before = {key: json.dumps(cart) for key, cart in self.carts.items()}
        self.app = Starlette(
            routes=[
                Route("/settings", self._settings, methods=["GET"]),
                Route("/carts", self._make, methods=["POST"]),
                Route("/carts/{cart}", self._cart, methods=["GET", "DELETE"]),
                Route("/carts/{cart}/items/", self._add, methods=["POST"]),
                Route("/carts/{cart}/checkout", self._checkout, methods=["POST"]),
                Route("/articles/search", self._search, methods=["POST"]),
            ],
            exception_handlers={HTTPException: self._refuse},
        )

    def _new(self) -> dict[str, Any]:
        key = self._keys.of(_SIGNS, 10)
        self.carts[key] = {"id": key, "items": [], "done": False}
        return self.carts[key]

    async def _refuse(self, _: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        says: Any = [str(error.detail)]
        if error.status_code == 404 and "missing-cart-says-object" in self.faults:
            says = {"message": error.detail}
        return self._json(says, error.status_code, error.headers)

    def _json(self, value: Any, status: int = 200, headers: Any = None) -> Response:
        return Response(json.dumps(value), status, headers, "application/json")

    def _shown(self, cart: dict[str, Any], status: int = 200) -> Response:
        total = sum(PRICES[item["sku"]] * item["amount"] for item in cart["items"])
        return self._json({**cart, "total": total}, status)

    def _guard(self, request: Request) -> None:
        token = request.headers.get("x-shop-token")
        if token != KEY:
            raise HTTPException(401 if token is None else 403, "no entry", {"WWW-Authenticate": "Shop"})

    def _found(self, request: Request) -> dict[str, Any]:
        self._guard(request)
        cart = self.carts.get(request.path_params["cart"])
        if cart is None:
            raise HTTPException(404, "no such cart")
        return cart

    async def _settings(self, request: Request) -> Response:
        self._guard(request)
        return self._json({"currency": "EUR", "open": True})

    async def _make(self, request: Request) -> Response:
        self._guard(request)
        return self._shown(self._new(), 201)

    async def _cart(self, request: Request) -> Response:
        cart = self._found(request)
        if request.method == "DELETE":
            if "cart-survives-drop" not in self.faults:
                del self.carts[cart["id"]]
            return Response(status_code=204)
        return self._shown(cart)

    async def _add(self, request: Request) -> Response:
        cart = self._found(request)
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        item = self._object(await request.body(), form=media == "application/x-www-form-urlencoded", media=media)
        amount: Any = item.get("amount")
        if not isinstance(item.get("sku"), str) or item["sku"] not in PRICES or not _is_whole(amount, 1, 12):
            raise HTTPException(400, "sku or amount is wrong")
        cart["items"].append({"sku": item["sku"], "amount": int(amount)})
        return self._shown(cart)

    async def _checkout(self, request: Request) -> Response:
        cart = self._found(request)
        if cart["done"]:
            raise HTTPException(409, "it is done already")
        cart["done"] = True
        return self._shown(cart)

    async def _search(self, request: Request) -> Response:
        self._guard(request)
        media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        wanted = self._object(await request.body(), form=False, media=media)
        text = wanted.get("text", "")
        if not isinstance(text, str) or len(text) > 50 or not _is_whole(wanted.get("most", 20), 1, 20):
            raise HTTPException(400, "text or most is wrong")
        found = [{"sku": sku, "price": price} for sku, price in PRICES.items() if text in sku]
        if "search-returns-too-many" in self.faults:
            found = found * 9 or [{"sku": "tea"}]
        return self._json({"articles": found[: None if "search-returns-too-many" in self.faults else 20]})

    def _object(self, data: bytes, *, form: bool, media: str) -> dict[str, Any]:
        try:
            if form:
                pairs = parse_qs(data.decode(), keep_blank_values=True, strict_parsing=bool(data))
                given: Any = {name: values[-1] for name, values in pairs.items()}
                if given.get("amount", "").isascii() and given.get("amount", "").isdigit():
                    given["amount"] = int(given["amount"][:12])
            elif media == "application/json":
                given = json.loads(data.decode(), parse_constant=lambda _: 1 / 0)
            else:
                raise HTTPException(400, "JSON is wanted")
        except (ValueError, RecursionError, ZeroDivisionError):
            raise HTTPException(400, "that can't be read") from None
        if not isinstance(given, dict):
            raise HTTPException(400, "an object is wanted")
        return given


def _is_whole(value: Any, least: int, most: int) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and value == int(value) and least <= value <= most
