"""Checks of public services that nobody here wrote, installed from the package index."""
