"""What consumers use of an API, as their own traffic shows it, and the document narrowed to that."""
