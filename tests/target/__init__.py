"""A stand-in for the real service: plain Flask, no code of the mock; faults and variants can be switched."""
