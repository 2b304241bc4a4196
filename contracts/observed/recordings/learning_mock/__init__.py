"""A mock that learns: what exchanges of others show together, beside what each shows by itself."""
