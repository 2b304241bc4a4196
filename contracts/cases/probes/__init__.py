"""Single requests that ask for one thing each: access, boundaries, odd values, and what was not reached yet."""
