"""The tag that stands in all that a run makes up: two letters, and twelve that derive from its seed."""

from __future__ import annotations

import re

BEGINNING, LETTERS = "ct", 12
ANY_TAG = re.compile(rb"(?<![a-z])%b[a-z]{%d}" % (BEGINNING.encode(), LETTERS))
"""The tag of any run, as octets; long words such as `transactionReference` hold it inside, and are none."""
