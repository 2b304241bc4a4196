"""``python -m tests.target_crud``: run the board, or list what can be switched on."""

from __future__ import annotations

import argparse
import contextlib

from tests.target.server import Server
from tests.target_crud.faults import FAULTS
from tests.target_crud.routes import BASE
from tests.target_crud.running import KEY, assemble
from tests.target_crud.variants import VARIANTS
from tests.target_crud.web import application


def main() -> None:
    """Serve until interrupted, after one line that says where; or print the tables."""
    parser = argparse.ArgumentParser(prog="tests.target_crud", description="A board of projects, tasks and contacts.")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one (default)")
    parser.add_argument("--fault", action="append", default=[], choices=FAULTS, metavar="NAME", help="repeatable")
    parser.add_argument("--variant", action="append", default=[], choices=VARIANTS, metavar="NAME", help="repeatable")
    parser.add_argument("--key", default=KEY, metavar="K", help="the board key")
    parser.add_argument("--list", action="store_true", help="print kind, name and text of every fault and variant")
    options = parser.parse_args()
    if options.list:
        for fault in FAULTS.values():
            print(f"{fault.kind:<8} {fault.name:<40} {fault.text}")
        for variant in VARIANTS.values():
            print(f"{'variant':<8} {variant.name:<40} {variant.text}")
        return
    app = application(assemble(options.fault, options.variant, options.key))
    with contextlib.suppress(KeyboardInterrupt), Server(app, options.port) as server:
        print(f"listening on http://127.0.0.1:{server.port}{BASE}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main()
