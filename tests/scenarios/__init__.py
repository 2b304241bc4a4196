"""Golden scenarios: documents, requests and the answers that are right, in plain text."""
