"""The mock server as its users meet it: a process of its own, spoken to over HTTP."""
