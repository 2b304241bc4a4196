"""Workflows of one's own: Arazzo files, run as journeys are, through safety, ledger, laws and the mock beside."""
