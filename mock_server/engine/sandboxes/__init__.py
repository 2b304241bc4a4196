"""What one of several users of a server has for itself: records, seed stream, clock, snapshots."""
