"""Carries out what operations do: plans, records, answers and refusals."""
