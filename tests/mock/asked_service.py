"""A service of this process's own, asked on a loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mock_server.server.upstream.service import Service
from mock_server.settings import UpstreamSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.proxy.raw_target import RawTarget

PATIENCE = 60.0


def asking(target: RawTarget, ask: Callable[[Service], Awaitable[None]]) -> None:
    """Ask this target on a loop; who waits for what does not come fails."""

    async def run() -> None:
        service = Service(UpstreamSettings(target.url, (), "none"))
        try:
            async with asyncio.timeout(PATIENCE):
                await ask(service)
        finally:
            await service.close()

    asyncio.run(run())
