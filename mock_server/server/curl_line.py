"""A curl command that a shell carries out as it is printed, and that works as often as it is pasted."""

from __future__ import annotations

import shlex
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.openapi.codec.encoders import write_body
from mock_server.openapi.codec.parameters import Parameters
from mock_server.openapi.codec.parameters_writer import SerializationError, serialize, write
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.media_types import is_json
from mock_server.server.key_carrier import carrier_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.engine.api import Api
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.openapi.reading.operation_parts import MediaType, Parameter, Requirement
    from mock_server.settings import Settings

_LOOKED_AT = 1_000
_TRIED = 10
_FORM = "application/x-www-form-urlencoded"


class _Request(NamedTuple):
    path: str
    query: str
    headers: list[tuple[str, str]]
    body: str | None


def curl_line(api: Api, settings: Settings, origin: str) -> str | None:
    """The command, None where the document has no operation for it."""
    for plan in islice(_candidates(api), _TRIED):
        request = _request(plan)
        if request is not None:
            return _written(plan, request, settings, origin)
    return None


def _candidates(api: Api) -> Iterator[OperationPlan]:
    """What can be asked again and again: a create without a key of the client's, then what reads, then the rest."""
    seen = api.plans[:_LOOKED_AT]
    plain = [plan for plan in seen if "{" not in plan.operation.path]
    yield from (
        plan for plan in plain if plan.operation.method == "POST" and _media(plan) is not None and _is_repeatable(plan)
    )
    yield from (plan for plan in plain if plan.operation.method == "GET" and _is_repeatable(plan))
    yield from (plan for plan in seen if plan.operation.method == "GET" and _is_repeatable(plan))
    yield from (plan for plan in seen if plan.operation.method == "PUT" and _is_repeatable(plan))


def _is_repeatable(plan: OperationPlan) -> bool:
    """Whether a request can succeed, and another one like it too; asked last, for it looks into behaviours."""
    return plan.operation.success() is not None and not _conflicts(plan)


def _conflicts(plan: OperationPlan) -> bool:
    """Whether the same request a second time is refused."""
    if plan.operation.response(409) is None and not plan.operation.extension:
        return False
    return plan.behaviour.unique


def _media(plan: OperationPlan) -> MediaType | None:
    """The media type in which a body can be typed: JSON, else a form."""
    content = plan.operation.request_body.content if plan.operation.request_body is not None else ()
    form = next((media for media in content if media.name.startswith(_FORM)), None)
    return next((media for media in content if is_json(media.name)), form)


def _request(plan: OperationPlan) -> _Request | None:
    """A request that the operation takes, None where none is found."""
    needed = [parameter for parameter in plan.operation.parameters if parameter.required]
    values = Parameters({}, {}, {}, {})
    try:
        for parameter in needed:
            place = "query" if parameter.location == "querystring" else parameter.location
            getattr(values, place)[parameter.name] = _value(plan, parameter)
        known = {parameter.name: parameter for parameter in needed if parameter.location == "path"}
        for name in path_templates.names(plan.operation.path):
            values.path.setdefault(name, "1")
        raw = {name: serialize(known[name], value) if name in known else "1" for name, value in values.path.items()}
        path, query, headers = write(plan.operation, values)
    except SerializationError:
        return None
    octets = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in headers]
    if plan.parameters.read(raw, query.encode("latin-1", "replace"), octets)[1]:
        return None
    body, media = plan.operation.request_body, _media(plan)
    if body is None or (media is None and not body.required):
        return _Request(path, query, headers, None)
    if media is None:
        return None
    data, kind = write_body(_body(plan, media), media, plan.api.schemas)
    if plan.bodies.read(kind.encode("latin-1", "replace"), data)[1] is not None:
        return None
    return _Request(path, query, [*headers, ("Content-Type", kind)], data.decode())


def _value(plan: OperationPlan, parameter: Parameter) -> Any:
    judge = plan.api.validators.validator(parameter.schema, "request")
    shown = [example.value for example in parameter.examples if judge.is_valid(example.value)]
    return shown[0] if shown else plan.api.synthesis.generate(parameter.schema, parameter.name, "request")


def _body(plan: OperationPlan, media: MediaType) -> Any:
    """The shortest example that conforms, else a generated one."""
    schema = media.schema if media.schema is not None else True
    judge = plan.api.validators.validator(schema, "request")
    shown = [example.value for example in media.examples if judge.is_valid(example.value)]
    if shown:
        return min(shown, key=lambda value: len(value) if isinstance(value, dict | list) else 0)
    return plan.api.synthesis.generate(schema, None, "request")


def _written(plan: OperationPlan, request: _Request, settings: Settings, origin: str) -> str:
    operation, api = plan.operation, plan.api
    query, words = request.query, ["curl", "-X", operation.method]
    credentials: list[str] = []
    for need in operation.security[0] if operation.security else ():
        pair, more = _credential(api, need, settings)
        query = "&".join(part for part in (query, pair) if part)
        credentials += more
    url = f"{origin}{api.prefix}{operation.base_paths[0]}{request.path}"
    if any(char in url + query for char in "{}[]"):
        words.append("-g")
    words.append(f"{url}{'?' if query else ''}{query}")
    words += credentials
    for name, value in request.headers:
        words += ["-H", f"{name}: {value}"]
    if request.body is not None:
        words += ["-d", request.body]
    return shlex.join(words)


def _credential(api: Api, need: Requirement, settings: Settings) -> tuple[str, list[str]]:
    """What a security scheme wants of a request: a pair of the query, or words of the command."""
    scheme = api.schemes.get(need.scheme)
    if scheme is None:
        return "", []
    raw = api.document.security_schemes.get(need.scheme, {})
    fitting = [key for key in scheme.accepted if key not in scheme.scopes or scheme.scopes[key] >= set(need.scopes)]
    own = next(iter(fitting or scheme.accepted), b"any").decode()
    value, carrier = "YOUR_KEY" if settings.keys else own, carrier_of(raw)
    if carrier.place == "query":
        return f"{carrier.name}={value}", []
    if carrier.place == "cookie":
        return "", ["-H", f"Cookie: {carrier.name}={value}"]
    if carrier.kind in ("basic", "digest"):
        digest = ["--digest"] if carrier.kind == "digest" else []
        return "", [*digest, "-u", value if ":" in value else f"{value}:"]
    return "", ["-H", f"{carrier.name}: {f'{carrier.kind.capitalize()} ' if carrier.kind else ''}{value}"]
