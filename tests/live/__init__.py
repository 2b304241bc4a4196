"""The mock while it runs: the admin API and what it looks at and changes."""
