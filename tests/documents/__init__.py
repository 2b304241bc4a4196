"""The mock on documents that nobody here wrote: features, hard cases, and public documents where they are present."""
