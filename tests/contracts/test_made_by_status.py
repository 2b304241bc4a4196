"""A POST of which nothing but its 201 tells that it makes something: some frameworks answer any POST so."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Asked, Service, checked, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

DEEDS = (
    "/wallpaper", "/backup/restore", "/me/password-change", "/token-settings", "/system/settings", "/user/preferences",
    "/devices/reboots", "/registration/reopen", "/user/credentials", "/system/parameters", "/device/defaults",
    "/user/privileges",
)  # fmt: skip
MAKING = ("/events", "/audit-log", "/orders", "/registration")


LINE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}


class House(Service):
    """What is there is one of each kind, and any POST puts another in its place; events and a log only grow."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = Counter[str]()

    def document(self) -> dict[str, Any]:
        """Nothing is removed; the settings that are there, and the orders, are shown."""
        body = takes(LINE)
        made = {"requestBody": body, "responses": {"201": {"description": ""}, "400": {"description": "wrong"}}}
        named = {"/audit-log": {"summary": "Add a line to the log"}}
        paths: dict[str, Any] = {path: {"post": {**made, **named.get(path, {})}} for path in (*DEEDS, *MAKING)}
        for path, shown in (("/token-settings", LINE), ("/orders", {"type": "array", "items": LINE})):
            paths[path]["get"] = {"responses": {"200": says(shown)}}
            paths[path]["post"] = {**made, "responses": {**made["responses"], "201": says(LINE)}}
        return {"openapi": "3.0.0", "info": {"title": "House", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """Whatever is sent is taken."""
        if asked.method == "GET" and asked.path in ("/orders", "/token-settings"):
            return 200, ([] if asked.path == "/orders" else {"text": "here"}), {}
        if asked.path not in (*DEEDS, *MAKING) or asked.method != "POST":
            return (405, None, {"Allow": "POST"}) if asked.path in (*DEEDS, *MAKING) else (404, None, {})
        self.asked[asked.path] += 1
        return 201, ({"text": "here"} if asked.path in ("/orders", "/token-settings") else None), {}


@pytest.mark.parametrize("included", [(), ("POST /wallpaper",)])
def test_a_201_alone_makes_no_create(included: tuple[str, ...], tmp_path: Path) -> None:
    """Such a deed is sent where it is asked for; what is called like many things, or says that it adds one, is."""
    service = House()
    report = checked(service, tmp_path, include=included, read_only=False)
    assert set(service.asked) == ({"/wallpaper"} if included else {*MAKING})
    assert included or {f"POST {path}" for path in DEEDS} <= {
        one.partition(":")[0] for one in map(str, report.unreached)
    }
