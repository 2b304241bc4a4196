"""Records of the run: the steps of their lives, what they need, what leads to them, and the way back."""
