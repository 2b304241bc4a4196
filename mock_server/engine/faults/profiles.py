"""Networks and services that are bad in a usual way, as rules of faults."""

from __future__ import annotations

PROFILES: dict[str, tuple[str, ...]] = {
    "slow": ("delay 400ms~lognormal, bandwidth 50KB/s",),
    "flaky": ("rate 2% -> reset after effect", "rate 8% -> 503, retry-after 1", "delay 80ms~lognormal"),
    "offline": ("reset",),
    "rate-limited": ("limit 60/1m per credential",),
}
"""What `--profile NAME` stands for."""
