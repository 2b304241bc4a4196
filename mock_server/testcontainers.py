"""The mock in a container of its own, for tests that use Testcontainers (docs/clients.md; the extra `testcontainers`).

    with MockContainer("openapi.yaml") as mock, mock.sandbox("a test") as sandbox:
        httpx.get(f"{sandbox.url}/clients")

The image is that of our Dockerfile (docs/container.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

try:
    from testcontainers.core.container import DockerContainer
    from testcontainers.core.wait_strategies import HttpWaitStrategy
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"{missing.name} is not installed; install it with: pip install 'mythic-mock[testcontainers]'",
        name=missing.name,
    ) from None

from mock_server.embedded import EmbeddedMock, MockSandbox
from mock_server.settings import ADMIN_PREFIX
from mock_server.values import unguessable

if TYPE_CHECKING:
    from typing import Self

IMAGE = "mythic-mock"
PORT = 8000
_FOLDER = "/api"
_LOCAL = ("localhost", "127.0.0.1")


class MockContainer(DockerContainer):
    """Serves the document ``spec`` from a container, until it is stopped; a context manager.

    The folder of the document is mounted, so that references find its files; it has to be one that others may read.
    ``options`` are further words for `mock-server`, ``more`` is what a DockerContainer takes. ``key`` is a credential
    that is let in, empty where anybody is; ``token`` that of the admin API. Raises MockServerError where the document
    can't be served; what Testcontainers raises where there is no engine or no image.
    """

    def __init__(self, spec: Path | str, *options: str, image: str = IMAGE, **more: Any) -> None:
        document = Path(spec).resolve()
        with EmbeddedMock(document) as known:
            self.key, self._base_path = known.key, known.base_path
        super().__init__(image, **more)
        self.token = unguessable()
        self._words = ["serve", f"{_FOLDER}/{document.name}", "--host", "0.0.0.0", "--port", str(PORT),  # noqa: S104 - within its container
                       "--store", "memory:", *options]  # fmt: skip
        self.with_exposed_ports(PORT)
        self.with_volume_mapping(document.parent, _FOLDER)
        self.with_env("MOCK_ADMIN_TOKEN", self.token)
        self.waiting_for(HttpWaitStrategy(PORT, f"{ADMIN_PREFIX}/health"))

    def start(self) -> Self:
        """Start, and wait until it is healthy; the name by which the engine is reached is let in."""
        host = self.get_docker_client().host()
        self.with_command([*self._words, *([] if host in _LOCAL else ["--admin-host", host])])
        return super().start()

    @property
    def url(self) -> str:
        """The API's base, without a slash at its end."""
        return f"http://{self.get_container_host_ip()}:{self.get_exposed_port(PORT)}{self._base_path}"

    def sandbox(self, title: str = "test", *, seed: int | None = None) -> MockSandbox:
        """A sandbox of its own, as the fixture `mock_sandbox` has it: one a test, of one container for all."""
        return MockSandbox(self.url, title, key=self.key, token=self.token, seed=seed)
