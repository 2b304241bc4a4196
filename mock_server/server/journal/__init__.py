"""What is kept of requests and their answers, and what can be told of it: why, where it differs, what it must not show.

A request costs one tuple of references; everything else is made when somebody looks (docs/live.md).
"""
