"""Correct services of many habits: none of them contradicts its document, each behaves as some framework does."""
