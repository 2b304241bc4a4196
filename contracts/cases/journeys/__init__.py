"""Journeys: sequences of requests through the lives of records, and what each must show."""
