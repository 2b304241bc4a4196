"""Settings from a file, the environment and the command line, and what is written about them."""
