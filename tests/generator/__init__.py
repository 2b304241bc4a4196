"""Tests of values made from schemas and patterns."""
