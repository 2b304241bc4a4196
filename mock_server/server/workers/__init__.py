"""Several processes on one port: a parent that starts them again and answers the admin API, and what ties them."""
