"""Depots and vans in Flask: 404 first, lists of what is wrong, parents that keep their children, instants in UTC."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import flask

if TYPE_CHECKING:
    from collections.abc import Collection

KEY = "fl:9d27c4e1"
FAULTS = ("load-may-be-zero", "patch-clears-opens", "vans-of-all-depots")
_PAGE = 5


class Fleet:
    """The depots; ``app`` is the WSGI application."""

    def __init__(self, faults: Collection[str] = ()) -> None:
        self.faults = faults
        self.depots: dict[int, dict[str, Any]] = {}
        self.vans: dict[int, dict[str, dict[str, Any]]] = {}
        self.last = 40
        for town in ("Kiel", "Ulm"):
            self._open({"town": town, "opens": "06:00"})
        self.before = {key: json.dumps(depot) for key, depot in self.depots.items()}
        self.app = flask.Flask("fleet")
        self.app.before_request(self._let_in)
        for error in (404, 405):
            self.app.register_error_handler(error, lambda found: self._detail(found.code or 500, str(found.name)))
        rules: dict[str, dict[str, Any]] = {
            "/v2/depots": {"GET": self._depots, "POST": self._new_depot},
            "/v2/depots/<depot>": {"GET": self._depot, "PATCH": self._change, "DELETE": self._close},
            "/v2/depots/<depot>/vans": {"GET": self._vans, "POST": self._new_van},
            "/v2/depots/<depot>/vans/<plate>": {"GET": self._van, "DELETE": self._sell},
        }
        for rule, calls in rules.items():
            for method, call in calls.items():
                self.app.add_url_rule(rule, f"{method} {rule}", call, methods=[method])

    def _open(self, given: dict[str, Any]) -> dict[str, Any]:
        self.last += 1
        self.depots[self.last] = {"id": self.last, **given}
        self.vans[self.last] = {}
        return self.depots[self.last]

    def _detail(self, status: int, text: str) -> flask.Response:
        headers = {"WWW-Authenticate": 'Basic realm="fleet"'} if status == 401 else {}
        return self._json({"detail": text}, status, headers)

    def _details(self, *places: str) -> flask.Response:
        return self._json({"detail": [{"loc": place.split("."), "msg": "is wrong"} for place in places]}, 422)

    def _json(self, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> flask.Response:
        return flask.Response(json.dumps(value), status, headers or {}, content_type="application/json")

    def _let_in(self) -> flask.Response | None:
        scheme, _, given = flask.request.headers.get("Authorization", "").partition(" ")
        basic = scheme.lower() == "basic" and given.strip() == base64.b64encode(KEY.encode()).decode()
        return None if basic or flask.request.args.get("key") == KEY else self._detail(401, "not let in")

    def _at(self, depot: str) -> dict[str, Any] | flask.Response:
        if not re.fullmatch("[0-9]{1,18}", depot) or int(depot) < 1:
            return self._details("path.depotId")
        return self.depots.get(int(depot)) or self._detail(404, "no such depot")

    def _body(self) -> Any:
        if flask.request.mimetype != "application/json":
            return None
        try:
            return json.loads(flask.request.get_data(), parse_constant=lambda _: 1 / 0)
        except (ValueError, RecursionError, ZeroDivisionError):
            return None

    def _depots(self) -> flask.Response:
        text = flask.request.args.get("page", "1")
        if not re.fullmatch("[0-9]{1,18}", text) or int(text) < 1:
            return self._details("query.page")
        page, depots = int(text), [*self.depots.values()]
        headers = {"X-Total-Count": str(len(depots))}
        if page * _PAGE < len(depots):
            headers["Link"] = f'</v2/depots?page={page + 1}>; rel="next"'
        return self._json(depots[(page - 1) * _PAGE : page * _PAGE], headers=headers)

    def _new_depot(self) -> flask.Response:
        body = self._body()
        wrong = _wrong_depot(body) if isinstance(body, dict) else ["body"]
        if wrong or "town" not in body:
            return self._details(*(wrong or ["body.town"]))
        if any(depot["town"] == body["town"] for depot in self.depots.values()):
            return self._detail(409, "there is a depot already")
        return self._json(self._open(_kept(body)), 201)

    def _depot(self, depot: str) -> flask.Response:
        found = self._at(depot)
        return found if isinstance(found, flask.Response) else self._json(found)

    def _change(self, depot: str) -> flask.Response:
        found = self._at(depot)
        if isinstance(found, flask.Response):
            return found
        body = self._body()
        wrong = _wrong_depot(body) if isinstance(body, dict) and body else ["body"]
        if wrong:
            return self._details(*wrong)
        if any(other is not found and other["town"] == body.get("town") for other in self.depots.values()):
            return self._detail(409, "there is a depot already")
        if "patch-clears-opens" in self.faults:
            found.pop("opens", None)
        found.update(_kept(body))
        return self._json(found)

    def _close(self, depot: str) -> flask.Response:
        found = self._at(depot)
        if isinstance(found, flask.Response):
            return found
        if self.vans[found["id"]]:
            return self._detail(409, "there are vans in it")
        del self.depots[found["id"]], self.vans[found["id"]]
        return flask.Response(status=204)

    def _vans(self, depot: str) -> flask.Response:
        found = self._at(depot)
        if isinstance(found, flask.Response):
            return found
        every = [van for vans in self.vans.values() for van in vans.values()]
        mine = [*self.vans[found["id"]].values()]
        return self._json({"vans": every if "vans-of-all-depots" in self.faults else mine})

    def _new_van(self, depot: str) -> flask.Response:
        found = self._at(depot)
        if isinstance(found, flask.Response):
            return found
        body = self._body()
        least = 0 if "load-may-be-zero" in self.faults else 1e-12
        wrong = _wrong_van(body, least) if isinstance(body, dict) else "body"
        if wrong:
            return self._details(wrong)
        vans = self.vans[found["id"]]
        if body["plate"] in vans:
            return self._detail(409, "that plate is there")
        vans[body["plate"]] = {name: body[name] for name in ("plate", "load", "fuel") if name in body}
        return self._json(vans[body["plate"]], 201)

    def _van_at(self, depot: str, plate: str) -> dict[str, Any] | flask.Response:
        found = self._at(depot)
        if isinstance(found, flask.Response):
            return found
        return self.vans[found["id"]].get(plate) or self._detail(404, "no such van")

    def _van(self, depot: str, plate: str) -> flask.Response:
        van = self._van_at(depot, plate)
        return van if isinstance(van, flask.Response) else self._json(van)

    def _sell(self, depot: str, plate: str) -> flask.Response:
        van = self._van_at(depot, plate)
        if isinstance(van, flask.Response):
            return van
        del self.vans[int(depot)][plate]
        return self._json({"sold": plate})


def _kept(body: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {
        name: body[name] for name in ("town", "opens", "contact", "built", "inspected") if name in body
    }
    if "inspected" in kept:
        kept["inspected"] = _instant(kept["inspected"]).astimezone(UTC).isoformat().replace("+00:00", "Z")
    return kept


def _instant(text: str) -> datetime:
    form = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"
    if re.fullmatch(form, text, re.ASCII) is None:
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


def _wrong_depot(body: dict[str, Any]) -> list[str]:
    wrong = []
    for name, value in body.items():
        if name not in ("town", "opens", "contact", "built", "inspected"):
            continue
        if not isinstance(value, str):
            wrong.append(f"body.{name}")
            continue
        right = {"town": 1 <= len(value) <= 80,
                 "opens": re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", value) is not None,
                 "contact": re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value) is not None}.get(name)  # fmt: skip
        if right is None:
            try:
                right = bool(_instant(value) if name == "inspected" else date.fromisoformat(value)) and (
                    name == "inspected" or len(value) == 10
                )
            except (ValueError, OverflowError):
                right = False
        if not right:
            wrong.append(f"body.{name}")
    return wrong


def _wrong_van(body: dict[str, Any], least: float) -> str | None:
    plate, load, fuel = body.get("plate"), body.get("load"), body.get("fuel", "diesel")
    if not isinstance(plate, str) or re.fullmatch("[A-Z0-9-]{3,24}", plate) is None:
        return "body.plate"
    if not isinstance(load, int | float) or isinstance(load, bool) or not least <= load <= 3500:
        return "body.load"
    return None if fuel in ("diesel", "electric") else "body.fuel"
