"""Ships and their crews: a service of a shape of its own, and what developers commonly get wrong in one."""
