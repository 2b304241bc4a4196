"""Accounts that the run itself makes: one of them has no power over another, nor over what is the service's own.

Where an operation takes what a login takes, it signs people up. Two are signed up under names of the run, and log in.
What is then tried touches nobody but them. It is sent where the sign-up may be: with --allow-actions, or named.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.journeys.account_parts import claims, one_of, password_setters, showing, sign_ups
from contracts.cases.records.observing import observe
from contracts.traffic.login_operation import LoginOperation
from contracts.traffic.safety import Allowance
from contracts.traffic.user_session import tokens_of
from contracts.traffic.users import ways_in
from mock_server.openapi import RequestWriter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import JSON, Operation

    Found = tuple[Sent, str, str]
    """The exchange that shows it, the law, and what is wrong."""


class Account(NamedTuple):
    """Who signed up, and what lets this one in."""

    name: str
    password: str
    sent: Sent
    access: CredentialParts | None


class Way(NamedTuple):
    """How one signs up, logs in, and carries the token."""

    sign_up: Operation
    login: LoginOperation
    scheme: str


def account_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that signs people up who can log in."""
    document = steps.judge.document
    found = ways_in(document, steps.schemas, steps.sender.target.url, {})
    for scheme, login in found.items():
        if isinstance(login, LoginOperation) and login.inside is not None:
            for operation in sign_ups(document, steps.schemas, login):
                yield f"accounts of {operation.id}", partial(accounts, way=Way(operation, login, scheme))


def accounts(steps: RecordSteps, way: Way) -> None:
    """Sign two up: one sets the other's password, and the next one claims what is the service's own."""
    with steps.sender.collector.unobserved():
        found = [*_found(steps, way)]
    for sent, law, message in found:
        observe(steps, sent, law, "body", "a refusal", str(sent.status), message)


def _found(steps: RecordSteps, way: Way) -> Iterator[Found]:
    one, another = _signed_up(steps, way), _signed_up(steps, way)
    if one is None or another is None:
        return
    yield from _shown(steps, way, one)
    if one.access is not None and another.access is not None:
        yield from _passwords(steps, way, one, another)


def _signed_up(steps: RecordSteps, way: Way, more: dict[str, JSON] | None = None) -> Account | None:
    """A new account, logged in where that can be done; None where none was made."""
    fresh = steps.names.fresh(None) or ""
    name = f"{fresh}@example.com" if "mail" in way.login.user.lower() else fresh
    password = f"Aa1-{steps.names.fresh(None)}"  # of its own, so that hiding it leaves the name readable
    body = _body(steps, way, name, password, more or {})
    sent = steps.send(steps.requests.build(way.sign_up, body=body), "sign up", ("sign up",), "access")
    if sent is None or not sent.succeeded:
        return None
    token = _token(steps, way, name, password)
    access = steps.sender.credentials.carry(way.scheme, token) if token is not None else None
    return Account(name, password, sent, access)


def _body(steps: RecordSteps, way: Way, name: str, password: str, more: dict[str, JSON]) -> JSON:
    full = steps.full(steps.judge.behaviours[way.sign_up.id])
    inside = way.login.inside or ()
    members: JSON = full
    for part in inside:
        members = members.get(part) if isinstance(members, dict) else None
    known = dict(members) if isinstance(members, dict) else {}
    mails = {n: f"{name}@example.com" for n in known if "mail" in n.lower() and isinstance(known[n], str)}
    body: JSON = {**known, **mails, way.login.user: name, way.login.password: password, **more}
    for part in reversed(inside):
        body = {**full, part: body}
    return body


def _token(steps: RecordSteps, way: Way, name: str, password: str) -> str | None:
    """What the login answers to this name and password."""
    with steps.sender.safety.allowing(Allowance(login=way.login.operation.id)):
        for request in way.login.requests(RequestWriter(steps.schemas), name, password):
            sent = steps.send(request, "log in as who signed up", ("log in",), "access")
            if sent is not None and sent.succeeded and sent.exchange.answer is not None:
                return next(tokens_of(sent.exchange.answer), None)
    return None


def _passwords(steps: RecordSteps, way: Way, one: Account, another: Account) -> Iterator[Found]:
    """Whether one account sets the password of another."""
    for operation, member in password_setters(steps.judge.document, steps.schemas):
        new = f"Bb2-{steps.names.fresh(None)}"
        path = {operation.path_names[0]: one.name}
        request = steps.requests.build(operation, path=path, body={member: new}, access=another.access)
        with steps.sender.safety.allowing(Allowance(request=request)):
            sent = steps.send(request, "set the password of another account", ("another's password",), "access")
        if sent is not None and _token(steps, way, one.name, new) is not None:
            yield sent, "object-access", "sets the password of another user"


def _shown(steps: RecordSteps, way: Way, one: Account) -> Iterator[Found]:
    """What is shown of an account: not its password, and nothing of the service's own that a client wrote."""
    login = way.login
    for operation in showing(steps.judge.document, steps.schemas, login.user):
        sent = steps.send(steps.requests.build(operation), "look at the accounts", ("accounts",), "access")
        shown = one_of(sent.body, login.user, one.name) if sent is not None and sent.succeeded else {}
        if sent is None or not shown:
            continue
        if one.password in shown.values():
            yield sent, "credential-secret", "shows the password of an account"
        wanted = claims(steps.schemas, way.sign_up, login.inside or (), shown)
        claimed = _signed_up(steps, way, wanted) if wanted else None
        again = steps.send(steps.requests.build(operation), "look at the accounts", ("accounts",), "access")
        if claimed is None or again is None:
            continue
        then = one_of(again.body, login.user, claimed.name)
        if taken := [name for name, value in wanted.items() if then.get(name) == value]:
            message = f"lets a client write what is the server's own: {', '.join(taken)}"
            yield claimed.sent, "mass-assignment", message
