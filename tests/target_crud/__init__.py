"""A second stand-in for a real service: CRUD over parents and children in plain WSGI, with faults and variants."""
