"""Cases that are drawn at random by the seed: by Schemathesis, and by recombination."""
