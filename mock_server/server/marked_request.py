"""The field by which whoever sends a request to a mock finds it in the journal; no service behind a mock is sent it."""

MARK = "X-Mock-Call"
