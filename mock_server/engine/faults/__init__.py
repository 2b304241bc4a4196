"""Faults on purpose: the rules, which requests they hit, and what then becomes of the answer."""
