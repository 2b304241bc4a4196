"""The description library: everything both programs know about OpenAPI documents."""
