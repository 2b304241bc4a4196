"""The habits of a service: everything in which correct services differ, as one value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Habits:
    """How one service does things; each field is a choice that its document leaves open, or describes.

    ``ids``: serial, uuid, chosen, slug, reused. ``errors``: fastapi, problem, django, spring, express, html, envelope.
    ``times``: zulu, offset, local-offset, epoch, seconds, date. ``pages``: none, bare, limit-offset, page-size, cursor,
    link. ``delete``: hard, soft, gone, again (a second delete succeeds). ``order``: usual, missing-first, body-first
    (a wrong body is told before a missing credential), auth-last.
    """

    name: str
    ids: str = "serial"
    errors: str = "problem"
    times: str = "zulu"
    pages: str = "bare"
    delete: str = "hard"
    order: str = "usual"
    invalid: int = 400
    unsupported: int = 415
    unknown_members: str = "ignored"  # or refused, kept
    read_only: str = "ignored"  # or refused
    create: str = "post"  # or put, get-or-create, accepted
    replace: str = "put"  # or patch, both, none
    auth: str = "header"  # or bearer, basic, none, query
    envelope: str = ""
    unauthenticated: int = 401
    absent: str = "null"  # or left-out: how an optional member that nobody sent is shown
    undocumented_missing: bool = False
    first_serial: int = 1
    key_name: str = "id"
    path_name: str = "id"
    resource: str = "items"
    unique_name: bool = False
    trims: bool = False


MATRIX = (
    Habits("fastapi", errors="fastapi", invalid=422, unsupported=422, times="offset", auth="bearer", replace="both"),
    Habits("django-rest", errors="django", pages="page-size", times="seconds", auth="bearer", resource="books",
           path_name="pk", replace="both", absent="null"),
    Habits("spring", errors="spring", pages="limit-offset", times="local-offset", auth="basic", resource="orders",
           path_name="orderId", replace="put", first_serial=1000),
    Habits("express", errors="express", ids="uuid", auth="header", replace="patch", unknown_members="kept",
           absent="left-out", resource="notes", path_name="noteId"),
    Habits("rails", errors="envelope", invalid=422, envelope="widget", resource="widgets", pages="page-size",
           unsupported=400, auth="bearer", times="zulu"),
    Habits("strict-problem", unknown_members="refused", read_only="refused", ids="uuid", delete="gone",
           resource="tickets", path_name="ticketId", auth="header"),
    Habits("missing-first", order="missing-first", ids="serial", auth="none", resource="pets", path_name="petId"),
    Habits("body-first", order="body-first", auth="bearer", resource="events", times="epoch"),
    Habits("soft-delete", delete="soft", ids="uuid", resource="accounts", pages="cursor", auth="bearer"),
    Habits("idempotent-delete", delete="again", ids="serial", resource="tokens", auth="header", replace="none"),
    Habits("client-keys", ids="chosen", key_name="code", path_name="code", resource="coupons", auth="bearer"),
    Habits("put-creates", create="put", ids="chosen", key_name="name", path_name="name", resource="configs",
           auth="header", replace="none"),
    Habits("get-or-create", create="get-or-create", ids="serial", unique_name=True, resource="labels", auth="none",
           replace="none"),
    Habits("accepted", create="accepted", ids="uuid", resource="jobs", path_name="job_id", auth="bearer",
           replace="none"),
    Habits("reused-ids", ids="reused", resource="slots", auth="none", times="date"),
    Habits("slug", ids="slug", key_name="slug", path_name="slug", resource="articles", auth="bearer", replace="patch",
           unique_name=True),
    Habits("link-header", pages="link", auth="query", resource="repos", envelope="data", errors="envelope"),
    Habits("html-errors", errors="html", auth="basic", resource="pages", invalid=400, unsupported=400),
    Habits("forbidden", unauthenticated=403, auth="header", errors="fastapi", invalid=422, unsupported=422,
           resource="reports", pages="none"),
    Habits("trimming", trims=True, undocumented_missing=True, resource="contacts", auth="none", absent="left-out",
           replace="both", pages="limit-offset"),
)  # fmt: skip
"""Twenty services; each name says whose manners it has."""
