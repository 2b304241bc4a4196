"""`mythic-mock mcp`, asked by clients of the official SDK."""
