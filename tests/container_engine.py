"""A container engine's API as far as Testcontainers asks for it: what is started is a process of this machine.

Paths of a container stand for what is mounted there, its port for a free one. Of the Engine API, version 1.44.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.free_port import free_port
from tests.running import environment

if TYPE_CHECKING:
    from types import TracebackType

_VERSION = "1.44"


class Engine:
    """Knows one image, ``image``; ``created`` is what it was asked to create, ``removed`` how many were removed."""

    def __init__(self, image: str = "mythic-mock") -> None:
        self.image = image
        self.created: list[dict[str, Any]] = []
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ports: list[int] = []
        self.removed = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"tcp://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Engine:
        """The engine itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End everything."""
        for process in self.processes:
            process.kill()
            process.wait()
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        """Status and value."""
        parts = [part for part in path.split("/") if part and part != f"v{_VERSION}"]
        match method, *parts:
            case "GET", "version":
                return 200, {"ApiVersion": _VERSION, "Version": "27.0"}
            case "GET", "networks":
                return 200, []
            case "GET", "images", name, "json":
                known = name.partition(":")[0] == self.image
                return (200, {"Id": "sha256:1"}) if known else (404, {"message": f"No such image: {name}"})
            case "POST", "containers", "create":
                self.created.append(body)
                return 201, {"Id": str(len(self.created)), "Warnings": []}
            case "POST", "containers", number, "start":
                self._start(self.created[int(number) - 1])
                return 204, None
            case "GET", "containers", number, "json":
                return 200, self._inspected(int(number))
            case "DELETE", "containers", number:
                self._remove(int(number))
                return 204, None
        return 404, {"message": f"{method} {path} is not known here"}

    def _start(self, asked: dict[str, Any]) -> None:
        self.ports.append(free_port())
        words = [*asked["Cmd"]]
        for bind in asked["HostConfig"]["Binds"]:
            host, inside, _ = bind.split(":")
            words = [host + word.removeprefix(inside) if word.startswith(f"{inside}/") else word for word in words]
        words[words.index("--port") + 1] = str(self.ports[-1])
        words[words.index("--host") + 1] = "127.0.0.1"
        variables = {**environment(), **dict(pair.split("=", 1) for pair in asked["Env"])}
        command = [sys.executable, "-m", "mock_server.one_command", *words]
        self.processes.append(
            subprocess.Popen(command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        )

    def _inspected(self, number: int) -> dict[str, Any]:
        ports, status = {}, "created"
        if number <= len(self.processes):
            ended = self.processes[number - 1].poll() is not None
            ports = {"8000/tcp": [{"HostIp": "127.0.0.1", "HostPort": str(self.ports[number - 1])}]}
            status = "exited" if ended else "running"
        return {"Id": str(number), "State": {"Status": status}, "NetworkSettings": {"Ports": ports}}

    def _remove(self, number: int) -> None:
        self.removed += 1
        for process in self.processes[number - 1 : number]:
            process.kill()
            process.wait()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        engine = self

        class Handler(BaseHTTPRequestHandler):
            """One request of the client."""

            def _do(self) -> None:
                data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, value = engine.answer(self.command, urlsplit(self.path).path, json.loads(data or b"null"))
                content = b"" if value is None else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = _do  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
