"""Tests of the check: its laws, its reports, its commands."""
