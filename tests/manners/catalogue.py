"""The services by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.manners.agencies import Agencies
from tests.manners.assets import Assets
from tests.manners.bookings import Bookings
from tests.manners.buckets import Buckets
from tests.manners.calls import Calls
from tests.manners.cards import Cards
from tests.manners.clusters import Clusters
from tests.manners.coupons import Coupons
from tests.manners.customers import Customers
from tests.manners.mutes import Mutes
from tests.manners.notes import Notes
from tests.manners.orders import Orders
from tests.manners.parcels import Parcels
from tests.manners.patients import Patients
from tests.manners.people import People
from tests.manners.renders import Renders
from tests.manners.settings import SettingStore
from tests.manners.sites import Sites
from tests.manners.wares import Wares

if TYPE_CHECKING:
    from tests.manners.serving import Service

SERVICES: dict[str, type[Service]] = {
    "agencies": Agencies,
    "assets": Assets,
    "bookings": Bookings,
    "buckets": Buckets,
    "calls": Calls,
    "cards": Cards,
    "clusters": Clusters,
    "coupons": Coupons,
    "customers": Customers,
    "mutes": Mutes,
    "notes": Notes,
    "orders": Orders,
    "parcels": Parcels,
    "patients": Patients,
    "people": People,
    "renders": Renders,
    "settings": SettingStore,
    "sites": Sites,
    "wares": Wares,
}

ONE_SEED = {"assets": (3,), "buckets": (2,), "clusters": (3,), "customers": (4,), "patients": (5,), "wares": (2,)}
"""Services whose whole check is run by one seed alone, which is enough for what they are there for."""
