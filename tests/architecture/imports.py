"""What the modules of a package import: every import statement, resolved to the module that it really reaches."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


_HOLDERS = (ast.stmt, ast.excepthandler, ast.match_case)
"""What may hold an import, at any depth; expressions hold none."""


@dataclass(frozen=True)
class Import:
    """One imported name: who imports, which module is reached, and whether only type checkers see it."""

    importer: str
    module: str
    name: str
    line: int
    type_only: bool


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """All statements below a node, at any depth; expressions hold none and are passed by."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _HOLDERS):
            yield child
            yield from statements(child)


class Tree:
    """The Python files of some packages below ``root``, by module name; nothing is run."""

    def __init__(self, root: Path, packages: tuple[str, ...]) -> None:
        self.root = root
        self.packages = packages
        self.files = {
            self._module(path): path for package in packages for path in sorted((root / package).rglob("*.py"))
        }

    @cached_property
    def texts(self) -> dict[str, str]:
        """What is in the files."""
        return {module: path.read_text("utf-8") for module, path in self.files.items()}

    @cached_property
    def syntax(self) -> dict[str, ast.Module]:
        """What it means."""
        return {module: ast.parse(text) for module, text in self.texts.items()}

    @cached_property
    def imports(self) -> list[Import]:
        """All that is imported, in the order of the files."""
        return [found for module in self.files for found in self._imports_of(module)]

    def planted(self, file: str, line: str) -> Tree:
        """A copy of this tree in which one file ends with these lines; nothing is written."""
        other = copy.copy(self)
        module = self._module(self.root / file)
        other.texts = self.texts | {module: f"{self.texts[module]}\n{line}\n"}
        other.syntax = self.syntax | {module: ast.parse(other.texts[module])}
        other.imports = [found for found in self.imports if found.importer != module] + other._imports_of(module)
        return other

    def _module(self, path: Path) -> str:
        parts = path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def room(self, module: str) -> str:
        """The folder of a module below its package, or the name of a file at the package's top."""
        package, *rest = module.split(".")
        if not rest:
            return ""
        folder = self.root.joinpath(package, *rest)
        names = rest if folder.is_dir() else rest[:-1]
        return "/".join(names) if names else rest[0]

    def _imports_of(self, module: str) -> list[Import]:
        found: list[Import] = []
        is_package = self.files[module].name == "__init__.py"

        def visit(node: ast.AST, *, type_only: bool) -> None:
            if isinstance(node, ast.If) and "TYPE_CHECKING" in (
                getattr(node.test, "id", ""),
                getattr(node.test, "attr", ""),
            ):
                for inside in node.body:
                    visit(inside, type_only=True)
                for inside in node.orelse:
                    visit(inside, type_only=type_only)
                return
            if isinstance(node, ast.Import):
                for alias in node.names:
                    found.append(Import(module, alias.name, alias.name, node.lineno, type_only))
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    own = module.split(".")
                    own = own[: len(own) - node.level + is_package]
                    base = ".".join([*own, *([node.module] if node.module else [])])
                for alias in node.names:
                    inner = f"{base}.{alias.name}"
                    reached = inner if inner in self.files else base
                    found.append(Import(module, reached, alias.name, node.lineno, type_only))
            for child in ast.iter_child_nodes(node):
                if isinstance(child, _HOLDERS):
                    visit(child, type_only=type_only)

        visit(self.syntax[module], type_only=False)
        return found

    def inner(self) -> list[Import]:
        """The imports that reach a module of the packages themselves."""
        return [found for found in self.imports if found.module in self.files]

    def users_of(self, library: str) -> set[str]:
        """The files that import ``library`` or anything below it."""
        return {
            self.files[found.importer].relative_to(self.root).as_posix()
            for found in self.imports
            if f"{found.module}.{found.name}.".startswith(f"{library}.") or f"{found.module}.".startswith(f"{library}.")
        }


PROGRAMS = Tree(Path(__file__).parents[2], ("mock_server", "contracts"))
"""The two programs, read once for all tests of them."""
