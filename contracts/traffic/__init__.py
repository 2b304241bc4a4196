"""One exchange, safely: the connection, the target, the mock beside it, the ledger."""
