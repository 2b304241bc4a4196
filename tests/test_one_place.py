"""What is known once is written once: texts that tell a second implementation stand in the files named here alone."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from contracts.commands.shared_options import SHARED
from tests.architecture.imports import PROGRAMS

OPENAPI = "mock_server/openapi"

PLACES: dict[str, tuple[str, set[str]]] = {
    "the pairs of a query, a form or cookies": (
        r"split\(b?[\"'][&;]|\bparse_qsl?\(|SimpleCookie|\burlencode\(|\bquote_plus\(|\bunquote_plus\(",
        {
            f"{OPENAPI}/reading/percent.py",
            "mock_server/store/location.py",  # options of a store's own address
            "contracts/traffic/secrets/secret_forms.py",  # every form in which a secret may travel
            "contracts/traffic/secrets/redaction.py",  # a path, decoded as anybody might
        },
    ),
    "the text of a JSON pointer": (r"[\"']~[01]", {f"{OPENAPI}/reading/pointers.py"}),
    "the text that stands for a value": (
        r"isinstance\(\w+, str\) else dump_json\(\w+\)\.decode",
        {f"{OPENAPI}/reading/json_text.py"},
    ),
    "what stands at a pointer, or nothing": (
        r"\blook_up\([^\n]*\n\s*except",
        {
            f"{OPENAPI}/reading/pointers.py",
            f"{OPENAPI}/reading/references.py",  # the error names the reference
            f"{OPENAPI}/reading/schema_resources.py",  # asks whether, for a value that may be none
            f"{OPENAPI}/reading/served_servers.py",
        },
    ),
    "the essence of a media type": (
        r"partition\([\"'];",
        {f"{OPENAPI}/reading/media_types.py", "contracts/traffic/content_types.py"},  # the latter judges its spelling
    ),
    "the tokens of a place": (
        r"place\.[^\n]*(?:split|partition|strip)\([\"']/",
        {
            "contracts/judging/drifts.py",  # the place above another one stays a text
            "contracts/laws/list_walks.py",  # the place may be a header
            "mock_server/engine/observed_records.py",  # the place is a path
        },
    ),
    "which media types are JSON": (
        r"endswith\([\"']\+json|[\"']json[\"'] in (?!arguments)",
        {
            f"{OPENAPI}/reading/media_types.py",
            "contracts/traffic/secrets/body_values.py",  # whatever calls itself so may hold a secret
        },
    ),
    "the names in a path template": (
        r"\\\{\([^)]*\[\^[^]]*\}",
        {
            f"{OPENAPI}/reading/path_templates.py",
            f"{OPENAPI}/reading/document.py",  # variables of a server's URL
            f"{OPENAPI}/behaviour/resources.py",  # a collection and what names one of it
        },
    ),
    "the expression of a place in a message": (
        r"f?[\"']\$(?:request|response)\.[^\"']*\{|removeprefix\([\"']\$",
        {f"{OPENAPI}/reading/expressions.py"},
    ),
    "the reason of an assumption": (r"[\"']x-assumed", {f"{OPENAPI}/reading/operation.py"}),
    "headers that are no parameters": (
        r"\(\s*[\"']accept[\"'],\s*[\"']content-type[\"'],\s*[\"']authorization",
        {f"{OPENAPI}/reading/operation.py"},
    ),
    "the content codings of a body": (
        r"\bformats\(\)|\bUnpacked\(",
        {f"{OPENAPI}/codec/content_codings.py", f"{OPENAPI}/codec/compressed_formats.py"},
    ),
    "the fields that say how a body travelled": (
        r"[\"']content-encoding[\"'], [\"']content-length[\"'], [\"']transfer-encoding",
        {f"{OPENAPI}/reading/http_archive.py"},
    ),
    "which operations a name means": (r"\bfnmatch", {f"{OPENAPI}/reading/operation_names.py"}),
    "the server's part of an exchange in this process": (
        r"[\"']asgi[\"']: ",
        {
            "mock_server/server/inner_exchange.py",
            "mock_server/server/head_protocol.py",  # what came over a socket
            "mock_server/server/workers/one_state.py",  # what another process hands on, piece by piece
        },
    ),
    "the names of secrets": (
        r"passphrase",
        {f"{OPENAPI}/behaviour/field_names.py", "contracts/traffic/login_operation.py"},  # what a login is sent
    ),
    "the names of a state": (r"[\"']phase[\"']", {f"{OPENAPI}/behaviour/field_names.py"}),
    "the words of a name": (r"A-Z\]\?\[a-z\]\+", {f"{OPENAPI}/reading/name_words.py"}),
    "a name without case and marks": (
        r"(?:sub|compile)\(r?[\"']\[\^a-z0-9\][\"']",
        {f"{OPENAPI}/reading/name_words.py"},
    ),
    "the type of a JSON value": (r"return [\"']boolean[\"']", {f"{OPENAPI}/reading/json_values.py"}),
    "writing a file as a whole": (
        r"mkstemp|NamedTemporaryFile|os\.replace",
        {"contracts/atomic_file.py"},
    ),
    "names that are loaded late": (
        r"def __getattr__",
        {"mock_server/server/connexion_stack.py"},  # in place of what Connexion would import and nobody uses
    ),
}
"""Fact → a text by which an implementation of it is told, and the files that may hold it."""


@pytest.mark.parametrize("fact", PLACES)
def test_a_fact_has_one_place(fact: str) -> None:
    """No other file than those of the table implements it; a file of the table that does not is taken off."""
    text, homes = PLACES[fact]
    found = {
        PROGRAMS.files[module].relative_to(PROGRAMS.root).as_posix()
        for module, said in PROGRAMS.texts.items()
        if re.search(text, said)
    }
    assert found == homes


def test_an_option_of_several_commands_is_spelled_once() -> None:
    """The table of shared options has it, but for those by which commands mean different things."""
    spelled = Counter(
        call.args[0].value
        for module, syntax in PROGRAMS.syntax.items()
        if module.startswith("contracts.") and "--" in PROGRAMS.texts[module]
        for call in ast.walk(syntax)
        if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
        if re.fullmatch(r"add|\w+\.add_argument", ast.unparse(call.func)) and str(call.args[0].value).startswith("--")
    )
    table = {f"--{name}" for name in SHARED}
    assert {option for option, times in spelled.items() if times > 1} == {
        "--har",
        "--usage",
    }  # read here, written there
    assert table.isdisjoint(spelled)
