"""How values travel: parameters, bodies and paths, read from a request and written into one."""
