"""What is typed: the options of each command, what they make, and the commands that are no server."""
