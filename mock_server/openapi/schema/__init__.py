"""What a schema says: dialects, validators, structure, and the types a text may stand for."""
