"""Checks a service against its OpenAPI document and its mock."""
