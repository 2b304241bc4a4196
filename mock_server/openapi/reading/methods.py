"""What methods of HTTP promise: which of them change nothing, and which may be sent twice (RFC 9110 section 9.2)."""

from __future__ import annotations

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "QUERY", "TRACE"})
"""Methods that ask for no change (section 9.2.1, and QUERY)."""

IDEMPOTENT = SAFE | {"PUT", "DELETE"}
"""Methods whose request may be sent again where a connection was closed without an answer (section 9.2.2)."""
