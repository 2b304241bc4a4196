"""The dependencies: locked, licensed, checked."""
