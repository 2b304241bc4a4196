"""The services by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.manners.bookings import Bookings
from tests.manners.calls import Calls
from tests.manners.cards import Cards
from tests.manners.coupons import Coupons
from tests.manners.mutes import Mutes
from tests.manners.notes import Notes
from tests.manners.orders import Orders
from tests.manners.parcels import Parcels
from tests.manners.people import People
from tests.manners.renders import Renders
from tests.manners.settings import SettingStore

if TYPE_CHECKING:
    from tests.manners.serving import Service

SERVICES: dict[str, type[Service]] = {
    "bookings": Bookings,
    "calls": Calls,
    "cards": Cards,
    "coupons": Coupons,
    "mutes": Mutes,
    "notes": Notes,
    "orders": Orders,
    "parcels": Parcels,
    "people": People,
    "renders": Renders,
    "settings": SettingStore,
}
