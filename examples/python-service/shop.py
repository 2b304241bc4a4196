"""A shop: takes orders, and asks the warehouse of another team for prices and reservations."""

from __future__ import annotations

import json
import re
import secrets
import urllib.error
import urllib.request

from flask import Flask, jsonify, request
from werkzeug.exceptions import HTTPException


class WarehouseError(Exception):
    """The warehouse did not do what was asked of it."""


def ask(warehouse: str, path: str, body: dict | None = None) -> dict:
    data = None if body is None else json.dumps(body).encode()
    call = urllib.request.Request(warehouse + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(call, timeout=10) as answer:
            return json.load(answer)
    except OSError as error:
        raise WarehouseError(f"the warehouse said {error}") from error


def wrong(order: object) -> str | None:
    if not isinstance(order, dict) or order.keys() != {"sku", "count"}:
        return "an order is sku and count"
    sku, count = order["sku"], order["count"]
    if not isinstance(sku, str) or not re.fullmatch(r"[A-Za-z0-9-]{1,40}", sku):
        return "sku is none"
    if isinstance(count, bool) or not isinstance(count, int | float) or count != int(count) or not 1 <= count <= 99:
        return "count is a number from 1 to 99"
    return None


def create_app(warehouse: str) -> Flask:
    app, orders = Flask(__name__), {}

    @app.errorhandler(HTTPException)
    def problem(error: HTTPException):
        answer = error.get_response()  # with headers of its own, such as Allow
        answer.data, answer.content_type = json.dumps({"message": error.description}), "application/json"
        return answer

    @app.errorhandler(WarehouseError)
    def bad_gateway(error: WarehouseError):
        return jsonify(message=str(error)), 502

    @app.errorhandler(RecursionError)
    def too_deep(error: RecursionError):
        return jsonify(message="the body is nested too deeply"), 400

    @app.post("/orders")
    def place():
        order = request.get_json()
        if message := wrong(order):
            return jsonify(message=message), 400
        article = ask(warehouse, f"/articles/{order['sku']}")
        ask(warehouse, "/reservations", order)
        placed = {"id": secrets.token_hex(8), **order, "price": int(order["count"]) * article["price"]}
        orders[placed["id"]] = placed
        return jsonify(placed), 201

    @app.get("/orders/<key>")
    def get(key: str):
        return jsonify(orders[key]) if key in orders else (jsonify(message="no such order"), 404)

    @app.delete("/orders/<key>")
    def cancel(key: str):
        return ("", 204) if orders.pop(key, None) else (jsonify(message="no such order"), 404)

    return app
