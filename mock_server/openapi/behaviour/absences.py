"""What becomes of a request for a record that is not there, and of one below a record that is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour.behaviour import Owner
from mock_server.openapi.behaviour.commands import item_above
from mock_server.openapi.behaviour.record_places import PREFERRED, RecordPlaces
from mock_server.openapi.behaviour.refusals_inside import flags
from mock_server.openapi.behaviour.started_jobs import StartedJobs
from mock_server.openapi.behaviour.state_steps import StateSteps, state_steps
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import request_place
from mock_server.openapi.reading.json_values import as_dict

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName, Missing
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation


class Absences(RecordPlaces):
    """Tells it of one operation, with the reasons."""

    def _missing(self, action: ActionName) -> Missing:
        if action in ("create", "list"):
            return "refuse"
        inside = self.known.related and flags(self.schemas, self.operation) is not None
        documented = inside or _documents_missing(self.operation)
        chosen = self.resource is not None and self.known.client_key(self.resource)[1]
        unseen = chosen and self.resource is not None and not self.known.has(self.resource, "GET")
        wanted = self._wanted_missing
        missing: Missing = "invent until deleted" if wanted == "auto" else "invent"
        if wanted == "refuse":
            missing = "refuse" if documented else "invent until deleted"
        elif wanted == "auto" and documented:
            missing = "refuse" if unseen else "refuse once used"
        words = {
            "refuse": "refuses a missing record",
            "refuse once used": "refuses a missing record once a client came back to one it created; invents it before",
            "invent until deleted": "invents a missing record, unless it was deleted",
            "invent": "invents a missing record",
        }
        keys = ", callers choose the keys" if chosen else ", the server assigns the keys"
        why = "404 is documented" + keys + (" and nothing reads them" if unseen else "")
        if not documented:
            why = "404 is not documented"
        self._say("missing", words[missing], why if self.known.missing == "auto" else f"--missing {self.known.missing}")
        return missing

    def _owner(self, action: ActionName) -> Owner | None:
        """The record that the path names before the operation's own, where a client's own one is told from others."""
        path, own = self.operation.path, self.resource
        if action in ("read", "list") and own is not None and self._is_there_anyway(own, action):
            return None
        for front in path_templates.fronts(path) if self._learns else ():
            shape = path_templates.shape(item_above(front, path, self.known.resources))
            found = self.known.resources.get(shape)
            if found is None or found.item is None or path_templates.shape(found.item) != shape:
                continue
            beside = action == "none" or (self.relation is not None and self.relation.within is not None)
            misses = beside and _documents_missing(self.operation)
            if misses:
                self._say("parent", f"refuses when there is no {front} once a client came back to one it created",
                          f"404 is documented, the path begins with {front}")  # fmt: skip
            return Owner(found.name, path_templates.names(front), misses)
        return None

    def _is_there_anyway(self, own: Resource, action: ActionName) -> bool:
        """Whether records are there though nobody made them: fixed words name them, or nothing that is read is made."""
        fixed = any(self.schemas.keyword(own.key_schema, word) is not None for word in ("enum", "const"))
        return fixed or (action == "read" and not (self.known.has(own, "POST") or self._puts_new(own)))

    def _puts_new(self, own: Resource) -> bool:
        """Whether the document says of a PUT that it makes what is not there."""
        return any(response.status == "201" for one in self.known.of(own, "PUT") for response in one.responses)

    def _parent(self) -> Resource | None:
        """The resource of which one record owns this collection, where a missing owner can be told."""
        learns = self._learns
        if (
            not (learns or self._wanted_missing == "refuse")
            or self.resource is None
            or not self.resource.parents
            or not _documents_missing(self.operation)
        ):
            return None
        path = self.resource.collection
        front = next(iter(path_templates.fronts(f"{path}/")), "")
        owner = item_above(front, path, self.known.resources)
        found = self.known.resources.get(path_templates.shape(owner))
        if found is None or found.item is None or path_templates.shape(found.item) != path_templates.shape(owner):
            return None
        once = " once a client came back to one it created" if learns else ""
        why = f"404 is documented, the path begins with {owner}"
        self._say("parent", f"refuses when there is no {owner}{once}", why)
        return found

    def _creates(self, action: ActionName) -> bool:
        if action != "replace" or self.declared.get("missing") == "refuse":
            return False
        created = any(response.status == "201" for response in self.operation.responses)
        unmade = self.resource is not None and not self.known.has(self.resource, "POST")
        if created or unmade:
            self._say("creates", "makes a record that is not there", "201 is documented" if created else "no POST does")
        return created or unmade

    def _renames(self, action: ActionName, key: str | None, name: str | None) -> bool:
        """Whether a change may give the record another key: callers gave the first one, and the change takes one."""
        if action != "merge" or self.resource is None or name is None or not self.known.related:
            return False
        place = request_place(key)
        at_path = place is not None and place.location == "path"
        chosen = name in (self.known.client_key(self.resource)[0], self.known.callers.key(self.resource))
        unsent = self.schemas.unsent(self.schemas.follow(self._sent or True), "request")
        members = self.schemas.properties(self._sent)
        if not at_path or not chosen or name not in members or name in unsent:
            return False
        if self.schemas.keyword(members[name], "format") == "uuid":  # it tells which one is meant
            return False
        self._say("renames", f"another {name} is the record's new key", "callers give it, and the change takes it")
        return True

    def _remembers(self, action: ActionName) -> bool:
        """Whether a delete removes what is read without a word on records that are not there."""
        resource = self.resource
        if action != "delete" or resource is None or resource.item is None:
            return False
        item = path_templates.shape(resource.item)
        reading = (o for o in self.known.of(resource, "GET") if path_templates.shape(o.path) == item)
        return not all(map(_documents_missing, reading))

    def _job(self, action: ActionName) -> StateSteps | None:
        """How records go on by themselves, where 202 is what making one says."""
        if action not in ("create", "read") or self.resource is None or not self.known.related or self.declared:
            return None
        making = [self.operation] if action == "create" else self.known.of(self.resource, "POST")
        answers = [one.success(PREFERRED["create"]) for one in making]
        told = any(answer is not None and answer.status == "202" for answer in answers)
        found = state_steps(self.schemas, self.known.record_schema(self.resource), self.known.like(self.resource))
        if found is None or not (told or (not making and self._is_started(self.resource))):
            return None
        way = ", ".join(found.steps)
        self._say("job", f"{found.member} goes through {way}, a step at each look", "202 says that it goes on")
        return found

    def _is_started(self, resource: Resource) -> bool:
        """Whether the 202 of an operation shows records of a resource, which nothing else makes."""
        jobs = StartedJobs(self.schemas, self.known)
        owners = ((one, self.known.resources.get(path_templates.shape(one.path))) for one in self.known.operations)
        return any((found := jobs.find(one, own)) and found.resource == resource.name for one, own in owners)

    def _answers(self) -> dict[str, JSON]:
        return as_dict(self.declared.get("answer"))

    @property
    def _wanted_missing(self) -> str:
        return str(self.declared.get("missing", self.known.missing))

    @property
    def _learns(self) -> bool:
        """Whether a missing parent is missed from the time on that missing records of its kind are."""
        return self.known.related and self._wanted_missing == "auto"


def _documents_missing(operation: Operation) -> bool:
    """Whether a refusal of what is not there is documented: 404, a range, another that says so, `default`."""
    documented = {response.status.upper() for response in operation.responses}
    succeeds = any(status[0] in "23" for status in documented)
    told = "4XX" in documented or any(map(operation.says_missing, operation.responses))
    return told or ("DEFAULT" in documented and succeeds)
