"""The shop, served on a free port; its warehouse is a mock."""

import threading
from types import SimpleNamespace

import pytest
from shop import create_app
from werkzeug.serving import make_server


@pytest.fixture
def shop(mock_server):
    mock_server.put("articles", "tea", {"sku": "tea", "price": 250})
    server = make_server("127.0.0.1", 0, create_app(mock_server.url), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", warehouse=mock_server)
    server.shutdown()
    thread.join()
    server.server_close()
