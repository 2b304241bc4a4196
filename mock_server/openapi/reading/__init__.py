"""Documents as they are written: files, references, operations, and the texts inside them."""
