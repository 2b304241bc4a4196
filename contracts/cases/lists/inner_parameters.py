"""The properties of a parameter that is an object, as parameters of their own: ``page[number]`` and ``page[size]``.

On the wire a `deepObject` is nothing else (OpenAPI 3.1.1, style values): a list that takes one has pages as any other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mock_server.openapi import percent

if TYPE_CHECKING:
    from contracts.exchange import WrittenParameters
    from mock_server.openapi import Operation, Parameter, Schemas


class InnerParameters:
    """The parameters in the query of an operation; each property of a `deepObject` is one by itself."""

    def __init__(self, schemas: Schemas, operation: Operation) -> None:
        self.queries: list[Parameter] = []
        self._holder: dict[str, str] = {}
        """The parameter that holds a property, by the name of that."""
        for parameter in operation.parameters:
            inner = schemas.properties(parameter.schema) if parameter.style == "deepObject" else {}
            for name, schema in inner.items():
                known = replace(
                    parameter, name=f"{parameter.name}[{name}]", schema=schema, style="form", required=False
                )
                self._holder[known.name] = parameter.name
                self.queries.append(known)
            if parameter.location == "query" and not inner:
                self.queries.append(parameter)

    def folded(self, written: WrittenParameters) -> WrittenParameters:
        """What was written of properties by themselves, as what is written of the parameters that hold them.

        What is written of a property later, such as by a link that repeats it, takes the place of what stood there.
        """
        found: WrittenParameters = {}
        for (location, name), text in written.items():
            key = (location, self._holder.get(name, name))
            if key in found:
                again = {pair.name for pair in percent.pairs(text)}
                text = "&".join([*(p.text for p in percent.pairs(found[key]) if p.name not in again), text])
            found[key] = text
        return found
