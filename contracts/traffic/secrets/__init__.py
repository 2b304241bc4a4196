"""Nothing leaks: where secrets stand, and what stands in for them."""
