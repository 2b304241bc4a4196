"""Laws read words by what was written apart: lines, items of a list behind what leads in, emphasis, *cannot*."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws import bulk_results, preferences, removal_marks, told_references, told_totals
from contracts.traffic import told_once, told_uuids
from contracts.traffic.operation_sentences import operation_sentences
from contracts.traffic.request_validity import Reading
from contracts.traffic.told_requirements import leaves_out_what_is_told, quoted_members, tells_of_states
from mock_server.openapi import Schemas
from mock_server.openapi.behaviour import conflict_texts
from mock_server.openapi.behaviour.ignored_members import ignored
from mock_server.openapi.behaviour.operation_behaviours import behaviours
from mock_server.openapi.behaviour.told_keys import told_key
from mock_server.openapi.behaviour.trial_parameters import trial_parameters
from mock_server.openapi.reading.keyed_requests import key_parameter
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from mock_server.openapi import Operation

TEXT = {"type": "string"}
BODY = {"type": "object", "properties": dict.fromkeys(("title", "alpha", "beta", "boatId", "berthId"), TEXT)}


def operation(
    said: str = "", *parameters: dict[str, Any], refused: str = "", status: str = "409", path: str = "/notes"
) -> Operation:
    """One that makes a note, described so, with such a refusal."""
    made = {"200": {"description": "The note", "headers": {"Link": {"schema": TEXT, "description": refused}}}}
    post = {
        "description": said, "parameters": list(parameters),
        "requestBody": {"content": {"application/json": {"schema": BODY}}},
        "responses": {**made, **({status: {"description": refused}} if refused else {})},
    }  # fmt: skip
    return document({"paths": {path: {"post": post}}}).operations[0]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Correlation id for the logs. It is not used as an idempotency key.", False),
        ("Do not use this value as an idempotency key", False),
        ("It cannot be used as an idempotency key", False),
        ("Not needed if an idempotency key is given", False),
        ("Without effect when the idempotency key is there", False),
        ("Not required, used as an idempotency key", True),
        ("Used as an idempotency key", True),
    ],
)
def test_a_denial_goes_on_behind_as(said: str, found: bool) -> None:
    """What is not used as a key is none."""
    header = {"name": "X-Ref", "in": "header", "description": said, "schema": TEXT}
    assert (key_parameter(operation("", header)) is not None) is found


@pytest.mark.parametrize(
    ("said", "boat"),
    [
        ("Berth does not exist\nBoat id is too long", False),
        ("Berth does not exist\r\nBoat id is too long", False),
        ("Berth does not exist  \nboat id is too long", False),
        ("| 422 | berth not found |\n| 422 | boat is too long |", False),
        ("+ berth not found\n+ boat is too long", False),
        ("-berth not found\n-boat is too long", False),
        ("1) berth not found\n2) boat is too long", False),
        ("Refused:\n- berth not found\n- boat is too long", False),
        ("Refused:\n- `berth`: not found\n- `boat`: too long", False),
        ("# Berth not found\nBoat is too long", False),
        ("**Berth not found.** Boat is too long.", False),
        ('"Berth not found." Boat is too long.', False),
        ("The boat of this\nid does not exist", True),
        ("Refused:\n- berth too small\n- boat does not exist", True),
    ],
)
def test_a_refusal_is_of_what_its_own_line_names(said: str, boat: bool) -> None:
    """One that is not there is none that another line speaks of."""
    made = operation(refused=said, status="422")
    schemas = Schemas(made.document)
    behaviour = behaviours(made.document, schemas)[made.id]
    assert (told_references.refusal(behaviour, ("boatId",), "/boats", schemas) == "422") is boat


@pytest.mark.parametrize(
    "said",
    [
        "Must contain:\n- `kind`\n- `place`",
        "Must contain:\n\n* `kind`: the kind\n* `place`: where it is",
        "<p>Must contain:</p><ul><li>`kind`</li><li><p>`place`</p></li></ul>",
        "Must contain `kind` and `place`.\nMore",
    ],
)
def test_a_list_is_of_what_leads_in(said: str) -> None:
    """What must be there may stand in items."""
    made = operation()
    assert quoted_members(Schemas(made.document), {"type": "object", "description": said}) == ["kind", "place"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("At least one of the following is required:\n- `alpha`\n- `beta`", True),
        ("Makes one.\n\nAt least one of the following is required:\n\n  * `alpha`: a\n  * `beta`: b", True),
        ("At least one of `alpha` and `beta` is required.", True),
        ("Takes:\n- `alpha`\n- `beta`", False),
    ],
)
def test_a_list_of_names_is_one_sentence(said: str, found: bool) -> None:
    """One of its items has to be there."""
    made = operation(said)
    assert leaves_out_what_is_told(Schemas(made.document), Reading(made, body={})) is found
    assert not leaves_out_what_is_told(Schemas(made.document), Reading(made, body={"alpha": False}))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("If a note with this title already exists:\n- the existing note is returned", (True, False, False)),
        ("If a note with this title already exists:\n* it is updated", (False, True, False)),
        ("If a note already exists\nThe note is returned", (False, False, False)),
        ("This endpoint is public\n- only for reads", (False, False, False)),
        ("The endpoint is public:\n- for readers\n- unless the note is secret", (False, False, False)),
        ("The endpoint is public.\n- Makes a note", (False, False, True)),
    ],
)
def test_an_operation_tells_by_items(said: str, found: tuple[bool, ...]) -> None:
    """Its conditions hold for the items below them, and what an item denies is not said."""
    assert tuple(operation_sentences(operation(said))) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Replaces a note as it is sent\nThe `owner` is ignored", {"owner"}),
        ("### Only replace\nThe `id` field is ignored", {"id"}),
        ("If admin\n`id` is ignored", {"id"}),
        ("Where nobody looks at the\n`id` it is ignored", set()),
    ],
)
def test_a_member_is_ignored_by_its_own_line(said: str, found: set[str]) -> None:
    """A condition of the line before is not of this one; a line that goes on is."""
    assert ignored(said) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("When true, the note is validated and not saved\nWhen false, the note is saved", True),
        ("true: the note is not saved\nfalse: the note is saved", True),
        ("Check the note without saving it\nThe default is to save; set it to 0 or 1", True),
        ("Tries the note without storing it\nUse false to store", True),
        ("The note is not saved where this is\nfalse", False),
    ],
)
def test_a_trial_is_told_by_its_own_line(said: str, found: bool) -> None:
    """The line of requests without the parameter turns no other."""
    asked = {"name": "check", "in": "query", "description": said, "schema": {"type": "boolean"}}
    assert bool(trial_parameters(operation("", asked))) is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Imports each note\nReturns the job", False),
        ("Imports every row of the file\nReturns a summary", False),
        ("**Stores each note.** Returns the sums.", False),
        ("Returns one result per item\nFailed ones have an error", True),
        ("Imports notes and returns what became\nof each", True),
    ],
)
def test_each_result_is_promised_by_one_sentence(said: str, found: bool) -> None:
    """What is made of each and what is returned may stand apart."""
    assert bool(list(bulk_results.wrong(said, [{"a": "x"}, {"a": "y"}], [(1, {"a": "x"})]))) is found


@pytest.mark.parametrize(
    ("said", "header", "found"),
    [
        ("See the link\nNext: pages", "A link", False),
        ("", "RFC 8288 pagination. Has rel=next", True),
        ("", "Web linking.\n\n- `next`: the page behind", True),
        ("The `Link` header has the next page", "A link", True),
    ],
)
def test_a_header_is_of_links(said: str, header: str, found: bool) -> None:
    """All that is said of `Link` is; of an operation, what names it."""
    made = operation(said, refused=header)
    assert told_totals.links_to_next(Schemas(made.document), made) is found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Cannot create: a note with this title already exists", ("title",)),
        ("A note with this title already exists and cannot be created again", ("title",)),
        ("The title is already taken. Two notes cannot share one.", ("title",)),
        ("A title can be taken already", ()),
        ("The title need not be unique", ()),
        ("The title cannot be unique", ()),
    ],
)
def test_what_cannot_be_is_refused(said: str, found: tuple[str, ...]) -> None:
    """*Cannot* is no *can*, by which something is left open."""
    made = operation(refused=said)
    assert conflict_texts.told_once(made, Schemas(made.document), "/notes", None) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("The name or the city is already taken. Choose another one", True),
        ("A hall with this name, or this city, already exists", True),
        ("The name or city is already in use by another hall", True),
        ("A hall with this name already exists, or the city does not exist", False),
        ("The name is already in use by another hall or city", False),
        ("This name or city already exists, or is reserved", False),
        ("A hall of this name and city already exists", False),
    ],
)
def test_an_or_is_between_what_is_taken(said: str, found: bool) -> None:
    """One member alone is refused where nothing stands between them but *or*, and no other reason behind them."""
    assert conflict_texts.are_each_once(said, ("name", "city")) is found


def test_cannot_is_of_what_follows_it() -> None:
    """It denies what follows, and opens nothing."""
    held = told_references.held_by
    assert held("The category cannot be deleted because posts refer to it", "/posts")
    assert not held("The category can be deleted although posts refer to it", "/posts")
    assert not held("Posts do not refer to it", "/posts")
    assert removal_marks.keeps_removed(operation("Soft-deletes a note, which cannot be undone"))
    assert not removal_marks.keeps_removed(operation("Does not soft-delete a note"))
    for said, takes in (("UUID of the note. Cannot be changed.", True), ("It cannot be a UUID", False)):
        (key,) = operation("", {"name": "id", "in": "query", "description": said, "schema": TEXT}).parameters
        assert told_uuids.takes_uuids(Schemas(operation().document), key) is takes
    for said, less in (("return=minimal: no body\nreturn=representation: all", True),
                       ("With return=minimal no body, so the id cannot be read", True),
                       ("With return=minimal the body can be empty", False)):  # fmt: skip
        prefer = {"name": "Prefer", "in": "header", "description": said, "schema": TEXT}
        assert preferences.says_no_body(operation("", prefer)) is less


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("The name is **not** unique", False),
        ("The name is <b>not</b> unique", False),
        ("Not-unique name, unique", False),
        ("The name is not *unique*", False),
        ("The name is **unique**", True),
        ("A notable name: it is unique", True),
    ],
)
def test_emphasis_says_nothing(said: str, found: bool) -> None:
    """A denial denies in any type."""
    assert (
        told_once.is_told_once(Schemas(operation().document), {"type": "string", "description": said}, "name") is found
    )


def test_an_item_tells_with_its_lead() -> None:
    """Of states; a half that denies which member a part of the path is tells none."""
    shipped = operation("It can not be published:\n- when already done", refused="No", status="422")
    assert tells_of_states(shipped, 422)
    names = ("name", "secret")
    assert told_key(operation("The {token} isn't the name; it is the secret"), "token", names) is None
    assert conflict_texts.refused_states("The note is already shipped\nTry another", ["shipped", "new"], "/notes") == {
        "shipped"
    }
