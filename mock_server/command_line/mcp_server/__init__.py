"""`mythic-mock mcp`: a mock, and the check of a service, as tools of the Model Context Protocol."""
