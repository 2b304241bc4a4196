"""Patterns: texts that match regular expressions."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.patterns import PatternUnsupported, matcher, pattern_generator

SEEN = [
    r"^pk_[0-9a-f]{32}$",
    r"^[a-zA-Z0-9_-]{1,255}$",
    r"^\d{4}-\d{2}-\d{2}$",
    r"^[A-Z]{2}$",
    r"^\+[1-9]\d{1,14}$",
    r"^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$",
    r"^([a-z0-9]+(-[a-z0-9]+)*\.)+[a-z]{2,}$",
    r"^https?://.+",
    r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[a-zA-Z\d]{8,}$",
    r"^(?=.*[!@#$%])(?=.*\d)[A-Za-z\d!@#$%]{8,20}$",
    r"^(?=.{6,8}$)[a-z]+$",
    r"^(?!\s*$).+",
    r"^(?!xn--)[a-z0-9-]+$",
    r"^(?=.{1,64}@).+@.+$",
    r"(a)\1",
    r"^([\"'])[a-z]+\1$",
    r"foo|bar",
    r"^foo|bar$",
    r"(^a$|^b$)",
    r"[^/]+",
    r"^[^\s@]+@[^\s@]+\.[^\s@]+$",
    r"^\p{L}[\p{L}\d ]*$",
    r"^\p{Lu}\p{Ll}+$",
    r"^\P{L}+$",
    r"^[\p{Script=Greek}]+$",
    r"^[\u4e00-\u9fa5]+$",
    r"^[а-я]+$",
    r"^.*$",
    r"^$",
    r"",
    r".",
    r"^\S+$",
    r"^\S.*\S$",
    r"^#[0-9A-Fa-f]{3,6}$",
    r"\bfoo\b",
    r"^a\Bb$",
    r"^(GET|POST|PUT)$",
    r"^v?\d+\.\d+\.\d+(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+)?$",
    r"^(-?(?:[1-9][0-9]*)?[0-9]{4})-(1[0-2]|0[1-9])-(3[01]|0[1-9]|[12][0-9])T",
    r"^urn:[a-z0-9][a-z0-9-]{0,31}:[a-z0-9()+,\-.:=@;$_!*'%/?#]+$",
    r"^arn:aws:iam::\d{12}:role/.+$",
    r"^[\w.+-]+@[\w-]+\.[\w.-]+$",
    r"^\$[0-9]+(\.[0-9]{2})?$",
    r"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$",
    r"^[ -~]*$",
    r"^\x41\u0042\t\cJ$",
    r"^\u{1F600}$",
    r"^(?:(?:[01]\d|2[0-3]):[0-5]\d)$",
    r"^[^\x00-\x1f]+$",
    r"(?i)^abc$",
    r"^[a-z](?:[a-z0-9]|-(?=[a-z0-9])){0,38}$",
    r"^(?!.*--)[a-z](?:[a-z0-9-]*[a-z0-9])?$",
    r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
    r"^[a-z]+?$",
    r"^\/[a-z]*$",
    r"^[\[\]]+$",
    r"^[-a-z]+[a-z-]+$",
    r"^]$",
    r"^\W+$",
    r"^\D+$",
    r"^[\s\S]{1,10}$",
    r"^(?<year>\d{4})$",
    r"^(0|[1-9]\d*)$",
    r"^.{3,}$",
    r"^\s+$",
    r"(?<=a)b",
    r"a(?!b)",
    r"^(\d+(?:\.\d+)?)(px|em|%)$",
    r"^((25[0-5]|(2[0-4]|1\d|[1-9]|)\d)\.?\b){4}$",
    r"^([A-Z][a-z]+)( [A-Z][a-z]+)*$",
    r"^[\w\-/.]+$",
    r"^(?:a{2,3}){2}b{0}$",
]


WITHIN = [
    r".*(^arn:((aws)|(aws-cn)):s3:::)([a-z-]+$).*",
    r"(?:x*)(^a+$)y?",
    r"a$b*",
    r"(((^a)))[0-9]$",
    r"^(a|b$)c?$",
    r"(^foo)\1?",
]
"""Anchors in the middle, which leave no room for what stands outside of them."""


@pytest.mark.parametrize("pattern", [*SEEN, *WITHIN])
def test_texts_match(pattern: str) -> None:
    """What is made of a pattern matches it, by the judge of answers."""
    source = random.Random(pattern)
    make, matches = pattern_generator(pattern), matcher(pattern)
    wrong = [text for text in (make(source) for _ in range(60)) if not matches(text)]
    assert not wrong


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        (r"^[a-z]+$", 20, 20),
        (r"^(ab)*$", 5, 9),
        (r"^(ab|cde)+x?$", 7, 7),
        (r"foo", 10, 12),
        (r"^a", 5, None),
        (r"^.*$", 50, 60),
        (r"^[a-z]+(-[a-z]+)*$", 30, 40),
        (r"^(a{2}|b{3}){2,4}$", 9, 9),
        (r"^\w{1,255}$", 1, 4),
        (r"^(?=.*\d)[a-z\d]+$", 12, 12),
        (r"^[0-9a-f]+$", 64, 64),
        (r"^(?:a|(?:b|ccc)*)x$", 6, 6),
        (r".*", 1000, None),
    ],
)
def test_lengths_are_kept(pattern: str, low: int, high: int | None) -> None:
    """Bounds on the length hold beside the pattern."""
    source, matches = random.Random(1), matcher(pattern)
    make = pattern_generator(pattern, low, high)
    for _ in range(40):
        text = make(source)
        assert matches(text)
        assert low <= len(text) <= (high or len(text))


@pytest.mark.parametrize(
    ("pattern", "low", "high"),
    [
        ("(", 0, None),
        ("a)", 0, None),
        ("[a", 0, None),
        ("*a", 0, None),
        ("a{3,1}", 0, None),
        ("[z-a]", 0, None),
        ("a\\", 0, None),
        (r"\p{Nonsense}", 0, None),
        ("^a$", 2, 5),
        ("^(ab)*$", 3, 3),
        ("^[]$", 0, None),
        ("^(?=b)a$", 0, None),
        ("(" * 3000, 0, None),
        (r"(?#comment)", 0, None),
    ],
)
def test_impossible_patterns_are_refused(pattern: str, low: int, high: int | None) -> None:
    """What is no regular expression, or leaves no text, is told at once."""
    with pytest.raises(PatternUnsupported):
        pattern_generator(pattern, low, high)(random.Random(1))


def test_texts_read_well() -> None:
    """Wide classes are stood for by letters, explicit ones by their letters and digits."""
    source = random.Random(1)
    assert pattern_generator("^[^/]{8}$")(source).islower()
    assert pattern_generator("^.+$")(source).islower()
    assert pattern_generator("^[A-Za-z0-9_.-]{30}$")(source).isalnum()


def test_same_seed_same_text() -> None:
    """A text depends on the source of randomness alone."""
    make = pattern_generator("^([a-z]{3}|[0-9]{2,9})+$")
    assert make(random.Random(5)) == make(random.Random(5))


@st.composite
def expressions(draw: Any, depth: int = 3) -> str:
    """Regular expressions of ECMA-262 without assertions."""
    if depth == 0:
        return str(
            draw(st.sampled_from(["a", "xyz", r"\d", r"\w", ".", "[a-f0-9]", "[^abc]", r"\.", "é", r"[\s-]", "Z"]))
        )
    inner = expressions(depth=depth - 1)
    match draw(st.integers(0, 4)):
        case 0:
            return str(draw(inner) + draw(inner))
        case 1:
            return f"(?:{draw(inner)}|{draw(inner)})"
        case 2:
            return f"({draw(inner)}){draw(st.sampled_from(['*', '+', '?', '{2}', '{0,2}', '{1,}', '+?']))}"
        case 3:
            return f"(?:{draw(inner)})"
    return str(draw(expressions(depth=0)))


@settings(max_examples=150, deadline=None, database=None)
@given(expressions(), st.integers(0, 12), st.booleans())
def test_any_expression_is_matched(expression: str, low: int, anchored: bool) -> None:
    """Texts match whatever the pattern; with a length asked for they have it, or no text has it."""
    pattern = f"^(?:{expression})$" if anchored else expression
    matches, source = matcher(pattern), random.Random(3)
    make = pattern_generator(pattern)
    assert all(matches(make(source)) for _ in range(5))
    try:
        long = pattern_generator(pattern, low, low + 3)
    except PatternUnsupported:
        assert not any(low <= len(make(source)) <= low + 3 for _ in range(30))
        return
    for _ in range(5):
        text = long(source)
        assert matches(text)
        assert low <= len(text) <= low + 3
