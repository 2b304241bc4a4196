"""What is known of UTF-8 stands where Hypothesis looks for it, and is true."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

from hypothesis import configuration
from hypothesis.internal import charmap

from contracts.cases.generated import fuzz_characters

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_hypothesis_takes_the_table_instead_of_trying_each_character(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it would try them itself, it would find nothing here, since no character is left to be tried."""
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path)
    fuzz_characters.prepare()
    written = list(tmp_path.rglob("*.json.gz"))
    monkeypatch.setattr(sys, "maxunicode", -1)
    encodable, lossy = charmap.intervals_from_codec.__wrapped__("utf-8")
    monkeypatch.undo()

    assert [path.parent.name for path in written] == [unicodedata.unidata_version] * 2
    assert encodable.intervals == ((0, 0xD7FF), (0xE000, 0x10FFFF))
    assert not lossy.intervals
    edges = (0, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0x10FFFF)
    assert [is_writable(code) for code in edges] == [code in encodable for code in edges]


def test_each_character_is_in_the_category_that_it_has() -> None:
    """Ranges of which the first character alone was looked at too."""
    told: list[str] = [""] * (sys.maxunicode + 1)
    for name, ranges in fuzz_characters.categories().items():
        for first, last in ranges:
            told[first : last + 1] = [name] * (last + 1 - first)
    assert told == list(map(unicodedata.category, map(chr, range(sys.maxunicode + 1))))


def test_categories_are_read_instead_of_looking_at_each_character(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Hypothesis itself tells them; of a newer Unicode nothing is known, and it looks for itself."""
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path / "own")
    monkeypatch.setattr(charmap, "_charmap", None)
    own = charmap.charmap()
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path / "told")
    fuzz_characters.prepare()
    monkeypatch.setattr(charmap, "_charmap", None)
    monkeypatch.setattr(sys, "maxunicode", -1)
    assert charmap.charmap() == own
    monkeypatch.setattr(fuzz_characters, "_LATEST", (1, 0, 0))
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path / "newer")
    fuzz_characters.prepare()
    assert len(list((tmp_path / "newer").rglob("*.json.gz"))) == 1


def test_a_folder_that_can_not_be_written_to_is_left_to_hypothesis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It works without."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(configuration, "__hypothesis_home_directory", tmp_path / "file")
    fuzz_characters.prepare()
    assert (tmp_path / "file").is_file()


def is_writable(code: int) -> bool:
    """Whether Python itself writes the character in UTF-8."""
    try:
        return chr(code).encode("utf-8").decode("utf-8") == chr(code)
    except UnicodeEncodeError:
        return False
