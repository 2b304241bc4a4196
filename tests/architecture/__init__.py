"""The rules that the packages keep, and how they are measured."""
