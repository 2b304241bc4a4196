"""The operations: method and path template → name, table and what is done."""

from __future__ import annotations

from dataclasses import dataclass

BASE = "/v2"
PROJECTS, TASKS, ATTACHMENTS, CONTACTS = "projects", "tasks", "attachments", "contacts"


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. ``table`` holds its records; empty where it has none."""

    method: str
    template: str
    operation: str
    table: str
    action: str

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """The raw texts of the parameters in these segments of a path, None where it is another path."""
        own = self.template.split("/")[1:]
        if len(own) != len(segments):
            return None
        found = {}
        for wanted, segment in zip(own, segments, strict=True):
            if wanted.startswith("{"):
                found[wanted[1:-1]] = segment
            elif wanted != segment:
                return None
        return found if all(found.values()) else None


_ONE, _TASKS = "/projects/{projectId}", "/projects/{projectId}/tasks"
_TASK = f"{_TASKS}/{{taskId}}"
_ATTACHMENT = f"{_TASK}/attachments/{{attachmentId}}"

ROUTES = (
    Route("GET", "/projects", "listProjects", PROJECTS, "list"),
    Route("POST", "/projects", "createProject", PROJECTS, "create"),
    Route("GET", _ONE, "readProject", PROJECTS, "read"),
    Route("PUT", _ONE, "replaceProject", PROJECTS, "replace"),
    Route("PATCH", _ONE, "changeProject", PROJECTS, "merge"),
    Route("DELETE", _ONE, "deleteProject", PROJECTS, "delete"),
    Route("GET", _TASKS, "listTasks", TASKS, "list"),
    Route("POST", _TASKS, "createTask", TASKS, "create"),
    Route("GET", _TASK, "readTask", TASKS, "read"),
    Route("PUT", _TASK, "replaceTask", TASKS, "replace"),
    Route("PATCH", _TASK, "changeTask", TASKS, "merge"),
    Route("DELETE", _TASK, "deleteTask", TASKS, "delete"),
    Route("POST", f"{_TASK}/attachments", "attachFile", ATTACHMENTS, "create"),
    Route("GET", _ATTACHMENT, "readAttachment", ATTACHMENTS, "read"),
    Route("DELETE", _ATTACHMENT, "deleteAttachment", ATTACHMENTS, "delete"),
    Route("GET", "/contacts", "listContacts", CONTACTS, "list"),
    Route("POST", "/contacts", "createContact", CONTACTS, "create"),
    Route("GET", "/contacts/{contactId}", "readContact", CONTACTS, "read"),
    Route("DELETE", "/contacts/{contactId}", "deleteContact", CONTACTS, "delete"),
    Route("GET", "/cards/{card}", "readCard", "", "card"),
    Route("GET", "/totals/{states}", "readTotals", "", "count"),
    Route("GET", "/weeks/{weeks}", "readWeeks", "", "count"),
    Route("GET", "/board/{box}", "readBox", "", "count"),
)
KEYS = {"projectId": PROJECTS, "taskId": TASKS, "attachmentId": ATTACHMENTS, "contactId": CONTACTS}
"""Which table's key a parameter is, parents before children."""


def routed(method: str, path: str) -> tuple[Route | None, dict[str, str], tuple[str, ...]]:
    """The operation of a raw path, the raw texts of its parameters, and which methods the path takes."""
    segments = path.removeprefix(BASE).split("/")[1:] if path.startswith(f"{BASE}/") else []
    found: Route | None = None
    texts: dict[str, str] = {}
    allowed = []
    for route in ROUTES:
        match = route.match(segments)
        if match is not None:
            allowed += [route.method, *(["HEAD"] if route.method == "GET" else [])]
            if route.method == ("GET" if method == "HEAD" else method):
                found, texts = route, match
    return found, texts, tuple(allowed)
