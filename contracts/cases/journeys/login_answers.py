"""A login tells nobody who has an account: a wrong password is answered as a name that nobody has.

Names of two that nobody has are the contrast: what differs between their answers differs by itself.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.observing import observe
from contracts.traffic.login_operation import LoginOperation
from contracts.traffic.safety import Allowance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent

_LAW = "existence-hidden"
_REFUSALS = (400, 401, 403, 404, 422)
_CHANGING = re.compile(r"[0-9a-fA-F]{6,}|\d+")
"""What differs from answer to answer: times, numbers of requests."""


def login_answers(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation by which the other user logs in."""
    session = steps.sender.other.session if steps.sender.other is not None else None
    for way in dict.fromkeys(session.ways.values()) if session is not None else ():
        if isinstance(way, LoginOperation):
            yield f"names told by {way}", partial(names_told, way=way)


def names_told(steps: RecordSteps, way: LoginOperation) -> None:
    """Log in with a wrong password as two whom nobody knows, and as the other user."""
    other = steps.sender.other
    session = other.session if other is not None else None
    if session is None:
        return
    nobody = [_like(session.user, steps.names.fresh(lambda _: True) or "") for _ in range(2)]
    answers: list[tuple[Sent, str]] = []
    with steps.sender.safety.allowing(Allowance(login=way.operation.id)):
        for name in (*nobody, session.user):
            for request in way.requests(session.writer, name, f"wrong {steps.names.tag}"):
                sent = steps.send(request, "log in with a wrong password", ("wrong password",), "access")
                if sent is None or (sent.status >= 400 and sent.status not in _REFUSALS):
                    return
                answers.append((sent, _plain(sent, name)))
    if len(answers) != 3 or answers[0][1] != answers[1][1] or answers[1][1] == answers[2][1]:
        return
    (stranger, shown), (hers, told) = answers[1], answers[2]
    if stranger.status != hers.status and way.operation.response(stranger.status) is not None:
        return  # the document itself has a status for who is not there
    message = "tells strangers who has an account: a wrong password has another answer than a name that nobody has"
    observe(steps, hers, _LAW, "body" if stranger.status == hers.status else "status", shown, told, message)


def _like(user: str, fresh: str) -> str:
    """A name that nobody has, in the form of one that somebody has."""
    _, at, host = user.rpartition("@")
    return f"{fresh}@{host}" if at else fresh


def _plain(sent: Sent, name: str) -> str:
    """Status and body without the name that was sent and what changes by itself."""
    answer = sent.exchange.answer
    body = answer.body[:4000].decode("utf-8", "replace") if answer is not None else ""
    return f"{sent.status} {_CHANGING.sub('…', body.replace(name, '…'))}"
