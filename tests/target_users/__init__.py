"""A third stand-in for a real service: two users with notes of their own, ways to log in, faults and variants."""
