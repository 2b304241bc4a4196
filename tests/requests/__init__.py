"""Tests of requests that are read and written."""
