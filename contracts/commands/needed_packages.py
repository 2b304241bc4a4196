"""What the commands need beside what serves: the extra `contracts`, but for content codings, which may be unknown."""

from __future__ import annotations

from importlib.util import find_spec

from contracts.errors import ContractsError

EXTRA = ("schemathesis", "hypothesis", "requests", "rich", "jinja2", "markupsafe", "tomlkit")


def need_packages() -> None:
    """Raise ContractsError, with the line that installs them, where packages of the extra are not there."""
    missing = [name for name in EXTRA if find_spec(name) is None]
    if missing:
        raise ContractsError(
            f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed (serving needs none of them);"
            " install what a check needs with: pip install 'mythic-mock[contracts]'"
        )
