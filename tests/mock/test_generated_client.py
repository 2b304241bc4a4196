"""A client generated from our document by openapi-python-client works against the mock."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.running import DOCUMENT, environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the generated package, importable."""
    command = Path(sys.executable).with_name("openapi-python-client")
    found = str(command) if command.exists() else shutil.which("openapi-python-client")
    if found is None:
        pytest.skip("openapi-python-client is not installed")
    folder = tmp_path_factory.mktemp("generated")
    (folder / "config.yml").write_text(
        "post_hooks: []\nproject_name_override: generated\npackage_name_override: generated_client\n"
    )
    words = [
        "generate",
        "--path",
        str(DOCUMENT),
        "--config",
        "config.yml",
        "--meta",
        "none",
        "--output-path",
        "generated_client",
    ]
    done = subprocess.run(
        [found, *words], capture_output=True, text=True, cwd=folder, env=environment(), timeout=900, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "arning" not in done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        yield "generated_client"
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "generated_client"]:
            del sys.modules[name]


@pytest.mark.slow
def test_the_generated_client_creates_and_deletes(package: str) -> None:
    """Typed models in, typed models out: 201, 409, 200, 404, 400, and an API key."""

    def of(name: str) -> Any:
        return importlib.import_module(f"{package}.{name}")

    models = of("models")
    create, delete, issue = (
        of("api.clients.create_client"),
        of("api.clients.delete_client"),
        of("api.api_keys.create_api_key"),
    )
    with running_mock() as mock, of("client").AuthenticatedClient(base_url=mock.url, token=mock.key) as client:
        body = models.NewClient(id="generated", name="Generated", email="a@example.com")
        made = create.sync_detailed(client=client, body=body)
        assert made.status_code == 201
        assert made.parsed.data.id == "generated"
        assert made.parsed.data.publishable_key.startswith("pk_")
        assert made.parsed.data.created_at.tzinfo is not None
        again = create.sync_detailed(client=client, body=body)
        assert again.status_code == 409
        assert again.parsed.details == "Resource already exists"
        soft = delete.sync_detailed("generated", client=client)
        assert (soft.status_code, soft.parsed.hard) == (200, False)
        hard = delete.sync_detailed("generated", client=client, hard=models.DeleteClientHard.TRUE)
        assert (hard.status_code, hard.parsed.hard) == (200, True)
        assert delete.sync_detailed("generated", client=client).status_code == 404
        refused = create.sync_detailed(client=client, body=models.NewClient(id="a.b", name="x"))
        assert refused.parsed.details[0].field == "id"
        key = issue.sync_detailed(client=client, body=models.NewApiKey(name="x", scopes=["a"]))
        assert key.status_code == 201
        assert len(key.parsed.data) > 30
