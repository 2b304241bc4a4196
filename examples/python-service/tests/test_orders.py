"""What the shop does with its warehouse."""

import json
import urllib.error
import urllib.request

import pytest


def order(shop, **body):
    call = urllib.request.Request(f"{shop.url}/orders", json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(call, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_an_order_is_priced_and_reserved(shop):
    status, placed = order(shop, sku="tea", count=3)
    assert (status, placed["price"]) == (201, 750)
    (reserved,) = shop.warehouse.records("reservations").values()
    assert (reserved["sku"], reserved["count"]) == ("tea", 3)


def test_what_the_warehouse_does_not_have_is_not_reserved(shop):
    shop.warehouse.faults = ["GET /articles/{sku}: -> 404"]
    assert order(shop, sku="gold", count=1)[0] == 502
    shop.warehouse.verify({"method": "POST", "urlPath": "/reservations"}, exactly=0)


@pytest.mark.mock(faults=["GET /articles/{sku}: first 1 -> 503"])
def test_a_warehouse_that_is_down_is_told(shop):
    status, problem = order(shop, sku="tea", count=1)
    assert status == 502
    assert "503" in problem["message"]
    assert order(shop, sku="tea", count=1)[0] == 201
