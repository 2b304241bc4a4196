"""Boards and their cards as Rails makes them: cards are made and listed below a board, and have a path of their own."""

from __future__ import annotations

from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, number, says, takes

_BOARD: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "title": {"type": "string", "minLength": 1}},
}
_CARD: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "board_id": {"type": "integer", "readOnly": True},
        "text": {"type": "string", "minLength": 1, "maxLength": 120},
        "done": {"type": "boolean", "default": False},
    },
}
_ERRORS = {"type": "object", "required": ["errors"], "properties": {"errors": {"type": "array", "items": {}}}}


class Cards(Service):
    """The service; a board that goes takes its cards with it."""

    def __init__(self) -> None:
        super().__init__()
        self.last = 40
        cards = {str(n): {"id": n, "board_id": 7, "text": f"card {n}", "done": False} for n in range(1, 20)}
        self.begin({"boards": {"7": {"id": 7, "title": "from before"}}, "cards": cards})
        self.board, self.card = Checker(_BOARD), Checker(_CARD)

    def document(self) -> dict[str, Any]:
        """Shallow paths: ``/boards/{board_id}/cards`` beside ``/cards/{id}``."""
        board = {**_BOARD, "required": ["id", "title"]}
        card = {**_CARD, "required": ["id", "board_id", "text", "done"]}
        wrong, gone = {"422": says(_ERRORS)}, {"404": says(_ERRORS)}
        key = {"type": "integer", "minimum": 1}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Cards", "version": "1"},
            "paths": {
                "/boards": {
                    "get": {"operationId": "boards#index",
                            "responses": {"200": says({"type": "array", "items": board})}},
                    "post": {"operationId": "boards#create", "requestBody": takes(_BOARD),
                             "responses": {"201": says(board), **wrong}},
                },
                "/boards/{id}": {
                    "parameters": [in_path("id", key)],
                    "get": {"operationId": "boards#show", "responses": {"200": says(board), **gone}},
                    "delete": {"operationId": "boards#destroy", "responses": {"204": {"description": "gone"}, **gone}},
                },
                "/boards/{board_id}/cards": {
                    "parameters": [in_path("board_id", key)],
                    "get": {"operationId": "cards#index",
                            "responses": {"200": says({"type": "array", "items": card}), **gone}},
                    "post": {"operationId": "cards#create", "requestBody": takes(_CARD),
                             "responses": {"201": says(card), **wrong, **gone}},
                },
                "/cards/{id}": {
                    "parameters": [in_path("id", key)],
                    "get": {"operationId": "cards#show", "responses": {"200": says(card), **gone}},
                    "put": {"operationId": "cards#update", "requestBody": takes(_CARD),
                            "responses": {"200": says(card), **wrong, **gone}},
                    "delete": {"operationId": "cards#destroy", "responses": {"204": {"description": "gone"}, **gone}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The record first, then its body."""
        found = [part for part in asked.parts if part]
        if len(found) == 3 and found[0] == "boards" and found[2] == "cards":
            board = self._row("boards", found[1])
            return (404, {"errors": ["no such board"]}, {}) if board is None else self._cards(asked, board)
        if len(found) not in (1, 2) or found[0] not in self.rows or found == ["cards"]:
            return 404, {"errors": ["no route"]}, {}
        return self._boards(asked) if len(found) == 1 else self._one(asked, *found)

    def _row(self, name: str, key: str) -> dict[str, Any] | None:
        return self.rows[name].get(str(number(key)))

    def _boards(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return 200, [*self.rows["boards"].values()], {}
        if asked.method != "POST":
            return _not_allowed(asked, "GET, POST")
        return self._written(asked, "boards", self.board, None, {})

    def _cards(self, asked: Asked, board: dict[str, Any]) -> Answer:
        if asked.method == "GET":
            return (
                200,
                [self.shown(card) for card in self.rows["cards"].values() if card["board_id"] == board["id"]],
                {},
            )
        usual = {"board_id": board["id"], "done": False}
        if asked.method != "POST":
            return _not_allowed(asked, "GET, POST")
        return self._written(asked, "cards", self.card, None, usual)

    def shown(self, card: dict[str, Any]) -> dict[str, Any]:
        """A card as the collection below its board shows it."""
        return card

    def _one(self, asked: Asked, name: str, key: str) -> Answer:
        row = self._row(name, key)
        if row is None:
            return 404, {"errors": ["not found"]}, {}
        if asked.method == "GET":
            return 200, row, {}
        if asked.method == "DELETE":
            del self.rows[name][str(row["id"])]
            cards = self.rows["cards"]
            for card in [card for card in cards.values() if name == "boards" and card["board_id"] == row["id"]]:
                del cards[str(card["id"])]
            return 204, None, {}
        if asked.method == "PUT" and name == "cards":
            return self._written(asked, name, self.card, row, {"done": False})
        return _not_allowed(asked, "GET, PUT, DELETE" if name == "cards" else "GET, DELETE")

    def _written(
        self, asked: Asked, name: str, checker: Checker, row: dict[str, Any] | None, usual: dict[str, Any]
    ) -> Answer:
        body, wrong = checker.read(asked.data) if asked.json else (None, ["content type"])
        if body is None or wrong:
            return 422, {"errors": wrong}, {}
        if row is not None:
            row.update({**usual, **checker.kept(body)})
            return 200, row, {}
        self.last += 1
        row = self.rows[name][str(self.last)] = {"id": self.last, **usual, **checker.kept(body)}
        return 201, self.shown(row) if name == "cards" else row, {}


class CardsRemovedBelow(Cards):
    """Cards are read and changed by a path of their own, and removed below their board alone, as a shop's variants."""

    def document(self) -> dict[str, Any]:
        """With the removal below the board."""
        found = super().document()
        removal = found["paths"]["/cards/{id}"].pop("delete")
        key = {"type": "integer", "minimum": 1}
        found["paths"]["/boards/{board_id}/cards/{id}"] = {
            "parameters": [in_path("board_id", key), in_path("id", key)],
            "delete": removal,
        }
        return found

    def answer(self, asked: Asked) -> Answer:
        """The card has to be on that board."""
        below = len(asked.parts) == 4 and asked.parts[2] == "cards"
        card = self._row("cards", asked.parts[3]) if below else None
        if below and asked.method == "DELETE" and card is not None and card["board_id"] == number(asked.parts[1]):
            return self._one(asked, "cards", asked.parts[3])
        is_removal = asked.method == "DELETE" and asked.parts[0] == "cards"
        return _not_allowed(asked, "GET, PUT") if is_removal else super().answer(asked)

    def _one(self, asked: Asked, name: str, key: str) -> Answer:
        found = super()._one(asked, name, key)
        return _not_allowed(asked, "GET, PUT") if found[0] == 405 and name == "cards" else found


class NumberedCards(Cards):
    """The collection shows the place of a card on its board as its ``id``, which is another card's own number."""

    def shown(self, card: dict[str, Any]) -> dict[str, Any]:
        """With its place."""
        board = [other for other in self.rows["cards"].values() if other["board_id"] == card["board_id"]]
        return {**card, "id": board.index(card) + 1}


def _not_allowed(asked: Asked, allowed: str) -> Answer:
    return 405, {"errors": [f"{asked.method} is not allowed"]}, {"Allow": allowed}
