"""Laws: what every exchange, or sequence of exchanges, must satisfy. Each derives from the document or a standard."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from mock_server.openapi import Document

LAWS: dict[str, str] = {
    "answered": "Every request is answered, with whole and well-formed HTTP (RFC 9112).",
    "no-server-error": "No request, however odd, makes the server fail: a 5xx answers nothing that a client sent.",
    "status-documented": "Every answer has a status that the document lists for the operation.",
    "media-type": "A body has a media type that the document lists for that answer (RFC 9110 section 8.3).",
    "json": "A JSON body is JSON: UTF-8, nothing behind it, no member twice (RFC 8259).",
    "answer-schema": "A body conforms to the schema that the document gives for that answer.",
    "write-only": "An answer shows no member that the document marks writeOnly.",
    "answer-header": "A required header is there, what is there conforms; ETag, Location and Content-Range to HTTP.",
    "error-consistent": "An error body does not name another status than the answer's own (RFC 9110 section 15).",
    "no-internals": "No error shows a stack trace or the error of a database (CWE-209).",
    "error-speaks": "An error body's texts say something where the document's examples do.",
    "allow": "A 405 lists the allowed methods, and Allow none too few (RFC 9110 sections 10.2.1 and 15.5.6).",
    "access-required": "Without valid credentials nothing is answered but the documented refusal.",
    "access-granted": "Valid credentials, in any place the document names, let in.",
    "object-access": "What one user made, another neither reads, lists, changes nor removes (OWASP API1:2023).",
    "existence-hidden": "Whoever may not see a record is refused it as if it were not there.",
    "mass-assignment": "No client writes what is the server's own (OWASP API3:2023, CWE-915).",
    "credential-secret": "No answer shows the credentials of its request, nor the password of an account.",
    "valid-accepted": "A request that conforms to the document is not refused as malformed.",
    "invalid-refused": "A request that breaks the document does not succeed.",
    "violations-named": "A refusal that lists what is wrong names a violated field, and none that is right.",
    "echo": "What was sent comes back as it was sent.",
    "read-back": "After a change a record is read as it was sent, and what nobody changed stays as it was.",
    "list": "A list shows what is there, each record once, by the page and the filter that were asked for.",
    "references": "A reference to a record that nobody has is refused where the document says so.",
    "conflicts": "What the description of a 409 says of one text or one state is refused there.",
    "selection": "Members that a request names are shown, and where the document narrows an answer to them, not all.",
    "below-parent": "A record is found and listed below its own parent alone, and not after it where it goes with it.",
    "link-leads": "A documented link of an answer leads where it says: its target knows what the link gives to it.",
    "jobs": "What was accepted (202) and is said to be done is there, as it was sent (RFC 9110 section 15.3.3).",
    "shown-once": "A secret that a create alone shows, by the document, stands in no other answer, refusals included.",
    "preconditions": "Where a document has If-Match, a change of a version that is not there is refused.",
    "idempotency": "What is sent twice with one idempotency key is done once.",
    "workflow": "A step of a workflow of one's own (Arazzo) meets its success criteria.",
    "default": "A property that was left out has the default that the document gives.",
    "generated-unique": "What the server generates to tell records apart is new every time.",
    "generated-unguessable": "A generated secret does not count upwards or repeat its own parts.",
    "time-plausible": "A generated time lies between the request and its answer, by the server's own clock.",
    "time-ordered": "Generated times follow the order of the requests, and of their own meaning.",
    "state": "An answer's status follows from what was done before, as the mock shows it.",
    "value": "A value that was not sent and is not generated is the one the mock answers.",
    "uncovered": "A path that no operation covers is refused with 404, in the form of the API's errors.",
}
"""Every law by name, with the sentence that reports and docs show."""


def judge(exchange: Exchange, document: Document) -> list[Finding]:
    """The findings of one exchange by the document alone, without a mock and without knowing credentials."""
    from contracts.laws.judging import Judge

    return Judge.of(document).judge(exchange)
