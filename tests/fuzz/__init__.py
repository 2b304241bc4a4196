"""Broken input of every kind, made by mutating what is right: no traceback, no signal, bounded time and memory.

`corpus/` keeps what is right and what once was a finding, a folder for each kind; `mutants` makes cases of it,
`worker` takes them in a process with limits, `child` speaks with it.
"""
