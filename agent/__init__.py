"""Memory, decisions, clock and commands. The only package that imports `providers` and `rules`."""
