"""The curl lines of the pages, asked of a running mock as they stand, but for its port and its token."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from tests.documents.asking import document
from tests.pages.blocks import Block, blocks, command_lines
from tests.pages.session import PORT
from tests.running import RunningMock, running_mock

if TYPE_CHECKING:
    from pathlib import Path

SESSIONS = ("docs/start-frontend.md", "docs/start-service.md", "docs/start-platform.md")
TOKEN = "kq3…"
CUT = 56
"""What curl ends with where no answer comes: the example that resets the connection."""

pytestmark = pytest.mark.skipif(not shutil.which("bash") or not shutil.which("curl"), reason="pages use bash and curl")


def calls(page: str) -> list[Block]:
    """The blocks of a page that call a mock."""
    return [block for block in blocks("console", within=(page,)) if any("curl " in it for it in command_lines(block))]


def asked(block: Block, mock: RunningMock, most: str = "cat") -> subprocess.CompletedProcess[str]:
    """A block's lines but for those that start a mock, in one shell, until one is refused; ``most`` cuts answers."""
    lines = [line for line in command_lines(block) if not line.startswith("mock-server")]
    text = "\n".join(lines).replace(PORT, f":{mock.address[1]}").replace(TOKEN, mock.token)
    script = f'TOKEN={mock.token}\ncurl() {{ command curl -sS --fail-with-body --max-time 30 "$@" | {most}; }}\n{text}'
    command = ["bash", "-e", "-o", "pipefail", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    """The document that the examples are about."""
    schema = {"type": "object", "required": ["id", "name"], "properties": {"name": {"type": "string"}}}
    schema["properties"]["id"] = {"type": "string"}  # type: ignore[index]
    content = {"content": {"application/json": {"schema": schema}}}
    one = {"responses": {"200": {"description": "One"} | content, "404": {"description": "None"}}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/clients": {"post": {"requestBody": content, "responses": {"201": {"description": "Made"} | content}}},
        "/clients/{id}": {"parameters": [parameter], "get": one},
    }
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document(paths)))
    return spec


@pytest.mark.slow
def test_the_calls_of_the_live_mock(clients: Path) -> None:
    """Each is answered with a success, but for the one that asks for a broken connection."""
    with running_mock(spec=clients) as mock:
        httpx.post(f"{mock.origin}/clients", json={"id": "ada", "name": "Ada"}).raise_for_status()
        for block in calls("docs/live.md"):
            done = asked(block, mock)
            assert done.returncode == (CUT if "reset after" in block.text else 0), (
                block.place,
                done.stdout,
                done.stderr,
            )
        with mock.admin_client() as admin:
            assert admin.get("/records/clients").json()["records"] == []


def test_the_stream_that_is_shown(tmp_path: Path) -> None:
    """Items come one by one, with the numbers that the page shows."""
    (block,) = calls("docs/streams.md")
    (declared,) = blocks("yaml", within=("docs/streams.md",))
    tree = document(yaml.safe_load(declared.text)["paths"])
    item = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 999}}}
    content = {"text/event-stream": {"schema": item}}
    tree["paths"]["/ticks"]["get"]["responses"] = {"200": {"description": "Ticks", "content": content}}
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(tree))
    with running_mock("--seed", "1", spec=spec) as mock:
        shown = asked(block, mock, "head -n 6").stdout
    form = re.compile(r'id: (\d)\ndata: \{"n":\d{1,3}\}\n\n')
    assert form.match(shown)
    assert form.findall(shown)[:2] == form.findall(block.text.partition("\n")[2].strip() + "\n\n")[:2] == ["1", "2"]


def test_no_page_with_calls_is_left_out() -> None:
    """Those of the quick starts are run by test_sessions."""
    pages = {block.page for block in blocks("console") if "$ curl" in block.text}
    assert pages == {"docs/live.md", "docs/streams.md", *SESSIONS} - {"docs/start-service.md"}
