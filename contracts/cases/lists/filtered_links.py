"""A filter holds behind the link to the next page too: who follows the link sends what it says and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import tell
from contracts.laws.filter_laws import leads_out

if TYPE_CHECKING:
    from contracts.cases.lists.list_pages import ListPages
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import WrittenParameters
    from mock_server.openapi import JSON


def keeps_filter(
    steps: RecordSteps, pages: ListPages, asked: WrittenParameters, member: str, value: JSON, name: str
) -> None:
    """Ask for a page of one record by a filter that was seen to be right, and follow its link.

    A record of another value behind it may have changed meanwhile, so the filtered list is looked at once more.
    """
    if not pages.takes(1):
        return
    led = pages.led_on(f"list one by {name}", asked, 1)
    sent, flaws = pages.last, [*leads_out(led, member, value, name)]
    if flaws and sent is not None:
        known = {key for page in led.pages for key, _ in page.items}
        if not known & set(pages.walk(f"list by {name} again", asked).keys):
            tell(steps, sent, pages.behaviour, flaws)
