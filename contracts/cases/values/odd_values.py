"""Values that break things whatever a schema says: texts, objects, and a value of each type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mock_server.openapi import JSON

Kinds = list[tuple[str, Any]]
LONG = 6000

TEXTS: Kinds = [
    ("an empty text", ""),
    ("one character", "x"),
    ("white space around", "  two words \t "),
    ("white space alone", "   "),
    ("white space inside", "two  words   here"),
    ("mixed case", "McDonald ÄRGER iOS"),
    ("composed Unicode", "Zoë Café Ångström"),
    ("decomposed Unicode", "Zoe\u0308 Cafe\u0301"),
    ("compatibility characters", "ﬁ ① Ａ ²"),
    ("emoji", "👩‍👩‍👧 🚀 done"),
    ("right-to-left text", "مرحبا بالعالم שלום"),
    ("Chinese and Japanese", "株式会社テスト"),
    ("a NUL", "left\u0000right"),
    ("control characters", "tab\there\r\nline\u001f\u007f"),
    ("zero-width characters", "a\u200bb\u2060c\ufeffd"),
    ("markup", "<b>\"bold\" & 'more'</b> &amp; <script>"),
    ("quotes and backslashes", 'O\'Brien "x" \\n \\u0041 `'),
    ("percent signs and plus", "100%25 a+b %00 %s {0} ${x}"),
    ("a path", "../../etc/hosts"),
    ("SQL", "x' OR '1'='1' --"),
    ("a template", "{{7*7}} <%= 7*7 %>"),
    ("digits", "0012345"),
    ("a number", "1e5"),
    ("the word false", "false"),
    ("the word null", "null"),
    ("JSON", '{"a": [1]}'),
    ("a date", "2031-01-02"),
    ("a comma and semicolon", "a,b;c|d=e"),
    ("a host name", "www.Shop.example.com"),
    ("a web address", "HTTPS://www.Example.com:443/Path/?b=2&a=1#Top"),
    ("a telephone number", "+1 (415) 555-0198 ext. 7"),
    ("an e-mail address", "Ops.Team+tag@Example.COM"),
    ("a decimal number", "1,234.50"),
    ("a time with offset", "2031-01-02T03:04:05+02:00"),
    ("256 characters", "l" * 256),
    ("300 wide characters", "ß" * 300),
    ("many characters", "0123456789" * (LONG // 10)),
]

OBJECTS: Kinds = [
    ("an empty object", {}),
    ("nulls inside", {"a": None, "b": {"c": None}, "d": [None]}),
    ("empty values inside", {"text": "", "list": [], "object": {}, "zero": 0, "no": False}),
    ("numbers inside", {"int": 1, "negative": -7, "float": 1.5, "small": 0.001, "large": 9007199254740991, "zero": 0}),
    ("texts inside", {"spaces": "  x  ", "unicode": "Zoe\u0308 🚀", "number": "007", "boolean": "true"}),
    ("deep nesting", {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": [[["deep"]]]}}}}}}}}),
    ("arrays in order", {"list": [3, 1, 2, 1], "mixed": [True, "a", None, {"z": 1}, [2, 1]]}),
    ("odd names", {"": 1, "with space": 2, "a.b": 3, "$set": 4, "__proto__": 5, "ключ": 6, "a/b~c": 7, "0": 8}),
    ("names in mixed case", {"camelCase": 1, "snake_case": 2, "UPPER": 3, "camelcase": 4, "kebab-case": 5}),
    ("many members", {f"member{index}": index for index in range(120)}),
]

OF_TYPES: list[tuple[str, str, JSON]] = [
    ("string", "a text", "text"),
    ("string", "an empty text", ""),
    ("string", "a number as text", "1"),
    ("string", "a boolean as text", "true"),
    ("integer", "a number", 123),
    ("integer", "zero", 0),
    ("integer", "one", 1),
    ("number", "a fraction", 1.5),
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("array", "an array", ["a"]),
    ("array", "an empty array", []),
    ("object", "an object", {"a": 1}),
    ("object", "an empty object", {}),
    ("null", "null", None),
]
"""Type, kind and value."""
