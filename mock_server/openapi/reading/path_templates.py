"""Path templates: what of them travels, the names of their parameters, and when two are alike (OpenAPI 3.1, Paths)."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NO_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_FEW, _LONGEST = 3, 80
EXTENSION = re.compile(r"\.[a-z]+$")
_RECORD_WITH_EXTENSION = re.compile(r"(.*)/\{\}(\.[a-z]+)")
PARAMETER = re.compile(r"\{([^{}]+)\}")
_IN_BRACKETS = re.compile(r"(?<=[^/{}()])\('?(\{[^{}/]*\})'?\)(?=/|$)")
_KEY_ENDS = re.compile(r"\}(?:'?\))?(?=/)")
_OF_URLS = "%/:@!$&'()*+,;=[]~{}"


def on_the_wire(template: str) -> str:
    """What of a path template a request carries as its path: no query, no fragment."""
    return template.partition("#")[0].partition("?")[0]


def encoded(path: str) -> str:
    """A path template's own text as URLs have it: what is none of theirs percent-encoded (RFC 3986 section 2.5), names
    of parameters left alone.
    """
    parts = PARAMETER.split(path)
    return "".join("{" + part + "}" if index % 2 else quote(part, _OF_URLS) for index, part in enumerate(parts))


def names(template: str) -> tuple[str, ...]:
    """Names of the parameters, in order."""
    return tuple(PARAMETER.findall(template))


def filled(template: str, values: Iterable[str]) -> str:
    """The template with these values in the place of its parameters."""
    given = iter(values)
    return PARAMETER.sub(lambda _: next(given), template)


def pattern(
    template: str, value: str = "[^/]+", choices: Mapping[str, tuple[str, ...]] = NO_CHOICES
) -> re.Pattern[str]:
    """What a path that fits the template looks like; each group is a parameter, a ``value`` or a choice."""
    parts = PARAMETER.split(template)
    forms = {name: "|".join(map(re.escape, options)) for name, options in choices.items()}
    return re.compile(
        "".join(f"({forms.get(part, value)})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )


def spelled(template: str) -> str:
    """The template with its parameters' names taken out, by which two that take the same URLs are equal."""
    return PARAMETER.sub("{}", template).rstrip("/") or "/"


def in_segments(template: str) -> str:
    """The template with keys in segments of their own: ``/Orders/{id}/Lines`` for OData's ``/Orders({id})/Lines``."""
    return _IN_BRACKETS.sub(r"/\1", template) if "({" in template or "('{" in template else template


def read(template: str, path: str) -> dict[str, str] | None:
    """The parameters, decoded, of a path that ends as the template does; None for another one."""
    found = re.search(f"{pattern(template.rstrip('/')).pattern}$", encoded(path).rstrip("/"))
    return None if found is None else dict(zip(names(template), map(unquote, found.groups()), strict=True))


@lru_cache(maxsize=16_384)  # each path of a document is asked for several times, for each of its operations
def shape(template: str) -> str:
    """What two spellings of one path have alike: keys in segments of their own, without their names."""
    return spelled(in_segments(template))


def names_one(path: str) -> bool:
    """Whether a path ends in the key of a record: ``/orders/{id}``, ``/Orders({id})``, ``/Orders('{id}')``."""
    return in_segments(path).endswith("}")


def fronts(path: str) -> list[str]:
    """What a path begins with that names a record, and more of it follows, the longest first."""
    return [path[: key.end()] for key in _KEY_ENDS.finditer(path)][::-1]


class _Bare(dict[str, str]):
    def __missing__(self, template: str) -> str:
        return template.strip("/")


def bare(templates: Iterable[str]) -> dict[str, str]:
    """Shapes without the slashes around them, and without the extension that the paths of records have
    (``orders.json`` beside ``orders/{id}.json``) where no other path is the same but for one.
    """
    shapes = {shape(template) for template in templates}
    records = [match for each in shapes if (match := _RECORD_WITH_EXTENSION.fullmatch(each))]
    extensions = {match[2] for match in records}
    shapes |= {match[1] + match[2] for match in records}
    without = {each: EXTENSION.sub("", each) for each in shapes} if extensions else {}
    often = Counter(without.values())
    return _Bare(
        {
            each: found.strip("/")
            for each, found in without.items()
            if each.removeprefix(found) in extensions and often[found] == 1
        }
    )


def owners(template: str) -> tuple[tuple[str, str], ...]:
    """Each parameter that is a whole segment, and the segment before it: ``posts`` and ``id`` of ``/posts/{id}``."""
    segments = in_segments(on_the_wire(template)).split("/")
    return tuple(
        (before, segment[1:-1])
        for before, segment in pairwise(segments)
        if segment.startswith("{") and segment.endswith("}")
    )


def few(names_: Sequence[str]) -> str:
    """The first of many names, in one sentence, and how many there are beside them."""
    told = [name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…" for name in names_[:_FEW]]
    return ", ".join(told) + (f" and {len(names_) - _FEW:,} more" if len(names_) > _FEW else "")


def without_slash(templates: Iterable[str]) -> str:
    """The sentence about paths that begin with no slash; empty where there are none."""
    found = [repr(path) for path in templates if not path.startswith(("/", "x-"))]
    if len(found) < 2:
        return f"the path {few(found)} begins with no slash; it is served with one" if found else ""
    return f"{len(found):,} paths begin with no slash ({few(found)}); they are served with one"
