"""Values for a schema: typical ones, and those on both sides of each constraint."""
