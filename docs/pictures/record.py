"""Records the terminal session of the pages, 80 columns wide: `python docs/pictures/record.py [FILE]`.

Every command is run, and what is shown is what it printed; `…` stands for lines that are left out.
"""

from __future__ import annotations

import io
import re
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

FOLDER = Path(__file__).resolve().parent
ROOT = FOLDER.parents[1]
sys.path.insert(0, str(ROOT))

from tests.pages.session import Session, files_of  # noqa: E402

WIDTH = 80
FILE = FOLDER / "session.svg"
SESSION = (
    ("mythic-mock serve shop.yaml", slice(0, 2)),
    ("""curl http://127.0.0.1:8000/products --json '{"name": "Lamp", "price": 40}'""", slice(None)),
    ("""curl http://127.0.0.1:8000/products --json '{"name": "", "price": "free"}'""", slice(None)),
    ("curl http://127.0.0.1:8000/products", slice(None)),
    ("mythic-mock serve shop.yaml --overlay drifted.yaml --store memory:", slice(0, 2)),
    ("mythic-mock check http://127.0.0.1:8000 --spec shop.yaml --yes", re.compile(r"^\d+ drifts?", re.MULTILINE)),
)
"""The commands, and which lines of what they print are shown: a part, or eight from where a pattern is found."""


def main(file: Path = FILE, *, whole: bool = True) -> None:
    """Run the session and write it as SVG; ``whole`` checks take their time."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    with tempfile.TemporaryDirectory() as name:
        files = files_of("docs/start-frontend.md", "docs/start-service.md")
        with Session(Path(name), files, whole=whole) as session:
            for line, part in SESSION:
                console.print(Text("$ ", style="green") + Text(line, style="bold"))
                for text, style in _shown(session.run(line), part):
                    console.print(Text(text, style=style))
    written = console.export_svg(title="mythic-mock", theme=MONOKAI, unique_id="session")
    file.write_text(_without_fonts(written), "utf-8")


def _shown(printed: str, part: slice | re.Pattern[str]) -> list[tuple[str, str]]:
    """The lines of an output that are shown, each with its colour."""
    lines = printed.rstrip().splitlines()
    if isinstance(part, re.Pattern):
        found = part.search(printed)
        assert found is not None, printed
        first = printed.count("\n", 0, found.start())
        part = slice(first, first + 8)
    kept = [(line, _style(line)) for line in lines[part]]
    return [*kept, ("…", "dim")] if len(kept) < len(lines) else kept


def _style(line: str) -> str:
    if re.match(r"\d+ drift|\d+\. ", line):
        return "bold red"
    return "yellow" if line.startswith('{"message"') else ""


def _without_fonts(svg: str) -> str:
    """The picture with the reader's own fonts: nothing is fetched."""
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL).replace(
        "Fira Code", "ui-monospace, Menlo, Consolas"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
