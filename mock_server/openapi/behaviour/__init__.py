"""What an operation does to a resource, and why: declared by `x-mock`, else inferred."""
