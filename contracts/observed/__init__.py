"""Traffic that others make: judged as it passes, or from a recording."""
