"""What the project rests on: the locked dependencies, their licences, their known vulnerabilities."""
