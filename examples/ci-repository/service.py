"""A small service: rates of currencies. `python service.py PORT` serves it."""

import json
import sys

from flask import Flask, jsonify
from werkzeug.exceptions import HTTPException

RATES = {"EUR": 1.0, "JPY": 161.3, "USD": 1.08}
app = Flask(__name__)


@app.errorhandler(HTTPException)
def problem(error: HTTPException):
    answer = error.get_response()  # with headers of its own, such as Allow
    answer.data, answer.content_type = json.dumps({"message": error.description}), "application/json"
    return answer


@app.get("/rates")
def list_rates():
    return jsonify([{"currency": currency, "rate": rate} for currency, rate in RATES.items()])


@app.get("/rates/<currency>")
def get_rate(currency: str):
    if currency not in RATES:
        return jsonify(message="there is no such rate"), 404
    return jsonify(currency=currency, rate=RATES[currency])


if __name__ == "__main__":
    app.run(port=int(sys.argv[1]))
