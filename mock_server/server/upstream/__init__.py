"""The real service behind a mock that answers only what is missing there."""
