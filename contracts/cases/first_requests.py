"""The first requests of a run: whether something of the document is there, and whether a credential lets in.

None of them can change anything: they read, delete what is surely not there, or can't be understood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.base_path import BasePath
from contracts.cases.probes.undocumented_guards import show_to_others
from contracts.errors import ContractsError
from contracts.traffic.users import ways_in
from mock_server.openapi import media_types

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.cases.base_path import AnswerForm
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Request
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import Operation

NO_SCHEME = (
    "and the document names no security scheme that carries a credential; --header 'Name: value' sends one all the same"
)
_MOST = 20
_REFUSED = 15
"""After how many answers a run ends in which every one refused its credentials."""
_OPEN = 3
"""Operations without a security requirement that are tried before a target that refuses them all is given up."""


def refuses(statuses: Iterable[int]) -> bool:
    """Whether everything was refused for its credentials."""
    return all(status in (401, 403) for status in statuses)


def lets_nobody_in(steps: RecordSteps) -> str | None:
    """Why a run can end: a document without security schemes, and a target that refused every request so far."""
    collector, operations = steps.sender.collector, steps.judge.document.operations
    last = collector.last
    if not collector.exchanges == len(last) >= _REFUSED or any(operation.security for operation in operations):
        return None
    return f"{steps.sender.target.url} refuses everything ({last[0]}), {NO_SCHEME}" if refuses(last) else None


class FirstRequests:
    """Sends them by the steps of a run."""

    def __init__(self, steps: RecordSteps, *, read_only: bool) -> None:
        self.steps = steps
        self.read_only = read_only
        self.credentials = steps.sender.credentials
        self.operations = steps.judge.document.operations
        choice = steps.sender.safety.choice
        self.wanted = [o for o in self.operations if choice is None or choice.leaves_out(o) is None]
        self.unknown: AnswerForm | None = None
        self._statuses: dict[Request, int] = {}
        """What requests were answered that need not be sent again."""

    def begin(self) -> str | None:
        """Why nothing can be checked under this base path, None where it can; raises ContractsError where nobody is
        let in."""
        guarded = [o for o in self.wanted if o.security and all(o.security)]
        if guarded and not any(map(self.credentials.alternatives, guarded)):
            schemes = ", ".join(sorted({r.scheme for o in guarded for way in o.security for r in way}))
            raise ContractsError(
                f"the document asks for credentials ({schemes}); give them with --key-file or --credential SCHEME=VALUE"
                f"{self._login()}"
            )
        base = BasePath(self.steps, self.harmless)
        wrong = base.wrong()
        self.unknown, self._statuses = base.unknown, base.statuses
        if wrong is None:
            self._let_in(guarded)
        self.steps.sender.known.pardon()  # these are no cases: what was wrong is judged when a record is met again
        return wrong

    def show_to_others(self) -> None:
        """Show the credential to what asks for it although the document does not say so, whatever it does."""
        show_to_others(self.steps, self.wanted, self.harmless)

    def _login(self) -> str:
        """How a user logs in, where the document says so."""
        judge = self.steps.judge
        ways = ways_in(judge.document, judge.schemas, self.steps.sender.target.url, self.steps.samples.given)
        named = " or ".join(dict.fromkeys(map(str, ways.values())))
        return f", or a user who logs in by {named} with --credential USER:PASSWORD" if ways else ""

    def _let_in(self, guarded: list[Operation]) -> None:
        """One harmless request an operation, until a credential lets in; refuses to go on where none does."""
        url = self.steps.sender.target.url
        statuses = []
        for operation in guarded[:_MOST]:
            for way in self.credentials.alternatives(operation):
                status = self._try(operation, way)
                if status not in (401, 403, None):
                    return
                statuses.append(status)
        if any(statuses):
            raise ContractsError(
                f"{url} accepts none of the credentials given"
                f" (it answers {next(filter(None, statuses))}); see --key-file and --credential"
            )
        if guarded:
            return
        tried: list[int] = []
        for operation in self.wanted[:_MOST]:
            status = self._try(operation, None) if len(tried) < _OPEN else None
            tried += [status] if status is not None else []
        if tried and refuses(tried):
            raise ContractsError(f"{url} refuses everything ({tried[0]}), {NO_SCHEME}")

    def _try(self, operation: Operation, way: CredentialParts | None) -> int | None:
        """The status of a harmless request, None where there is none or no answer came."""
        request = self.harmless(operation, way)
        if request in self._statuses:
            return self._statuses[request]
        sent = self.steps.send(request, "a first, harmless request") if request is not None else None
        return (sent.status or None) if sent is not None else None

    def harmless(self, operation: Operation, way: CredentialParts | None = None) -> Request | None:
        """A request that can change nothing, None where there is none."""
        behaviour = self.steps.judge.behaviours[operation.id]
        requests = self.steps.requests
        if operation.method in ("GET", "HEAD"):
            return requests.build(operation, access=way)
        if self.read_only:
            return None
        if operation.request_body is not None and operation.request_body.required:
            return requests.build(operation, raw=b"{", access=way) if _has_grammar(operation) else None
        if behaviour.action == "delete":
            cycle = self.steps.cycles[behaviour.resource or ""]
            if cycle.chosen:
                return self.steps.on_item(cycle, "delete", self.steps.fresh(cycle), access=way)
        return None


def _has_grammar(operation: Operation) -> bool:
    """Whether the body to send is of a type whose grammar a broken one breaks: a text or a form is taken as it is."""
    media = operation.request_media
    return media is not None and (media.is_json or media_types.is_xml(media.essence))
