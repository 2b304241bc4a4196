"""What is printed of a drift of lists is what was sent once more: whole, in order, with all that removes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.room_service import Rooms, checked, document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["removed rooms are listed", "removed seats are listed"])
def test_a_list_is_reproduced_as_it_was_sent_once_more(fault: str, tmp_path: Path) -> None:
    """The requests came to the service just so; what they make, parents too, is made and removed in them."""
    rooms = Rooms(fault=fault)
    report = checked(rooms, document(), tmp_path)
    assert [drift.lead.law for drift in report.drifts] == ["list"]
    lead = report.drifts[0].lead
    assert lead.repeated
    shown = [*lead.before, lead.exchange, *lead.after]
    sent = [(exchange.request.method, exchange.request.target) for exchange in shown]
    assert any(rooms.asked[start : start + len(sent)] == sent for start in range(len(rooms.asked)))
    created = sum(exchange.request.method == "POST" for exchange in shown)
    removed = [target for method, target in sent if method == "DELETE"]
    assert len(removed) == len(set(removed)) == created > 0
    named = {target.split("/")[2] for _, target in sent if target.startswith("/rooms/")}
    assert named <= {target.split("/")[2] for target in removed}
    assert rooms.unharmed
