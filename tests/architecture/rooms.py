"""What the rules hold the packages to: rooms in layers, faces, doors, and the exceptions with their reasons."""

from __future__ import annotations

FACES = {"mock_server.openapi": 22, "mock_server.embedded": 13}
"""What `contracts` imports of `mock_server`, and how many names each has at the most: lower it with each that goes."""

LAYERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "mock_server": (
        (
            "one_command",
            "cli",
            "__main__",
            "command_line",
            "command_line/mcp_server",
            "embedded",
            "connexion",
            "testcontainers",
            "",
        ),
        ("server",),
        ("engine",),
        ("openapi",),
        ("openapi/codec", "openapi/behaviour", "openapi/generator"),
        ("openapi/schema",),
        ("openapi/reading", "openapi/patterns"),
        ("store",),
        ("command_line/configuration",),
        ("clock", "errors", "json_types", "lazy_names", "settings", "values"),
    ),
    "contracts": (
        ("cli", "pytest_plugin", "schemathesis", ""),
        ("commands",),
        ("observed/proxy",),
        ("observed/recordings",),
        ("observed/recordings/learning_mock",),
        ("run",),
        ("run_report",),
        ("reports",),
        ("suggestion", "cases"),
        ("cases/arazzo",),
        ("cases/journeys", "cases/generated", "cases/confirming"),
        ("cases/probes", "cases/lists"),
        ("cases/records",),
        ("cases/sending",),
        ("cases/values",),
        ("judging",),
        ("laws",),
        ("traffic", "traffic/usage", "traffic/secrets"),
        ("findings",),
        ("exchange",),
        ("user_file",),
        ("errors", "settings", "atomic_file", "run_tag", "gc_while_checking"),
    ),
}
"""Rooms from top to bottom. A module imports from its own room and from rooms below; rooms of one layer keep apart,
but for the files at a package's top, which are one room. ``""`` is the package's own ``__init__``."""

FOLDERS = {
    "mock_server": {"command_line", "server", "engine", "openapi", "store"},
    "contracts": {"commands", "observed", "reports", "suggestion", "cases", "judging", "laws", "traffic"},
}
"""What somebody who opens a package sees: five rooms and eight. A ninth goes into one of them."""

NAMESAKES = {
    "__main__": "`python -m` of a package",
    "Answer": "an HTTP answer, ready to be sent in one program and received in the other",
    "Settings": "those of each program",
    "UsageError": "the command line is wrong, in each program",
    "cli": "the command of each program, and the one in front of them",
    "errors": "the errors of each program and of the store",
    "settings": "those of each program",
}
"""Classes and files whose name is used more than once, with the one meaning that they share."""

WRITTEN_AGAIN = {
    "mock_server.server.asgi._OF_CONTENT": "what an answer without a body lacks; the engine keeps them of a content",
    "contracts.traffic.http_connection._QUICK": "the process of the forwarder loads nothing of the check",
}
"""Values that two files have alike, each with the reason."""

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("mock_server.server.admin.health", "mock_server"): "the package's version",
}
"""Imports that may lead upwards, each with its reason."""

DOORS = {
    "connexion": {"mock_server/connexion.py"},
    "starlette": {
        "mock_server/server/middleware/access_log.py",
        "mock_server/server/app.py",
        "mock_server/server/asgi.py",
        "mock_server/server/middleware/cors.py",
        "mock_server/server/middleware/failures.py",
        "mock_server/server/middleware/authentication.py",
        "mock_server/server/middleware/request_reading.py",
        "mock_server/server/middleware/routing.py",
        "mock_server/server/middleware/sandboxing.py",
        "mock_server/server/performing.py",
        "mock_server/server/injecting.py",
        "mock_server/server/wire_faults.py",
        "mock_server/server/streaming.py",
        "mock_server/server/pages.py",
        "mock_server/server/upstream/",
        "mock_server/server/workers/remote_admin.py",
        "mock_server/server/admin/",
        "mock_server/server/live_mock.py",
        "mock_server/server/middleware/admin_calls.py",
        "mock_server/server/journal/request_journal.py",
        "mock_server/engine/preferred_answer.py",
    },
    "uvicorn": {
        "mock_server/server/uvicorn_server.py",
        "mock_server/server/last_requests.py",
        "mock_server/server/http_protocol.py",
        "mock_server/server/head_protocol.py",
        "mock_server/server/refusing_protocol.py",
        "mock_server/server/response_cycle.py",
    },
    "tinydb": {"mock_server/store/"},
    "redis": {"mock_server/store/redis_connection.py"},
    "watchfiles": {"mock_server/server/watching.py"},
    "yaml": {
        "mock_server/openapi/reading/bounds.py",
        "mock_server/openapi/reading/source.py",
        "mock_server/openapi/reading/overlays.py",
    },
    "openapi_spec_validator": {"mock_server/openapi/reading/checking.py"},
    "jsonschema_rs": {
        "mock_server/openapi/schema/validation.py",
        "mock_server/openapi/reading/checking.py",
        "mock_server/openapi/behaviour/extension.py",
        "mock_server/openapi/reading/formats.py",
        "mock_server/openapi/patterns/generation.py",
    },
    "httptools": {
        "mock_server/server/http_protocol.py",
        "mock_server/server/head_protocol.py",
        "mock_server/server/upstream/service_connection.py",
        "contracts/traffic/answer_reader.py",
    },
    "brotli": {"mock_server/openapi/codec/compressed_formats.py"},
    "backports": {"mock_server/openapi/codec/compressed_formats.py"},
    "httpx": set(),
    "uvloop": {"contracts/observed/proxy/forwarder_process.py"},
    "yaml12": {"mock_server/openapi/reading/source.py"},
    "python_multipart": {"mock_server/openapi/codec/multipart.py"},
    "xml.parsers": {"mock_server/openapi/codec/xml_reader.py"},
    "schemathesis": {"contracts/cases/generated/fuzz", "contracts/schemathesis.py"},
    "hypothesis": {"contracts/cases/generated/fuzz"},
    "testcontainers": {"mock_server/testcontainers.py"},
    "pytest": {"contracts/pytest_plugin.py", "contracts/commands/pytest_items.py"},
    "mcp": {"mock_server/command_line/mcp_server/mcp_session.py"},
    "shtab": {"mock_server/command_line/completion.py"},
    "secrets": set(),
}
