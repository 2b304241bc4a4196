"""The site of the documentation: it is built strictly, has every page in its menu, and fetches from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from docs_site.building import SITE, built, told
from docs_site.checking import problems
from docs_site.staging import CONFIG, ROOT, pages, stage

if TYPE_CHECKING:
    from pathlib import Path

HOME = '<nav><a href="other.html#here">Other</a></nav>'


def looked_at(folder: Path, **written: str) -> list[str]:
    """What is wrong with a site of these pages."""
    for name, text in {"index": HOME, "other": '<h1 id="here">Other</h1>', **written}.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return problems(folder)


@pytest.mark.slow
def test_the_site_is_built_and_leads_nowhere_astray(tmp_path: Path) -> None:
    """As `make docs` builds it: each page is there, and nothing is wrong with any."""
    assert built(tmp_path / "site") == []
    for page in pages():
        name = page.relative_to(ROOT).as_posix().replace("README", "index").replace(".md", ".html")
        assert (tmp_path / "site" / name).exists(), name


def test_every_page_is_in_the_menu() -> None:
    """And the menu has no page that is not there."""
    named = CONFIG.read_text("utf-8")
    for page in pages():
        name = (
            page.relative_to(ROOT).as_posix().replace("README.md", "index.md" if page.parent == ROOT else "README.md")
        )
        assert named.count(f'= "{name}"') == 1, name


def test_every_page_is_one_click_away_on_the_host_as_well() -> None:
    """The README leads to every page for users; so each option is two clicks away, by the page of all options."""
    text = (ROOT / "README.md").read_text("utf-8")
    missing = [page.name for page in sorted((ROOT / "docs").glob("*.md")) if f"](docs/{page.name})" not in text]
    assert missing == []


def test_a_page_keeps_its_links_to_pages_and_files(tmp_path: Path) -> None:
    """Files lie beside the pages; the README is the first page."""
    stage(tmp_path)
    home = (tmp_path / "pages" / "index.md").read_text("utf-8")
    assert "](docs/mock.md)" in home
    assert "](docs/)" not in home
    assert (tmp_path / "pages" / "openapi.yaml").read_bytes() == (ROOT / "openapi.yaml").read_bytes()
    assert not (tmp_path / "pages" / "README.md").exists()


def test_a_site_in_order_has_no_problem(tmp_path: Path) -> None:
    """Links to pages, to places in them, and to files."""
    (tmp_path / "a.svg").write_text("<svg/>", "utf-8")
    assert looked_at(tmp_path, other='<h1 id="here">x</h1><a href="index.html">y</a><img src="a.svg">') == []


@pytest.mark.parametrize(
    ("page", "problem"),
    [
        ('<i id="here"/><a href="gone.html">x</a>', "other.html leads to gone.html, which is not there"),
        ('<i id="here"/><a href="#gone">x</a>', "other.html leads to #gone, which is not there"),
        ('<i id="here"/><a href="index.html#gone">x</a>', "other.html leads to index.html#gone, which is not there"),
        ('<i id="here"/><img src="gone.png">', "other.html lacks gone.png"),
        (
            '<i id="here"/><script src="https://cdn.example/a.js">',
            "other.html fetches https://cdn.example/a.js from elsewhere",
        ),
        ('<i id="here"/><link rel="stylesheet" href="//a.example/">', "other.html fetches //a.example/ from elsewhere"),
        ("<h1>Other</h1>", "index.html leads to other.html#here, which is not there"),
    ],
)
def test_what_is_wrong_with_a_page_is_told(page: str, problem: str, tmp_path: Path) -> None:
    """In one sentence, with the page's name."""
    assert looked_at(tmp_path, other=page) == [problem]


def test_a_page_without_a_way_to_it_is_told(tmp_path: Path) -> None:
    """The menu of the first page has all others."""
    assert looked_at(tmp_path, alone="<h1>Alone</h1>") == ["no menu has alone.html"]


def test_a_style_that_fetches_is_told(tmp_path: Path) -> None:
    """Fonts come from the reader's own system."""
    (tmp_path / "a.css").write_text("@import 'https://fonts.example/a.css'; b {background: url(here.png)}", "utf-8")
    assert looked_at(tmp_path) == ["a.css fetches https://fonts.example/a.css from elsewhere"]


def test_what_the_builder_warns_of_is_a_sentence() -> None:
    """Without the colours and the drawing of a terminal."""
    printed = (
        "\x1b[33mWarning:\x1b[0m anchor does not exist\n"
        "    \x1b[38;5;246m╭\x1b[0m\x1b[38;5;246m─[\x1b[0m docs/mock.md:27:121 \x1b[38;5;246m]\x1b[0m\n"
    )
    assert told(f"Build started\n{printed}1 issue found\n") == ["docs/mock.md:27:121: anchor does not exist"]
    assert told("RuntimeError: it is broken\n") == ["RuntimeError: it is broken"]


def test_the_workflow_publishes_what_make_docs_builds() -> None:
    """The one line that it runs is the Makefile's, the folder is where the site is, and only publishing may write."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "pages.yml").read_text("utf-8"))
    build, publish = workflow["jobs"]["build"], workflow["jobs"]["publish"]
    assert [step["run"] for step in build["steps"] if "run" in step] == ["make docs"]
    assert build["steps"][-1]["with"]["path"] == SITE.relative_to(ROOT).as_posix()
    assert workflow["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"pages": "write", "id-token": "write"}
    assert publish["needs"] == "build"
    assert not any("run" in step for step in publish["steps"])
