"""What is typed, one command a file; each is loaded when it is asked for."""
