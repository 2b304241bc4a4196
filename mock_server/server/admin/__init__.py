"""The admin API: what is asked of a running mock beside its own API (docs/live.md).

`admin.openapi.yaml` describes it, and is served by the same reader, validators and error forms as everything else, so
a function gets a request that conforms. To add a route: describe the operation in that file, write a function
``name(mock, call)`` (async or not) that gives an Answer (see `answering`) into the file of its noun, and name it by its
operationId in `routes`. Credentials, 400, 401, 403, 404 of unknown paths and 405 are answered before it is called.
"""
