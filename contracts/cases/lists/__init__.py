"""Lists: their pages are walked, and the records of the run are found in them."""
