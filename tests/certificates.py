"""Certificates for tests, made by openssl: an authority, a server on loopback, and a client, each for a day."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Certificates:
    """PEM files; those of server and client hold the key too."""

    authority: Path
    server: Path
    client: Path


def made(folder: Path) -> Certificates:
    """Certificates in this folder; a test without openssl is skipped."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")

    def run(*words: str) -> None:
        subprocess.run(["openssl", *words], check=True, cwd=folder, capture_output=True)

    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    run("req", "-x509", *new, "-days", "1", "-subj", "/CN=tests", "-keyout", "ca.key", "-out", "ca.pem")
    (folder / "names").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n")
    for name in ("server", "client"):
        run("req", *new, "-subj", f"/CN=tests of contracts, {name}", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "1", "-extfile", "names")
        run("x509", "-req", "-in", f"{name}.csr", *signed, "-out", f"{name}.crt")
        text = (folder / f"{name}.crt").read_text() + (folder / f"{name}.key").read_text()
        (folder / f"{name}.pem").write_text(text)
    return Certificates(folder / "ca.pem", folder / "server.pem", folder / "client.pem")
