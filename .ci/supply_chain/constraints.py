"""Writes constraints.txt, the versions of the development lock without hashes: `python -m supply_chain.constraints`."""

from __future__ import annotations

from supply_chain.lock import DEVELOPMENT, ROOT, pins

_HEAD = "# The versions that CI tests with, as `make lock` writes them; no addresses, so any index will do.\n"


def main() -> None:
    """Write the file; pip itself is left out, since it carries out what the file says."""
    lines = [f"{name}=={pin.version}\n" for name, pin in sorted(pins(DEVELOPMENT).items()) if name != "pip"]
    (ROOT / "constraints.txt").write_text(_HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
