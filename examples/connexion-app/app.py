"""A Connexion app of which one operation is built; the others keep state as the document says."""

import connexion

from mock_server.connexion import StatefulResolver


def count_words(body: bytes | str) -> dict[str, int]:
    """The operation whose operationId names this function."""
    return {"words": len(body.split())}


def create_app(store: str = "notes.journal") -> connexion.AsyncApp:
    app = connexion.AsyncApp(__name__)
    app.add_api("openapi.yaml", resolver=StatefulResolver(store=store))
    return app


if __name__ == "__main__":
    create_app().run(port=8080)
