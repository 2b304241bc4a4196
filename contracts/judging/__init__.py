"""From findings to a verdict: drifts, confirmation, coverage, assumptions, baseline."""
