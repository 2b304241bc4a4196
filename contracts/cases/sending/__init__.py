"""The way out: requests as bytes, the one sender, and the books of what is created."""
