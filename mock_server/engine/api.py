"""One document made servable: its operations' plans and what they share."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.actions.action import Action
from mock_server.engine.expiry import ExpiringStore
from mock_server.engine.faults.fault_table import FaultTable
from mock_server.engine.faults.written_rules import fault_table
from mock_server.engine.handlers import Handler, load_handlers
from mock_server.engine.included_records import readers_by_type
from mock_server.engine.kept_contents import Contents
from mock_server.engine.made_up_lists import MadeUpLists
from mock_server.engine.operation_plan import OperationPlan
from mock_server.engine.refusals import Fallback
from mock_server.engine.security import Scheme, schemes_of
from mock_server.engine.shown_inventions import ShownInventions
from mock_server.errors import DocumentError
from mock_server.openapi.behaviour import extension
from mock_server.openapi.behaviour.declarations import check_declarations
from mock_server.openapi.behaviour.operation_behaviours import behaviours
from mock_server.openapi.codec.router import Router
from mock_server.openapi.generator.synthesis import Synthesis
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.checking import check_wholly, quick_problems
from mock_server.openapi.reading.document import Document, load_document
from mock_server.openapi.reading.full_names import choices, forms
from mock_server.openapi.reading.json_text import dump_json
from mock_server.openapi.reading.served_servers import lead_here
from mock_server.openapi.reading.served_tree import served_tree
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.operation_behaviours import Behaviours
    from mock_server.openapi.reading.file_states import FileStates
    from mock_server.settings import Settings
    from mock_server.store import Store
    from mock_server.values import Values


def read(settings: Settings, files: FileStates | None = None) -> Document:
    """Read and check the document that the settings name; raises DocumentError. What is read is noted in ``files``."""
    document = load_document(settings.spec, settings.overlays, settings.allow_refs, files)
    extension.check(document)
    if settings.strict:
        check_wholly(document)
    document.problems.extend(quick_problems(document))
    if any(operation.extension for operation in document.operations):
        schemas = Schemas(document)
        check_declarations(document, behaviours(document, schemas, settings.missing), schemas)
    if settings.strict and document.problems:
        raise DocumentError(document.problems[0])
    return document


class Api:
    """A document, the store it writes to and the plans of its operations.

    ``prefix`` stands before the document's own base paths.
    """

    def __init__(self, document: Document, settings: Settings, store: Store, values: Values, prefix: str = "") -> None:
        self.document = document
        self.prefix = prefix
        self.settings = settings
        self.store = store
        self.schemas = Schemas(document)
        self.validators = Validators(self.schemas)
        self.synthesis = Synthesis(self.validators, values)
        self.fallback = Fallback(document, self.synthesis)
        self.handlers: dict[str, Handler] = {}
        self.faults = FaultTable((), 0, values.clock.milliseconds)
        self.shown = ShownInventions()
        self.made_up = MadeUpLists(self.plan_of)
        self.envelopes: dict[str, JSON] = {}  # what stands around records in answers, by the schema's reference

    @classmethod
    def load(cls, settings: Settings, store: Store, values: Values) -> Api:
        """As `read`, made servable."""
        return cls.serving(read(settings), settings, store, values)

    @classmethod
    def serving(cls, document: Document, settings: Settings, store: Store, values: Values) -> Api:
        """Make a document that was read servable, with the handlers and faults of the settings."""
        api = cls(document, settings, store, values, next(iter(settings.prefixes), ""))
        api.handlers = load_handlers(settings.handlers, [api.document])
        api.faults = fault_table(settings, [api.document], [api.prefix], values.clock.milliseconds)
        return api

    @cached_property
    def schemes(self) -> dict[str, Scheme]:
        """The security schemes with the accepted credentials; none where authentication is off."""
        named = self.settings.upstream is None  # in front of a real service, the credentials are those of that
        return schemes_of(self.document, self.settings.keys, named=named) if self.settings.auth else {}

    @cached_property
    def behaviours(self) -> Behaviours:
        """What each operation does, by its id."""
        return behaviours(self.document, self.schemas, self.settings.missing, related=self.settings.related)

    @cached_property
    def plans(self) -> tuple[OperationPlan, ...]:
        """A plan for every operation, in the document's order."""
        return tuple(OperationPlan(operation, self) for operation in self.document.operations)

    def plan_of(self, resource: str, action: ActionName) -> OperationPlan | None:
        """The plan of the operation that lists, reads or makes records of a resource at its own path."""
        name = self.behaviours.operation_of(resource, action) if self.settings.related else None
        return next((plan for plan in self.plans if plan.operation.id == name), None)

    @cached_property
    def readers_by_type(self) -> dict[str, OperationPlan]:
        """The operations that read what JSON:API's relationships lead to."""
        return readers_by_type(self.schemas, self.plans)

    @cached_property
    def contents(self) -> Contents:
        """The paths that show a content."""
        return Contents(self.document.operations, self.schemas)

    @cached_property
    def living(self) -> Store:
        """The store without records whose time has come, where the document says that they have one."""
        if not self.document.expiring:
            return self.store
        places: dict[str, tuple[str, ...]] = {}
        for plan in self.plans:
            composer = Action(plan.behaviour, self.store, self.synthesis, plan.refusals).composer
            if plan.behaviour.resource is not None and composer.server.expires is not None:
                places[plan.behaviour.resource] = composer.server.expires
        return ExpiringStore(self.store, places, self.synthesis.values)

    @cached_property
    def router(self) -> Router[OperationPlan]:
        """Every operation under every base path."""
        router: Router[OperationPlan] = Router()
        places: dict[tuple[str, str], list[OperationPlan]] = {}
        for plan in self.plans:
            for base in plan.operation.base_paths:
                path = self.prefix + base + plan.operation.path
                router.add(path, plan.operation.method, plan, forms(plan.operation), choices(plan.operation))
                places.setdefault(
                    (path_templates.spelled(path_templates.on_the_wire(path)), plan.operation.method), []
                ).append(plan)
                if "?" in path or "#" in path:
                    router.add(path.replace("?", "%3F").replace("#", "%23"), plan.operation.method, plan)
        for plans in places.values():
            if len(plans) > 1:
                together = tuple(plans)
                for plan in plans:
                    plan.others = together
        return router

    @property
    def base_path(self) -> str:
        """The first server's path, under which the document and its pages are served."""
        return self.base_paths[0]

    @property
    def base_paths(self) -> tuple[str, ...]:
        """Every server's path, behind the prefix."""
        return tuple(self.prefix + base for base in self.document.base_paths)

    def served_document(self, within: str = "") -> bytes:
        """The document as JSON, with this server in place of all others, so that a page's requests come here.

        ``within`` stands before all paths of its servers.
        """
        tree = served_tree(self.document.references)
        lead_here(tree, within + self.prefix, within + self.base_path)
        return dump_json(tree)
