"""The file of settings for all programs: `mythic-mock.toml`, or the tables `tool.mythic-mock` of pyproject.toml."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN = "mythic-mock.toml"
SHARED = "pyproject.toml"
TABLES = ("mock", "check", "proxy", "mcp")
"""A table for each program that is configured."""

_PREFIX = "tool.mythic-mock."


class Given(NamedTuple):
    """A value of the file as it is written there, and its place in words."""

    value: Any
    place: str


class ConfigFile(NamedTuple):
    """A file that was read. ``prefix`` stands before the names of its tables."""

    path: Path
    tables: dict[str, Any]
    prefix: str = ""

    def values(self, table: str, profile: str | None) -> dict[str, Given]:
        """What it says for a program, by key; a profile's values stand before the others. Raises UsageError."""
        self._known(self.tables, (*TABLES, "profile"), "")
        found = self._table(self.tables, table, table)
        profiles = self._of_type(self.tables.get("profile", {}), "profile")
        if profile is not None:
            if profile not in profiles:
                raise UsageError(
                    f"{self.path}: there is no {self._name(f'profile.{profile}')}{_near(profile, profiles)}"
                )
            where = f"profile.{profile}"
            chosen = self._of_type(profiles[profile], where)
            self._known(chosen, TABLES, f"{where}.")
            found |= self._table(chosen, table, f"{where}.{table}")
        return found

    def _table(self, tables: dict[str, Any], table: str, where: str) -> dict[str, Given]:
        held = self._of_type(tables.get(table, {}), where)
        return {key: Given(value, f"{self.path}: {self._name(where)} {key}") for key, value in held.items()}

    def _known(self, tables: dict[str, Any], known: Iterable[str], where: str) -> None:
        for name in tables:
            if name not in known:
                raise UsageError(f"{self.path}: there is no table {self._name(where + name)}{_near(name, known)}")

    def _of_type(self, value: Any, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise UsageError(f"{self.path}: {self._name(where)} is no table; write its keys below that heading")
        return value

    def _name(self, where: str) -> str:
        return f"[{self.prefix}{where}]"


def _near(name: str, known: Iterable[str]) -> str:
    """What may have been meant."""
    import difflib

    names = list(known)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"; did you mean {near[0]}?"
    return f"; there is {', '.join(names)}" if names else ""


def unknown_key(given: Given, key: str, known: Iterable[str]) -> UsageError:
    """That there is no such key, and which one may have been meant."""
    return UsageError(f"{given.place}: there is no such key{_near(key, known) if key else ''}")


def found_file(named: Path | None) -> ConfigFile | None:
    """The file that was named, else that of the working directory, if there is one. Raises UsageError."""
    if named is not None:
        return _read(named, shared=named.name == SHARED)
    if Path(OWN).is_file():
        return _read(Path(OWN), shared=False)
    if Path(SHARED).is_file() and b"tool.mythic-mock" in _octets(Path(SHARED)):
        return _read(Path(SHARED), shared=True)
    return None


def _octets(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror or error}; name the settings with --config") from None


def _read(path: Path, *, shared: bool) -> ConfigFile:
    import tomllib

    try:
        tree: dict[str, Any] = tomllib.loads(_octets(path).decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8, which TOML is; save it as such") from None
    except (ValueError, RecursionError) as error:  # ValueError also for a number of very many digits
        raise UsageError(f"{path} is no TOML: {error}") from None
    if not shared:
        return ConfigFile(path, {name: value for name, value in tree.items() if name != "$schema"})
    tool = tree.get("tool", {})
    held = tool.get("mythic-mock", {}) if isinstance(tool, dict) else {}
    return ConfigFile(path, held if isinstance(held, dict) else {}, _PREFIX)
