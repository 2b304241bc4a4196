"""Correct services with the manners of frameworks that nobody tuned the check to, each with a document of its own."""
