"""Faults on purpose: rules, what they hit, what comes off the wire."""
